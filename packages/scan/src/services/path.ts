// The parts of a path as a server reads them, and whether servers may read them differently.

/** A path in its parts, decoded once. */
export type PathParts = { readonly parts: readonly string[]; readonly isUnclear: boolean }

const LENGTH_MAX = 4096

/** Takes a path apart. What climbs, is encoded twice or holds odd characters is unclear: nobody knows where it leads. */
export function partsOfPath(path: string): PathParts {
  if (path.length > LENGTH_MAX) return { parts: [], isUnclear: true }
  const parts: string[] = []
  let isUnclear = /[\\\u0000-\u0020\u007f]/.test(path)
  for (const raw of path.split('/')) {
    if (raw === '') continue
    const part = decoded(raw)
    if (
      part === undefined ||
      part.split('/').some(climbs) ||
      /[\\\u0000-\u001f;]/.test(part) ||
      isEncoded(part)
    ) {
      isUnclear = true
    }
    parts.push(part ?? raw)
  }
  return { parts, isUnclear }
}

/** Also behind a slash that was encoded: some servers decode before they look for what climbs. */
function climbs(part: string): boolean {
  return part === '.' || part === '..'
}

function decoded(part: string): string | undefined {
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

function isEncoded(part: string): boolean {
  return /%[0-9a-f]{2}/i.test(part)
}
