// Whether a pattern of a schema can keep a backtracking matcher busy for ever.

const LENGTH_MAX = 512

/** A group that is open: where it began, and whether anything in it repeats or chooses. */
type Group = { readonly from: number; repeats: boolean; chooses: boolean }

/** Whether a pattern is a danger: a repeated group that itself repeats or chooses, a reference back, or sheer size. */
export function isDangerousPattern(pattern: string): boolean {
  if (pattern.length > LENGTH_MAX || /\\[1-9]|\{\d{4,}|,\d{4,}\}/.test(pattern)) return true
  const open: Group[] = []
  for (let at = 0; at < pattern.length; at = after(pattern, at)) {
    if (pattern[at] === '(') open.push({ from: at + 1, repeats: false, chooses: false })
    else if (pattern[at] === ')') {
      if (closes(pattern, at, open)) return true
    } else note(pattern, at, open.at(-1))
  }
  return false
}

/** Where the next part begins: an escape and a class of characters are one part. */
function after(pattern: string, at: number): number {
  if (pattern[at] === '\\') return at + 2
  if (pattern[at] !== '[') return at + 1
  for (let end = at + 1; end < pattern.length; end++) {
    if (pattern[end] === '\\') end++
    else if (pattern[end] === ']') return end + 1
  }
  return pattern.length
}

function note(pattern: string, at: number, group: Group | undefined): void {
  if (group === undefined) return
  if (pattern[at] === '|') group.chooses = true
  if (isRepeated(pattern, at)) group.repeats = true
}

/** Ends a group; whether it runs away. */
function closes(pattern: string, at: number, open: Group[]): boolean {
  const group = open.pop()
  if (group === undefined) return false
  const isRepeating = isRepeated(pattern, at + 1)
  if (isRepeating && runsAway(pattern.slice(group.from, at), group)) return true
  const around = open.at(-1)
  if (around !== undefined && (isRepeating || group.repeats)) around.repeats = true
  return false
}

function isRepeated(pattern: string, at: number): boolean {
  return /^(?:[*+]|\{\d+,\d*\})/.test(pattern.slice(at, at + 12))
}

/** `(-[a-z]+)*` behind a sign of its own and `(a|b)+` with beginnings of their own cannot run away. */
function runsAway(inner: string, { repeats, chooses }: Group): boolean {
  if (!repeats && !chooses) return false
  const body = inner.replace(/^\?:/, '')
  if (!chooses) return !/^(?:[-_/,:;@#=&%~ ]|\\[-./])/.test(body)
  const beginnings = body.split('|').map((choice) => choice.slice(0, choice.startsWith('\\') ? 2 : 1))
  return repeats || new Set(beginnings).size < beginnings.length
}
