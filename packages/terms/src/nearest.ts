// Finds the known name that a misspelled one was probably meant to be.

const LONGEST = 128
const MOST = 2

/** How many letters of a name may be wrong; separators and capitals do not count. */
function allowedFor({ length }: string): number {
  if (length < 3) return 0
  return length < 5 ? 1 : MOST
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** Optimal string alignment distance, from 0 to 2; more than two is only `3`. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MOST) return MOST + 1
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) row.push(stepOf(a, b, i, j, rows, row))
    rows.push(row)
    if (Math.min(...row) > MOST) return MOST + 1
  }
  return rows.at(-1)?.at(-1) ?? 0
}

function stepOf(a: string, b: string, i: number, j: number, rows: number[][], row: number[]): number {
  function at(up: number, left: number): number {
    return (up === 0 ? row : rows[i - up])?.[j - left] ?? MOST + 1
  }
  const isSame = a[i - 1] === b[j - 1]
  const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
  const plain = Math.min(at(1, 0) + 1, at(0, 1) + 1, at(1, 1) + (isSame ? 0 : 1))
  return isSwapped ? Math.min(plain, at(2, 2) + 1) : plain
}

/** The known name that is most like `name`, one or two letters apart; undefined where none is, or where it is known. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (typeof name !== 'string' || name.length > LONGEST || !Array.isArray(known)) return undefined
  const own = bare(name)
  let least = allowedFor(own) + 1
  let found: string | undefined
  for (const other of known) {
    if (other === name) return undefined
    if (typeof other !== 'string' || other.length > LONGEST) continue
    const apart = distance(own, bare(other))
    if (apart >= least) continue
    least = apart
    found = other
  }
  return found
}
