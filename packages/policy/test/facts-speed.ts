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
  warmUp,
} from '../src/index.ts'
import { createBudget, isExceeded, spentOf } from '../src/model/budget.ts'
import { toolArguments } from '../src/tools/schema.ts'
import {
  LARGE,
  LARGEST_SETTINGS,
  SCHEMAS,
  SHAPES,
  TYPICAL,
  toolWith,
  USUAL_SETTINGS,
  withSchema,
} from './shapes.ts'

const POINTERS = Array.from({ length: 30 }, (_, at) => `/p${at * 7}`)

const SETTINGS = [
  ['usual settings', USUAL_SETTINGS],
  ['the largest settings', LARGEST_SETTINGS],
] as const

type Case = { readonly name: string; readonly set: Vocabulary; readonly facts: Facts }

function casesUnder([, settings]: (typeof SETTINGS)[number]): Case[] {
  const usual = { ...WHOLE_VOCABULARY, areas: areasOf(settings), sanitizes: [['pii']] }
  const both = { ...usual, sanitizes: [['pii', 'secrets']] }
  const dear = { ...usual, sanitizes: [['pii', 'secrets', ...POINTERS]] }
  return [
    ...TYPICAL.map(([name, facts]) => ({ name, set: usual, facts })),
    ...LARGE.map(([name, facts]) => ({ name: `large: ${name}`, set: both, facts })),
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
const WARM_UP = 500
const MEASURED = 200

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
  /** The first of all, and the first after a service has warmed up. */
  readonly first: number
  readonly early: number
  readonly mean: number
  readonly spent: number
  readonly isExceeded: boolean
}

type Place = { readonly settings: number; readonly at: number; readonly isWarm: boolean }

/** How long it takes until what is compiled beside this thread is there. */
const COMPILED = 50

function measure({ set, facts }: Case, { isWarm }: Place): Figures {
  function run(): unknown {
    return riskOf(facts, readContent(set, facts))
  }
  if (isWarm) warmUp()
  Atomics.wait(cell, 0, 0, COMPILED)
  const first = milliseconds(run)
  const budget = createBudget()
  readContent(set, facts, readingOf(facts, budget))
  const counted = { first, early: first, spent: spentOf(budget), isExceeded: isExceeded(budget) }
  if (!isWarm) return { ...counted, mean: 0 }
  repeat(run, WARM_UP)
  let turns = 0
  const all = milliseconds(() => {
    turns = repeat(run, MEASURED)
  })
  return { ...counted, mean: all / turns }
}

function print(name: string, columns: readonly string[]): void {
  process.stdout.write(`${name.padEnd(44)}${columns.map((column) => column.padStart(12)).join('')}\n`)
}

/** In a thread of its own, where no code is compiled yet. */
function measuredApart(place: Place): Promise<Figures> {
  const worker = new Worker(new URL(import.meta.url), { workerData: place })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

async function report(only: string): Promise<void> {
  for (const [settings, entry] of SETTINGS.entries()) {
    print(`\n${entry[0]}`, ['ms, first', 'ms, early', 'ms, mean', 'units', 'ns per unit'])
    for (const [at, { name }] of casesUnder(entry).entries()) {
      if (!name.includes(only)) continue
      const { first } = await measuredApart({ settings, at, isWarm: false })
      const { early, mean, spent, isExceeded } = await measuredApart({ settings, at, isWarm: true })
      const perUnit = ((mean * 1e6) / spent).toFixed(1)
      print(name, [
        first.toFixed(3),
        early.toFixed(3),
        mean.toFixed(3),
        `${spent}`,
        perUnit,
        isExceeded ? 'exceeded' : '',
      ])
    }
  }
}

if (isMainThread) await report(process.argv[2] ?? '')
else {
  const place: Place = workerData
  const entry = SETTINGS[place.settings]
  const found = entry && casesUnder(entry)[place.at]
  if (found !== undefined) parentPort?.postMessage(measure(found, place))
}
