// Whether a name is a misspelling of another: two letters apart, or apart in separators and capitals alone.

const SHORTEST = 5
const APART = 2
const LONGEST = 128

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** How many letters have to be changed, added, left out or swapped with the next; more than two is only `3`. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > APART) return APART + 1
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) row.push(stepOf(a, b, i, j, rows, row))
    rows.push(row)
    if (Math.min(...row) > APART) return APART + 1
  }
  return rows.at(-1)?.at(-1) ?? 0
}

function stepOf(a: string, b: string, i: number, j: number, rows: number[][], row: number[]): number {
  function at(up: number, left: number): number {
    return (up === 0 ? row : rows[i - up])?.[j - left] ?? APART + 1
  }
  const isSame = a[i - 1] === b[j - 1]
  const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
  const plain = Math.min(at(1, 0) + 1, at(0, 1) + 1, at(1, 1) + (isSame ? 0 : 1))
  return isSwapped ? Math.min(plain, at(2, 2) + 1) : plain
}

/** The first of some names that another was probably meant to be; undefined when it is one of them. */
export function meantBy(name: string, known: ReadonlySet<string>): string | undefined {
  if (known.has(name) || name.length > LONGEST) return undefined
  const own = bare(name)
  if (own.length < SHORTEST) return undefined
  return [...known].find((other) => other.length <= LONGEST && distance(own, bare(other)) <= APART)
}
