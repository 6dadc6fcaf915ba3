// What readers cost does not grow with the log: every reader, with every filter, over 50,000 receipts.
// Each statement that a reader sends is planned and run again by the database, which counts rows and buffers.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import type { ApprovalStatus } from '@countersign/terms'
import pg from 'pg'
import type { ReceiptFilter } from '../src/ports/nouns.ts'
import type { Store } from '../src/ports/store.ts'
import type { Client } from '../src/store/pool.ts'
import { beginFor } from './begin.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { type Filled, fillOrg, RECEIPTS, receiptAt } from './filled-org.ts'
import { startStore, type TestStore } from './store-harness.ts'

/** Of one statement: a step of a scan, and what it joins. The whole log would be 50,000 rows and 7,000 buffers. */
const ROWS_MAX = 2200
const BUFFERS_MAX = 2500
/** Of one call: a scan ends after ten steps. */
const STATEMENTS_MAX = 24

type Sent = { text: string; values: readonly unknown[] }
type Cost = { buffers: number; rows: number }
type Call = (store: Store, org: Filled) => Promise<unknown>

const page = { limit: 50 }
function unread<T>(receipt: T): T {
  return receipt
}
function listed(filter: (org: Filled) => ReceiptFilter) {
  return (order: 'asc' | 'desc', after?: number): Call => {
    const bounds = after === undefined ? {} : { after }
    return (store, org) => store.receipts.list(org.orgId, filter(org), { ...page, order, ...bounds }, unread)
  }
}

/** One that hits often, and one that hits nothing, of every filter there is. */
const FILTERS: { [F in keyof Required<ReceiptFilter>]: ((org: Filled) => ReceiptFilter)[] } = {
  agentId: [
    ({ busyAgent }) => ({ agentId: busyAgent }),
    ({ rareAgent }) => ({ agentId: rareAgent }),
    () => ({ agentId: 'none' }),
  ],
  type: [() => ({ type: 'gate.allowed' }), () => ({ type: 'org.halted' }), () => ({ type: 'none' })],
  verdict: [() => ({ verdict: 'allow' }), () => ({ verdict: 'none' })],
  action: [() => ({ action: 'action-1' }), () => ({ action: 'none' })],
  tool: [() => ({ tool: 'tool-1' }), () => ({ tool: 'none' })],
  gateId: [({ gateId }) => ({ gateId }), () => ({ gateId: `gte_${'0'.repeat(20)}` })],
  approvalId: [({ approvalId }) => ({ approvalId }), () => ({ approvalId: 'none' })],
  sessionId: [() => ({ sessionId: 'session-1' }), () => ({ sessionId: 'none' })],
  from: [({ middle }) => ({ from: middle }), ({ end }) => ({ from: end + 1 })],
  to: [({ middle }) => ({ to: middle }), () => ({ to: 1 })],
}

const TOGETHER: ((org: Filled) => ReceiptFilter)[] = [
  () => ({}),
  ({ busyAgent }) => ({ agentId: busyAgent, verdict: 'none' }),
  ({ busyAgent, middle }) => ({ agentId: busyAgent, type: 'gate.denied', from: middle }),
  ({ approvalId }) => ({ approvalId, agentId: 'none' }),
  () => ({ type: 'gate.allowed', verdict: 'deny', tool: 'tool-1', sessionId: 'session-1' }),
]

function memberId(n: number): string {
  return `mem_${String(n).padStart(26, '0')}`
}

const CALLS: {
  [N in
    | 'members'
    | 'agents'
    | 'keys'
    | 'policies'
    | 'approvals'
    | 'gates'
    | 'tools'
    | 'webhooks'
    | 'receipts'
    | 'log']: {
    [F in keyof Store[N]]: Call[]
  }
} = {
  members: {
    list: ['', `mem_${'0'.repeat(23)}500`].map(
      (at): Call =>
        (store, { orgId }) =>
          store.members.list(orgId, { ...page, ...(at && { after: at }) }),
    ),
    named: [(store, { orgId }) => store.members.named(orgId, [memberId(7), memberId(700), 'mem_none'])],
    absent: [
      (store, { orgId }) => store.members.absent(orgId, memberId(7)),
      (store, { orgId }) => store.members.absent(orgId, 'mem_none'),
    ],
  },
  agents: {
    list: [undefined, 'active', 'quarantined', 'none'].flatMap((status) =>
      ['', 'agt_000000000000000000000a0000'].map(
        (at): Call =>
          (store, { orgId }) =>
            store.agents.list(orgId, { ...page, ...(at && { after: at }), ...(status && { status }) }),
      ),
    ),
    get: [(store, { orgId, rareAgent }) => store.agents.get(orgId, rareAgent)],
  },
  keys: {
    list: [
      (store, { orgId }) => store.keys.list(orgId, page),
      (store, { orgId }) => store.keys.list(orgId, { ...page, after: 'key_00000000000000000000a00000' }),
    ],
    get: [(store, { orgId }) => store.keys.get(orgId, 'key_none')],
    withSecret: [
      async (store, { orgId }) => store.keys.withSecret(orgId, 'a secret', false),
      async (store, { orgId }) => store.keys.withSecret(orgId, 'another', true),
    ],
    hashOf: [async (store) => store.keys.hashOf('a secret')],
  },
  tools: {
    definition: [(store, { orgId }) => store.tools.definition(orgId, 'a_tool')],
  },
  policies: {
    list: [
      (store, { orgId }) => store.policies.list(orgId, page),
      (store, { orgId }) => store.policies.list(orgId, { ...page, after: 2500 }),
    ],
    get: [(store, { orgId }) => store.policies.get(orgId, 3)],
    before: ['staging', 'none', undefined].map(
      (environment): Call =>
        (store, { orgId }) =>
          store.policies.before(orgId, 2000, environment),
    ),
  },
  approvals: {
    list: [undefined, 'pending', 'granted', 'used', 'rejected', 'expired'].flatMap((status) =>
      [undefined, 'busyAgent', 'rareAgent'].flatMap((agent) =>
        [undefined, 'production', 'none'].flatMap((environment) =>
          [undefined, `apr_${'0'.repeat(22)}5000`].map(
            (after): Call =>
              (store, org) =>
                store.approvals.list(org.orgId, {
                  ...page,
                  ...(status && { status: status as ApprovalStatus }),
                  ...(agent && { agentId: org[agent as 'busyAgent'] }),
                  ...(environment && { environment }),
                  ...(after && { after }),
                }),
          ),
        ),
      ),
    ),
    get: [
      (store, { orgId, waitingId }) => store.approvals.get(orgId, waitingId),
      (store, { orgId }) => store.approvals.get(orgId, 'apr_none'),
    ],
    previous: [
      [3, 9000],
      [3, 2],
      [99, 9000],
    ].map(
      ([n, before]): Call =>
        (store, { orgId }) => {
          const call = { environment: 'production', tool: `tool-${n}`, action: `action-${n}` }
          return store.approvals.previous(orgId, call, `apr_${String(before).padStart(26, '0')}`)
        },
    ),
  },
  gates: {
    get: [
      (store, { orgId }) => store.gates.get(orgId, 300),
      (store, { orgId }) => store.gates.get(orgId, RECEIPTS + 1),
    ],
  },
  webhooks: {
    seal: [async (store, { orgId }) => store.webhooks.seal(orgId, WEBHOOK, SEALED)],
    open: [
      async (store, { orgId }) => {
        const sealed = await store.webhooks.seal(orgId, WEBHOOK, SEALED)
        assert.deepEqual(await store.webhooks.open(orgId, { id: WEBHOOK, sealed }), SEALED)
      },
    ],
    message: [(store, { orgId }) => store.webhooks.message(orgId, WEBHOOK, 'apr_none')],
    failingSince: [(store, { orgId }) => store.webhooks.failingSince(orgId)],
    attempts: [
      (store, { orgId }) => store.webhooks.attempts(orgId, WEBHOOK, page),
      (store, { orgId }) => store.webhooks.attempts(orgId, WEBHOOK, { ...page, after: 'att_1' }),
    ],
  },
  receipts: {
    list: [...Object.values(FILTERS).flat(), ...TOGETHER].flatMap((filter) => [
      listed(filter)('asc'),
      listed(filter)('desc'),
      listed(filter)('asc', 25_000),
      listed(filter)('desc', 25_000),
    ]),
    get: [(store, { orgId }) => store.receipts.get(orgId, 300)],
    tally: (['busyAgent', 'rareAgent'] as const).flatMap((agent) =>
      [0, 25_000].map(
        (from): Call =>
          (store, org) =>
            store.receipts.tally(org.orgId, org[agent], from),
      ),
    ),
    pages: [false, true].flatMap((disclosed) =>
      // Those that were recorded have disclosures that can be read.
      [[0, RECEIPTS], disclosed ? [100, 200] : [49_000, RECEIPTS]].map(
        ([from = 0, to = 0]): Call =>
          (store, { orgId }) =>
            firstOf(store.receipts.pages(orgId, from, to, disclosed)),
      ),
    ),
    without: [
      (store, { orgId }) => store.receipts.without(orgId, erasedAt(300)),
      (store, { orgId }) =>
        unopened(store.receipts.without(orgId, erasedAt(...Array.from({ length: 64 }, (_, n) => n * 700)))),
    ],
    old: [
      ({ receipts }, { orgId, end }) => unopened(receipts.old(orgId, end + 1)),
      ({ receipts }, { orgId, middle }) => unopened(receipts.old(orgId, middle)),
      ({ receipts }, { orgId }) => receipts.old(orgId, 1),
    ],
    seqAt: [
      ({ receipts }, { orgId, middle }) => receipts.seqAt(orgId, middle),
      ({ receipts }, { orgId }) => receipts.seqAt(orgId, 1),
    ],
  },
  log: {
    newKey: [({ log }, { orgId }) => log.newKey(orgId)],
    keys: [({ log }, { orgId }) => log.keys(orgId)],
    checkpoint: [
      ({ log }, { orgId }) => log.checkpoint(orgId),
      ({ log }, { orgId }) => log.checkpoint(orgId, 25_000),
    ],
    inclusion: [({ log }, { orgId }) => log.inclusion(orgId, 12_345, 49_999)],
    consistency: [({ log }, { orgId }) => log.consistency(orgId, 12_345, 49_999)],
    range: [({ log }, { orgId }) => log.range(orgId, 12_345, 49_999)],
    askedBy: [({ log }, { orgId }) => log.askedBy(undefined).consistency(orgId, 12_345, 49_999)],
  },
}

const WEBHOOK = `whk_${'0'.repeat(26)}`
const SEALED = { url: 'https://hooks.example/', secrets: [{ secret: 'whsec_AA==' }] }

function erasedAt(...seqs: number[]) {
  return new Map(seqs.map((seq) => [seq, new Set(['change.reason'])]))
}

/** What was filled in is sealed under another key: it is read, and cannot be opened. */
async function unopened(reading: Promise<unknown>): Promise<unknown> {
  return reading.catch(() => undefined)
}

async function firstOf<T>(pages: AsyncIterable<T>): Promise<T | undefined> {
  for await (const found of pages) return found
  return undefined
}

describe('over 50,000 receipts', () => {
  let database: TestDatabase
  let store: TestStore
  let org: Filled
  let sql: pg.Client
  const sent: Sent[] = []
  before(async () => {
    database = await testDatabase('postgres')
    const connection = (await database.connection()) as { connectionString: string }
    function tap(client: Client) {
      const query = client.query.bind(client) as (...args: unknown[]) => unknown
      function noted(...[text, values]: unknown[]) {
        const statement = typeof text === 'string' ? { text, values } : (text as Sent)
        if (/^\s*(select|with)(?! set_config)/i.test(statement.text))
          sent.push({ text: statement.text, values: (statement.values as unknown[] | undefined) ?? [] })
        return query(text, values)
      }
      client.query = noted as typeof client.query
    }
    store = await startStore(connection, {
      onDatabase: ({ ledger, readers, urgent }) => {
        for (const pool of [ledger, readers, urgent]) pool.on('connect', tap)
      },
    })
    sql = new pg.Client(connection)
    await sql.connect()
    org = await fillOrg(store, sql)
  })
  after(async () => {
    await sql?.end()
    await store?.close()
    await database?.stop()
  })

  async function holds(statement: Sent, call: number): Promise<void> {
    for (const mode of ['force_custom_plan', 'force_generic_plan']) {
      const { cost, plan } = await costOf(sql, org.orgId, statement, mode)
      const told = [`call ${call}, ${mode}: ${JSON.stringify(cost)}`, statement.text, statement.values, plan]
      assert.ok(cost.rows <= ROWS_MAX && cost.buffers <= BUFFERS_MAX, told.join('\n'))
    }
  }

  it('every reader of the store is among those that are called here', () => {
    for (const [noun, calls] of Object.entries(CALLS)) {
      assert.deepEqual(Object.keys(calls).sort(), Object.keys(store[noun as keyof typeof CALLS]).sort())
    }
    const nouns = Object.keys(store).filter((name) => typeof store[name as keyof Store] === 'object')
    assert.deepEqual(Object.keys(CALLS).sort(), nouns.filter((name) => !NO_READERS.includes(name)).sort())
  })

  for (const [noun, calls] of Object.entries(CALLS)) {
    for (const [name, list] of Object.entries(calls)) {
      it(`${noun}.${name} reads no more than its share`, async () => {
        for (const [n, call] of list.entries()) {
          // What the cache of configurations has is not read again.
          sent.length = 0
          await call(store, org)
          assert.equal(
            sent.length > 0,
            !SENDS_NOTHING.includes(name),
            `call ${n} sent ${sent.length} statements`,
          )
          assert.ok(sent.length <= STATEMENTS_MAX, `call ${n} sent ${sent.length} statements`)
          for (const statement of sent.slice(0, 4)) {
            await holds(statement, n)
          }
        }
      })
    }
  }

  it('what a commit loads and settles under the lock reads no more than its share', async () => {
    sent.length = 0
    await store.record(org.orgId, {
      needs: {
        gates: Array.from({ length: 128 }, (_, n) => n * 300),
        counters: Array.from({ length: 500 }, () => randomBytes(16).toString('hex')),
        agents: [org.busyAgent, org.rareAgent, 'none'],
        keys: ['none', `key_${'0'.repeat(25)}7`],
        members: ['none', memberId(7)],
        emails: ['member8@example.org', 'nobody@example.org'],
        expired: true,
        segments: Array.from({ length: 400 }, (_, n) => 1000 + 25 * n),
        waiting: { agentId: org.busyAgent, sameness: 'same-0001' },
      },
      bytes: 0,
      repeat: {
        id: randomBytes(32),
        digest: randomBytes(32),
        again: () => undefined,
        reused: () => new Error(),
      },
      decide: () => ({ entries: [], answer: () => undefined }),
    })
    assert.ok(sent.length >= 6)
    for (const statement of sent) await holds(statement, 0)
  })

  it('a configuration holds the members that were asked for, and of the others how many there are', async () => {
    // The rows came without a change, which would have raised it.
    await sql.query('update logs set epoch = epoch + 1 where org_id = $1', [org.orgId])
    const config = await store.config(org.orgId, { memberId: memberId(9), fresh: true })
    assert.equal(config?.members.get(memberId(9))?.role, 'approver')
    assert.ok((config?.members.size ?? 0) < 10)
    assert.deepEqual(config?.people, { count: 1000, owners: [1, 2].map(memberId), isOwned: false })
  })

  it('a statement that reads the whole log is found out by this measure', async () => {
    const text = 'select seq::float8 as seq from gates where org_id = $1 order by status limit 50'
    const { cost } = await costOf(sql, org.orgId, { text, values: [org.orgId] }, 'force_custom_plan')
    assert.ok(cost.rows > ROWS_MAX)
  })

  it('a page that hits nothing goes on where it stopped, and ends', async () => {
    let [after, pages]: [number | undefined, number] = [undefined, 0]
    do {
      const bounds: { after?: number } = after === undefined ? {} : { after }
      const found = await store.receipts.list(
        org.orgId,
        { verdict: 'none' },
        { ...page, order: 'desc', ...bounds },
        unread,
      )
      assert.deepEqual(found.rows, [])
      assert.ok(found.nextAfter === undefined || found.nextAfter < (after ?? RECEIPTS))
      after = found.nextAfter
      pages++
    } while (after !== undefined)
    assert.ok(pages >= 5)
  })

  it('a filtered list has every receipt once, whatever the order and the size of its pages', async () => {
    for (const order of ['asc', 'desc'] as const) {
      const seen: number[] = []
      let after: number | undefined
      do {
        const bounds = after === undefined ? {} : { after }
        const filter = { agentId: org.busyAgent, type: 'gate.denied' }
        const found = await store.receipts.list(org.orgId, filter, { limit: 199, order, ...bounds }, unread)
        seen.push(...found.rows.map((row) => row.seq))
        after = found.nextAfter
      } while (after !== undefined)
      const wanted = Array.from({ length: RECEIPTS - org.begin }, (_, n) => org.begin + n).filter((seq) => {
        const { agent, type } = receiptAt(seq, org)
        return agent === org.busyAgent && type === 'gate.denied'
      })
      assert.deepEqual(seen, order === 'asc' ? wanted : wanted.reverse())
      assert.ok(seen.length > 500)
    }
  })
})

/** What is computed, or known from the cache. */
const SENDS_NOTHING = ['hashOf', 'seal', 'open', 'newKey']

const NO_READERS = ['outbox', 'retention', 'queue', 'db', 'faults']

/** Runs the statement as the service would, and adds up what the database reports. */
async function costOf(
  sql: pg.Client,
  orgId: string,
  { text, values }: Sent,
  mode: string,
): Promise<{ cost: Cost; plan: string }> {
  await sql.query(beginFor(orgId))
  try {
    await sql.query(`SET LOCAL plan_cache_mode = ${mode}`)
    await sql.query(`PREPARE judged AS ${text}`)
    const literals = values.map(literalOf).join(', ')
    const explained = await sql.query(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE judged${values.length > 0 ? `(${literals})` : ''}`,
    )
    const [{ Plan: root }] = explained.rows[0]['QUERY PLAN'] as [{ Plan: PlanNode }]
    const cost = { buffers: root['Shared Hit Blocks'] + root['Shared Read Blocks'], rows: rowsOf(root) }
    return { cost, plan: JSON.stringify(root) }
  } finally {
    await sql.query('ROLLBACK')
    await sql.query('DEALLOCATE ALL')
  }
}

type PlanNode = {
  'Node Type': string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  Plans?: PlanNode[]
}

/** Rows that scans fetched, kept or not. */
function rowsOf(node: PlanNode): number {
  const each =
    node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  const own = / Scan$/.test(node['Node Type']) ? each * node['Actual Loops'] : 0
  return (node.Plans ?? []).reduce((sum, part) => sum + rowsOf(part), own)
}

function elementOf(value: unknown): string {
  return Buffer.isBuffer(value) ? `"\\\\x${value.toString('hex')}"` : `"${value}"`
}

function literalOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`
  if (Array.isArray(value)) return `'{${value.map(elementOf).join(',')}}'`
  return pg.escapeLiteral(String(value))
}
