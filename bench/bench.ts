// Measures the budgets of the service and prints one table.

import { approvalRows } from './approvals.ts'
import { fillRows } from './fill.ts'
import { latencyRows } from './latency.ts'
import { machine } from './machine.ts'
import { type Options, readOptions, type Section, USAGE } from './options.ts'
import { policyRows } from './policy.ts'
import { readersRows } from './readers.ts'
import { scanRows } from './scan.ts'
import { scannedRows } from './scanned.ts'
import { startRows } from './start.ts'
import { strangersRows } from './strangers.ts'
import { type Row, renderTable } from './table.ts'
import { embeddedRows, keyedRows, manyOrgsRows, oneOrgRows } from './throughput.ts'
import { verifyRows } from './verify.ts'
import { waiterRows } from './waiters.ts'
import { watchedRows } from './watched.ts'
import { worstRows } from './worst.ts'

const MEASUREMENTS: Record<Section, (options: Options) => Row[] | Promise<Row[]>> = {
  policy: policyRows,
  scan: scanRows,
  verify: verifyRows,
  latency: latencyRows,
  strangers: strangersRows,
  worst: worstRows,
  readers: readersRows,
  one: oneOrgRows,
  keyed: keyedRows,
  watched: watchedRows,
  scanned: scannedRows,
  orgs: manyOrgsRows,
  approvals: approvalRows,
  waiters: waiterRows,
  embedded: embeddedRows,
  start: startRows,
  fill: fillRows,
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(USAGE)
    return
  }
  const about = await machine(options)
  const rows: Row[] = []
  for (const section of options.only) rows.push(...(await MEASUREMENTS[section](options)))
  if (options.json) console.log(JSON.stringify({ about, rows }, null, 2))
  else console.log(`${about.join('\n')}\n\n${renderTable(rows)}`)
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}: ${sentenceOf(error.cause)}`
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${sentenceOf(error)}\n`)
  process.exit(1)
})
