// Texts scanned in this process: what agents read and write by the 10 KB, and a megabyte of it.
import { readFileSync } from 'node:fs'
import { type Scan, scanText } from '@countersign/scan'
import { progress } from './progress.ts'
import { milliseconds, type Row } from './table.ts'

const LENGTH = 10 * 1024
const LONG_LENGTH = 1024 * 1024
const BUDGET_MS = 2
/** A unit of work is meant to cost 25 ns at most, and a scan has four million. */
const LONG_BUDGET_MS = 100
const ROUNDS = 40
/** Of all texts in turn, until the engine has compiled what scans them; what it takes for that does not belong to a scan. */
const WARM_UP_ROUNDS = 400

const documentation = ['for-operators', 'scanning', 'approvals', 'webhooks']
  .map((name) => readFileSync(new URL(`../docs/${name}.md`, import.meta.url), 'utf8'))
  .join('\n')
const rows = JSON.stringify(
  Array.from({ length: 100 }, (_, id) => ({
    id,
    name: `customer ${id}`,
    email: `user${id}@example.com`,
    changed_at: '2026-03-31T12:00:00Z',
  })),
)

function mixed(): string {
  const code = readFileSync(new URL('./scan.ts', import.meta.url), 'utf8')
  return [documentation, rows, code, encoded()].map((text) => text.slice(0, LENGTH / 4)).join('\n')
}

function encoded(): string {
  return Buffer.from(documentation).toString('base64')
}

const TEXTS: readonly (readonly [what: string, text: string])[] = [
  ['documentation', documentation],
  ['JSON', rows],
  ['base64 of documentation', encoded()],
  ['some of each', mixed()],
]

/** The CPU that scanning takes on average, in ms, once it is compiled and its tables are made. */
function average(text: string, rounds: number): { ms: number; scan: Scan } {
  let scan = scanText(text)
  const before = process.cpuUsage()
  for (let n = 0; n < rounds; n++) scan = scanText(text)
  const { user, system } = process.cpuUsage(before)
  return { ms: (user + system) / 1000 / rounds, scan }
}

export function scanRows(): Row[] {
  progress('scanning texts')
  const texts = TEXTS.map(([what, text]) => [what, text.slice(0, LENGTH)] as const)
  for (let n = 0; n < WARM_UP_ROUNDS; n++) for (const [, text] of texts) scanText(text)
  const short = texts.map(([what, text]): Row => {
    const { ms } = average(text, ROUNDS)
    return {
      what: `10 KB scanned, ${what}`,
      budget: `under ${BUDGET_MS} ms`,
      measured: milliseconds(ms),
      met: ms < BUDGET_MS,
    }
  })
  const { ms, scan } = average(
    documentation.repeat(LONG_LENGTH / documentation.length + 1).slice(0, LONG_LENGTH),
    2,
  )
  return [
    ...short,
    {
      what: '1 MB scanned, documentation',
      budget: `under ${LONG_BUDGET_MS} ms`,
      measured: milliseconds(ms),
      met: ms < LONG_BUDGET_MS,
      note: scan.complete ? 'to its end' : 'as far as the budget of a scan goes',
    },
  ]
}
