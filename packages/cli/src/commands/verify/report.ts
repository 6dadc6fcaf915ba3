// Writes the verification report in words for a terminal.
import type { Axis, Report } from '@countersign/receipt'
import { plain } from '../../plain.ts'
import { meaningOf, nextSteps } from './explain.ts'

const MARKS = { passed: '✓', failed: '✗', not_checked: '?' } as const
const COLOURS = { passed: '32', failed: '31', not_checked: '33' } as const
const STATUS_OF = { valid: 'passed', invalid: 'failed', indeterminate: 'not_checked' } as const

type Paint = (colour: string, text: string) => string

/** The report in words, for a terminal: verdict, one line per axis, what a failure means and what to do next. */
export function describe(
  kind: 'evidence' | 'bundle',
  report: Report,
  { isColoured }: { isColoured: boolean },
): string {
  const paint: Paint = (colour, text) => (isColoured ? `\u001b[${colour}m${text}\u001b[0m` : text)
  const colour = COLOURS[STATUS_OF[report.verdict]]
  const width = Math.max(...report.axes.map(({ name }) => name.length))
  const lines = [
    `${paint(colour, report.verdict.toUpperCase())}  ${subjectOf(kind, report)}`,
    ...hiddenLine(report),
    ...erasedLine(report),
    '',
    ...report.axes.map((axis) => axisLine(axis, width, paint)),
    ...explanation(report),
  ]
  return `${lines.join('\n')}\n`
}

function subjectOf(kind: 'evidence' | 'bundle', { org, from, to, tree_size }: Report): string {
  const log = org === undefined ? '' : ` of the log of ${plain(org)}`
  if (kind === 'evidence') {
    return `evidence of one receipt${log}${tree_size === undefined ? '' : `, signed at size ${tree_size}`}`
  }
  if (from === undefined || to === undefined) return 'bundle without a readable header'
  return `bundle: receipts ${from} to ${to - 1}${log}, signed at size ${tree_size}`
}

/** A window says nothing about what it leaves out, so nobody should take it for the whole log. */
function hiddenLine({ hidden }: Report): string[] {
  if (hidden === undefined || hidden.before + hidden.after === 0) return []
  const { before, after } = hidden
  return [`${before} receipts before and ${after} after this window are not shown`]
}

/** What is gone for good is told apart from what was only left out. */
function erasedLine({ erased = 0 }: Report): string[] {
  if (erased === 0) return []
  return [`${erased} ${erased === 1 ? 'value was' : 'values were'} erased, as receipts in this bundle say`]
}

function axisLine({ name, status, code = '', detail = '' }: Axis, width: number, paint: Paint): string {
  const isUnreached = code.endsWith('.not_reached')
  // What was not asked for is not left open.
  const isIdle = isUnreached || code === 'disclosures.none'
  const mark = isIdle ? '·' : paint(COLOURS[status], MARKS[status])
  const remark = isUnreached ? 'not reached' : plain(detail)
  const shown = status === 'passed' || isIdle ? remark : `${remark} [${plain(code)}]`
  return `  ${mark} ${name.padEnd(width)}  ${shown}`.trimEnd()
}

function explanation(report: Report): string[] {
  const failed = report.axes.find(({ status }) => status === 'failed')
  if (failed !== undefined) {
    return ['', `Failed on ${failed.name}${placeOf(report, failed)}.`, `What it means: ${meaningOf(failed)}`]
  }
  if (report.verdict === 'valid') return []
  const steps = nextSteps(report)
  return ['', 'Nothing is wrong with what could be checked, but it is not proven. What to do:', ...steps]
}

function placeOf({ where }: Report, { code }: Axis): string {
  if (where === undefined) return ''
  const { seq, line } = where
  if (seq !== undefined) return line === undefined ? ` at seq ${seq}` : ` at seq ${seq}, line ${line}`
  // Without a seq the line is the header's, or the one after the last: what only the whole file shows.
  if (line === 1 || code === 'bundle.line_length') return ` at line ${line}`
  return ', which shows at the end of the file'
}
