// Memory of the API and storage of the database while a log grows under load.
import { ALLOWED, checkReceipts } from './accounting.ts'
import { growthRows, timesAt } from './growth.ts'
import { run } from './load.ts'
import type { Options } from './options.ts'
import { peakMemory } from './processes.ts'
import { progress } from './progress.ts'
import { differingBody, onPostgres, type Subject } from './subject.ts'
import { megabytes, perSecond, type Row } from './table.ts'

/** So many receipts has the log to which the larger one is compared; of a smaller log it is a tenth. */
const SMALL = 10_000
const EXPORTED_MAX = 5000

const SIZES = `
  select c.relname as name, pg_total_relation_size(c.oid) as bytes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind = 'r' and n.nspname = 'public' order by bytes desc`

export async function fillRows(options: Options): Promise<Row[]> {
  progress(`memory and storage at ${options.fill} receipts`)
  const subject = await onPostgres({ profiles: options.profiles })
  const [org] = subject.orgs
  if (org === undefined) throw new Error('there is no org to fill')
  const load = {
    url: `${subject.api.url}/v1/gate`,
    callers: subject.callers,
    connections: options.connections,
    instead: { every: 1, body: (n: number) => differingBody(org, n) },
    expect: ALLOWED,
  }
  function grow(amount: number) {
    return checkReceipts(subject, async () => {
      const done = await run(load, amount)
      return { ...done, answered: done.answers }
    })
  }
  try {
    const small = Math.min(SMALL, Math.ceil(options.fill / 10))
    await grow(small)
    const asked = { seconds: options.seconds, exported: Math.min(EXPORTED_MAX, small) }
    const before = await timesAt(subject, org, asked)
    const [walBefore, storedBefore] = [await walBytes(subject), await storage(subject)]
    const { value, bytes } = await peakMemory(subject.api, () => grow(options.fill - small))
    const note = `${value.answers.toLocaleString('en')} receipts (the budget names 1,000,000), written at ${perSecond(value.perSecond)}`
    const wal = ((await walBytes(subject)) - walBefore) / value.answers
    const { each, shares } = growthOf(storedBefore, await storage(subject))
    const after = await timesAt(subject, org, asked)
    return [
      {
        what: 'API resident memory, PostgreSQL, at load',
        budget: 'under 300 MB',
        measured: megabytes(bytes),
        met: bytes < 300e6,
        note,
      },
      {
        what: 'storage per receipt at load, indexes included',
        budget: 'under 800 B',
        measured: `${Math.round(each)} B`,
        met: each < 800,
        note: `every receipt with other arguments, of 200 B; ${shares}`,
      },
      {
        what: 'write-ahead log per receipt at load',
        budget: 'under 1 KB',
        measured: `${Math.round(wal)} B`,
        met: wal < 1024,
      },
      ...growthRows(before, after),
    ]
  } finally {
    await subject.stop()
  }
}

async function walBytes({ sql }: Subject): Promise<number> {
  const [row] = (await sql?.(`select pg_current_wal_lsn() - '0/0'::pg_lsn as bytes`)) ?? []
  return Number(row?.bytes)
}

type Stored = { receipts: number; bytes: ReadonlyMap<string, number> }

async function storage({ sql, treeSizes }: Subject): Promise<Stored> {
  const tables = (await sql?.(SIZES)) ?? []
  return {
    receipts: await treeSizes(),
    bytes: new Map(tables.map(({ name, bytes }) => [`${name}`, Number(bytes)])),
  }
}

/** For each receipt that came in between: those that were asked for one by one take more. */
function growthOf(before: Stored, after: Stored): { each: number; shares: string } {
  const receipts = after.receipts - before.receipts
  const tables = [...after.bytes].map(([name, bytes]) => ({
    name,
    each: (bytes - (before.bytes.get(name) ?? 0)) / receipts,
  }))
  const shares = tables
    .filter(({ each }) => each >= 1)
    .map(({ name, each }) => `${name} ${Math.round(each)}`)
    .join(', ')
  return { each: tables.reduce((sum, { each }) => sum + each, 0), shares }
}
