// A sample log with its bundle and evidence, and the JSON report of `countersign verify`.
import { bundleOf, evidenceOf, keySetOf, sampleLog } from './log.ts'
import { countersign } from './run.ts'

export const log = sampleLog()
export const keys = keySetOf(log)
export const bundle = bundleOf(log, { handovers: true })
export const gate = log.entries.findIndex(({ payload }) => payload.type === 'gate.allowed')
const completion = log.entries.findIndex(({ payload }) => payload.type === 'action.completed')
export const evidence = evidenceOf(log, completion)
export const size = log.entries.length

export type Axis = {
  name: string
  status: string
  code?: string
}

/** The report of `countersign verify --json`. */
export async function verifyJson(argv: readonly string[]) {
  const { exitCode, out } = await countersign(['verify', ...argv, '--json'])
  const report = JSON.parse(out)
  function axis(name: string): Axis {
    return report.axes.find((each: Axis) => each.name === name)
  }
  return { exitCode, report, axis, failed: report.axes?.filter((each: Axis) => each.status === 'failed') }
}
