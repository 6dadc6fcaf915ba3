// The rows of the result and how they are printed.

export type Row = {
  what: string
  budget: string
  measured: string
  /** Of the empty handler's throughput. */
  ratio?: number
  /** Undefined where there is no budget. */
  met?: boolean
  note?: string
}

const HEADINGS = ['what', 'budget', 'measured', 'ratio', 'met', 'note']

export function renderTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.what,
    row.budget,
    row.measured,
    row.ratio === undefined ? '' : row.ratio.toFixed(3),
    row.met === undefined ? '' : row.met ? 'yes' : 'NO',
    row.note ?? '',
  ])
  const widths = HEADINGS.map((heading, n) =>
    Math.max(heading.length, ...cells.map((row) => row[n]?.length ?? 0)),
  )
  function line(row: readonly string[]) {
    return `| ${row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`
  }
  return [line(HEADINGS), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n')
}

export function perSecond(value: number): string {
  return `${Math.round(value).toLocaleString('en')}/s`
}

export function milliseconds(value: number): string {
  return `${value < 1 ? value.toFixed(3) : value.toFixed(1)} ms`
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}

/** The value that this share of the sorted values is below. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
