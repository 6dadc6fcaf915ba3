// POST /v1/gate under load, compared with an empty handler under the same load in the same minute.
import { ALLOWED, checkReceipts } from './accounting.ts'
import { describeEach, watchCpu } from './cpu.ts'
import { measure, type Outcome } from './load.ts'
import type { Options } from './options.ts'
import { peakMemory, startEmpty } from './processes.ts'
import { progress } from './progress.ts'
import { onEmbedded, onPostgres, type Subject } from './subject.ts'
import { megabytes, perSecond, type Row } from './table.ts'

type Length = Pick<Options, 'seconds' | 'warmUpSeconds' | 'connections'>
export type Measured = Outcome & { answered: number; empty: number; residentBytes: number; cpu: string }

export async function gateUnderLoad(subject: Subject, length: Length, keyed = false): Promise<Measured> {
  const empty = await emptyUnderLoad(subject, length)
  let cpuUsed: Awaited<ReturnType<typeof watchCpu>> | undefined
  const { value, bytes } = await peakMemory(subject.api, () =>
    checkReceipts(subject, () =>
      measure(
        {
          url: `${subject.api.url}/v1/gate`,
          callers: subject.callers,
          connections: length.connections,
          expect: ALLOWED,
          keyed,
        },
        length,
        async () => {
          cpuUsed = await watchCpu(subject)
        },
      ),
    ),
  )
  const cpu = cpuUsed === undefined ? '' : describeEach(await cpuUsed(), value.answers)
  return { ...value, empty: empty.perSecond, residentBytes: bytes, cpu }
}

async function emptyUnderLoad(subject: Subject, length: Length): Promise<Outcome> {
  const running = await startEmpty()
  try {
    const load = {
      url: running.url,
      callers: subject.callers,
      connections: length.connections,
      expect: '{"ok"',
    }
    return await measure(load, length)
  } finally {
    await running.stop()
  }
}

function describe({ empty, p50, p99, cpu }: Measured): string {
  return `p50 ${p50} ms, p99 ${p99} ms at this load; empty handler ${perSecond(empty)}; ${cpu}`
}

async function measured(made: Promise<Subject>, length: Length, keyed?: boolean): Promise<Measured> {
  const subject = await made
  try {
    return await gateUnderLoad(subject, length, keyed)
  } finally {
    await subject.stop()
  }
}

let oneOrg: Measured | undefined

export async function oneOrgRows(options: Options): Promise<Row[]> {
  progress(`/gate on PostgreSQL, one org, ${options.connections} connections`)
  oneOrg = await measured(onPostgres({ profiles: options.profiles }), options)
  const ratio = oneOrg.perSecond / oneOrg.empty
  return [
    {
      what: `/gate, PostgreSQL, one org, ${options.connections} connections`,
      budget: 'over 0.18; goal 0.25',
      measured: perSecond(oneOrg.perSecond),
      ratio,
      met: ratio > 0.18,
      note: describe(oneOrg),
    },
  ]
}

export async function keyedRows(options: Options): Promise<Row[]> {
  progress('/gate on PostgreSQL, one org, an Idempotency-Key with every request')
  const keyed = await measured(onPostgres({ profiles: options.profiles }), options, true)
  return [
    {
      what: 'the same with an Idempotency-Key',
      budget: '',
      measured: perSecond(keyed.perSecond),
      ratio: keyed.perSecond / keyed.empty,
      note: describe(keyed),
    },
  ]
}

export async function manyOrgsRows(options: Options): Promise<Row[]> {
  progress(`/gate on PostgreSQL, ${options.orgs} orgs`)
  const many = await measured(onPostgres({ orgs: options.orgs, profiles: options.profiles }), options)
  const ratio = many.perSecond / many.empty
  // By ratios: the machine may have been busier in one of the two runs.
  const share = oneOrg && ratio / (oneOrg.perSecond / oneOrg.empty)
  return [
    {
      what: `the same over ${options.orgs} orgs`,
      budget: '0.8 of one org',
      measured: perSecond(many.perSecond),
      ratio,
      ...(share !== undefined && { met: share >= 0.8 }),
      note: `${share === undefined ? 'one org was not measured' : `${share.toFixed(2)} of one org by ratio`}; ${describe(many)}`,
    },
  ]
}

export async function embeddedRows(options: Options): Promise<Row[]> {
  progress('/gate on the embedded database')
  const embedded = await measured(onEmbedded({ profiles: options.profiles }), options)
  return [
    {
      what: '/gate, embedded database, one org',
      budget: '',
      measured: perSecond(embedded.perSecond),
      ratio: embedded.perSecond / embedded.empty,
      note: `not power-safe: no fsync; ${describe(embedded)}`,
    },
    {
      what: 'API resident memory, embedded, at load',
      budget: 'under 800 MB',
      measured: megabytes(embedded.residentBytes),
      met: embedded.residentBytes < 800e6,
      note: `${embedded.answered} receipts; database included`,
    },
  ]
}
