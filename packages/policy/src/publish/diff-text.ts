// Prints what differs between two policy documents, as lines of text.
import type { DocumentDiff, PolicyDiff, ValueDiff } from './diff.ts'

// Where more lines than this lie between what two texts share at both ends, one is shown after the other.
const LINES_MAX = 400

/** How long the longest common run of lines is from each pair of lines on. */
function commonRuns(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const runs = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = runs[i]
      const below = runs[i + 1]
      if (row === undefined || below === undefined) continue
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0)
    }
  return runs
}

function prefixed(sign: string, lines: readonly string[]): string[] {
  return lines.map((line) => `${sign} ${line}`)
}

/** How many items two lists share at their beginning. */
function sharedStart(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((line, index) => line !== b[index])
  return at < 0 ? a.length : at
}

/** The lines of two texts: `-` gone, `+` new, ` ` in both. */
export function diffLines(before: readonly string[], after: readonly string[]): string[] {
  const start = sharedStart(before, after)
  const [old, now] = [before.slice(start), after.slice(start)]
  const end = sharedStart(old.toReversed(), now.toReversed())
  return [
    ...prefixed(' ', before.slice(0, start)),
    ...diffMiddle(old.slice(0, old.length - end), now.slice(0, now.length - end)),
    ...prefixed(' ', old.slice(old.length - end)),
  ]
}

function diffMiddle(before: readonly string[], after: readonly string[]): string[] {
  if (before.length > LINES_MAX || after.length > LINES_MAX)
    return [...prefixed('-', before), ...prefixed('+', after)]
  const runs = commonRuns(before, after)
  const lines: string[] = []
  let i = 0
  let j = 0
  while (i < before.length || j < after.length) {
    const old = before[i]
    const now = after[j]
    if (old !== undefined && old === now) {
      lines.push(`  ${old}`)
      i += 1
      j += 1
    } else if (
      old !== undefined &&
      (now === undefined || (runs[i + 1]?.[j] ?? 0) >= (runs[i]?.[j + 1] ?? 0))
    ) {
      lines.push(`- ${old}`)
      i += 1
    } else {
      lines.push(`+ ${now}`)
      j += 1
    }
  }
  return lines
}

function linesOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split('\n')
}

function policyLines({ id, change, before, after }: PolicyDiff): string[] {
  return [
    `@@ policy ${id}: ${change} @@`,
    ...(change === 'moved' ? [] : diffLines(linesOf(before), linesOf(after))),
  ]
}

function valueLines(kind: string, { name, change, before, after }: ValueDiff): string[] {
  function shown(value: ValueDiff['before']) {
    return value === undefined ? [] : JSON.stringify(value, null, 2).split('\n')
  }
  return [`@@ ${kind} ${name}: ${change} @@`, ...diffLines(shown(before), shown(after))]
}

/** A diff to read, like a unified diff; one line per item, empty when nothing differs. */
export function diffText(diff: DocumentDiff): string[] {
  return [
    ...diff.policies.flatMap(policyLines),
    ...diff.settings.flatMap((value) => valueLines('setting', value)),
    ...diff.tests.flatMap((value) => valueLines('test', value)),
    ...(diff.comments_only ? ['@@ only comments, spaces or line ends differ @@'] : []),
  ]
}
