// node packages/policy/test/facts-speed.ts [name]: what reading facts takes, of everyday and worst requests.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { areasOf } from '../src/facts/areas.ts'
import {
  type Facts,
  readContent,
  readingOf,
  riskOf,
  type Vocabulary,
  WHOLE_VOCABULARY,
} from '../src/index.ts'
import { createBudget, isExceeded, spentOf } from '../src/model/budget.ts'
import { toolArguments } from '../src/tools/schema.ts'
import { LARGEST_SETTINGS, SCHEMAS, SHAPES, TYPICAL, toolWith, USUAL_SETTINGS, withSchema } from './shapes.ts'

const POINTERS = Array.from({ length: 30 }, (_, at) => `/p${at * 7}`)

const SETTINGS = [
  ['usual settings', USUAL_SETTINGS],
  ['the largest settings', LARGEST_SETTINGS],
] as const

type Case = { readonly name: string; readonly set: Vocabulary; readonly facts: Facts }

function casesUnder([, settings]: (typeof SETTINGS)[number]): Case[] {
  const usual = { ...WHOLE_VOCABULARY, areas: areasOf(settings), sanitizes: [['pii']] }
  const dear = { ...usual, sanitizes: [['pii', 'secrets', ...POINTERS]] }
  return [
    ...TYPICAL.map(([name, facts]) => ({ name, set: usual, facts })),
    ...SHAPES.map(([name, facts]) => ({ name, set: dear, facts })),
    ...SCHEMAS.map(([name, schema, given]) => ({
      name: `a schema: ${name}`,
      set: { ...usual, sanitizes: [], tools: toolArguments([toolWith(schema)]) },
      facts: withSchema(given),
    })),
  ]
}

const cell = new Int32Array(new SharedArrayBuffer(4))
const SHORTEST_SLEEP = 0.05

/** Of this thread alone, whatever else the machine is doing. Its clock is only set right when it sleeps. */
function milliseconds(run: () => unknown): number {
  function now(): number {
    Atomics.wait(cell, 0, 0, SHORTEST_SLEEP)
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  const before = now()
  run()
  return now() - before
}

/** How long a case is repeated until it is as fast as it gets, and again to be measured, by the clock on the wall. */
const WARM_UP = 300
const MEASURED = 150

function repeat(run: () => unknown, atMost: number): number {
  const end = performance.now() + atMost
  let turns = 0
  do {
    run()
    turns += 1
  } while (performance.now() < end)
  return turns
}

type Figures = {
  readonly first: number
  readonly mean: number
  readonly spent: number
  readonly isExceeded: boolean
}

function measure({ set, facts }: Case): Figures {
  function run(): unknown {
    return riskOf(facts, readContent(set, facts))
  }
  const first = milliseconds(run)
  repeat(run, WARM_UP)
  let turns = 0
  const all = milliseconds(() => {
    turns = repeat(run, MEASURED)
  })
  const budget = createBudget()
  readContent(set, facts, readingOf(facts, budget))
  return { first, mean: all / turns, spent: spentOf(budget), isExceeded: isExceeded(budget) }
}

function print(name: string, columns: readonly string[]): void {
  process.stdout.write(`${name.padEnd(44)}${columns.map((column) => column.padStart(12)).join('')}\n`)
}

/** In a thread of its own, so that no code is compiled before the first run. */
function measuredApart(place: { settings: number; at: number }): Promise<Figures> {
  const worker = new Worker(new URL(import.meta.url), { workerData: place })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

async function report(only: string): Promise<void> {
  for (const [settings, entry] of SETTINGS.entries()) {
    print(`\n${entry[0]}`, ['ms, first', 'ms, mean', 'units', 'ns per unit'])
    for (const [at, { name }] of casesUnder(entry).entries()) {
      if (!name.includes(only)) continue
      const { first, mean, spent, isExceeded } = await measuredApart({ settings, at })
      const perUnit = ((mean * 1e6) / spent).toFixed(1)
      print(name, [first.toFixed(3), mean.toFixed(3), `${spent}`, perUnit, isExceeded ? 'exceeded' : ''])
    }
  }
}

if (isMainThread) await report(process.argv[2] ?? '')
else {
  const entry = SETTINGS[workerData.settings]
  const found = entry && casesUnder(entry)[workerData.at]
  if (found !== undefined) parentPort?.postMessage(measure(found))
}
