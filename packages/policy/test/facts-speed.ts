// node packages/policy/test/facts-speed.ts [name]: what reading the facts of a request takes, of everyday and worst ones.
import { areasOf } from '../src/facts/areas.ts'
import { type Facts, readContent, riskOf, type Vocabulary, WHOLE_VOCABULARY } from '../src/index.ts'
import { createBudget, spentOf } from '../src/model/budget.ts'
import { LARGEST_SETTINGS, SHAPES, TYPICAL, USUAL_SETTINGS } from './shapes.ts'

const POINTERS = Array.from({ length: 30 }, (_, at) => `/p${at * 7}`)

/** Of this thread alone, whatever else the machine is doing. */
function milliseconds(run: () => unknown): number {
  const before = process.threadCpuUsage()
  run()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

const TOGETHER = 60

/** So many runs until the code is as fast as it gets, where a run is short. */
const WARM = 20_000

function measure(run: () => unknown): { first: number; mean: number } {
  const first = milliseconds(run)
  const short = milliseconds(run) < 2
  for (let turn = 0; turn < (short ? WARM : 5); turn += 1) run()
  // The clock of a thread ticks in milliseconds, so many runs are taken together.
  const turns = Math.ceil(TOGETHER / Math.max(milliseconds(run), 0.02))
  const all = milliseconds(() => {
    for (let turn = 0; turn < turns; turn += 1) run()
  })
  return { first, mean: all / turns }
}

function print(name: string, columns: readonly string[]): void {
  process.stdout.write(`${name.padEnd(44)}${columns.map((column) => column.padStart(12)).join('')}\n`)
}

function report(name: string, set: Vocabulary, facts: Facts): void {
  const { first, mean } = measure(() => riskOf(facts, readContent(set, facts)))
  const budget = createBudget()
  readContent(set, facts, budget)
  const spent = spentOf(budget)
  const perUnit = (mean * 1e6) / spent
  print(name, [
    first.toFixed(3),
    mean.toFixed(3),
    `${spent}`,
    perUnit.toFixed(1),
    budget.left < 0 ? 'exceeded' : '',
  ])
}

const only = process.argv[2] ?? ''
for (const [settings, name] of [
  [USUAL_SETTINGS, 'usual settings'],
  [LARGEST_SETTINGS, 'the largest settings'],
] as const) {
  const usual = { ...WHOLE_VOCABULARY, areas: areasOf(settings), sanitizes: [['pii']] }
  const dear = { ...usual, sanitizes: [['pii', 'secrets', ...POINTERS]] }
  print(`\n${name}`, ['ms, first', 'ms, mean', 'units', 'ns per unit'])
  for (const [shape, facts] of TYPICAL) if (shape.includes(only)) report(shape, usual, facts)
  for (const [shape, facts] of SHAPES) if (shape.includes(only)) report(shape, dear, facts)
}
