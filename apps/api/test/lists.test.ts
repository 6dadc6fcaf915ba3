// The list of receipts, by any filter and page size, is what the whole log says, in its order.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ask, CALL, decide, grant, makeWorld, member, use, type World } from './approvals-world.ts'
import { appOfFile } from './harness.ts'
import { until } from './until.ts'

const app = await appOfFile('postgres')

type Payload = {
  seq: number
  id: string
  type: string
  issued_at: number
  agent?: string
  session?: string
  gate?: { id: string }
  approval?: { id: string }
  decision?: { verdict: string }
  action?: { name: string; tool?: string }
}

/** How each filter reads a receipt: written again, since the service must not be its own judge. */
const READ: Record<string, (payload: Payload) => string | undefined> = {
  agent_id: ({ agent }) => agent,
  type: ({ type }) => type,
  verdict: ({ decision }) => decision?.verdict,
  action: ({ action }) => action?.name,
  tool: ({ action }) => action?.tool,
  gate_id: ({ gate }) => gate?.id,
  approval_id: ({ approval }) => approval?.id,
  session_id: ({ session }) => session,
}

async function exported({ key }: World): Promise<Payload[]> {
  const { text } = await app.call('/v1/bundle', { key })
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(JSON.parse(line).payload))
}

type Page = { data: { seq: number; id: string }[]; next_cursor?: string }

async function listed({ key }: World, filter: Record<string, string>, limit: number): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const query = new URLSearchParams({ ...filter, limit: String(limit), ...(cursor && { cursor }) })
    const page = await app.must<Page>(`/v1/receipts?${query}`, { key })
    assert.ok(page.data.length <= limit)
    found.push(...page.data.map(({ id }) => id))
    cursor = page.next_cursor
  } while (cursor !== undefined)
  return found
}

/** Gates and approvals that end in every way, among calls that share their commits. */
async function fill(world: World): Promise<void> {
  const { key, agentKey } = world
  const other = await app.newAgent(key)
  await app.must('/v1/agents', { key, body: { name: '"name" \\ \u2028 é' } })
  const reads = Array.from({ length: 40 }, (_, n) =>
    ask(world, { action: 'read_file', session_id: `s-${n % 3}`, arguments: { n } }),
  )
  const others = Array.from({ length: 20 }, (_, n) =>
    app.must('/v1/gate', {
      key,
      body: { ...CALL, agent_id: other, tool: `tool:${n % 2}`, arguments: { n } },
    }),
  )
  const [allowed] = await Promise.all([...reads, ...others])
  await Promise.all([
    app.must('/v1/complete', {
      key: agentKey,
      body: { gate_id: (allowed as { gate: { id: string } }).gate.id, outcome: 'succeeded' },
    }),
    ...Array.from({ length: 10 }, (_, n) => ask(world, { action: 'read_file', arguments: { late: n } })),
  ])
  const [first, second, third] = [await member(world), await member(world), await member(world)]
  // Used twice and used up, in the middle of other calls.
  const call = { action: 'list_rows', tool: 'db:list', target: undefined }
  const twice = await ask(world, call)
  await grant(world, twice.approval.id, first, { grant: { uses: 2, minutes: 5 } })
  await Promise.all([1, 2, 3, 4].map(() => use(world, twice.approval.id, call)))
  // Lapses with its member and is granted anew.
  const lapsing = await ask(world, { arguments: { table: 'lapsing' } })
  await grant(world, lapsing.approval.id, second)
  await app.must(`/v1/members/${second}/remove`, { key, body: {} })
  await grant(world, lapsing.approval.id, third)
  await use(world, lapsing.approval.id, { arguments: { table: 'lapsing' } })
  // Rejected, and withdrawn.
  const rejected = await ask(world, { arguments: { table: 'rejected' } })
  await decide(world, rejected.approval.id, first, { decision: 'reject', reason: 'no' })
  await use(world, rejected.approval.id, { arguments: { table: 'rejected' } })
  const withdrawn = await ask(world, { arguments: { table: 'withdrawn' } })
  await app.must(`/v1/approvals/${withdrawn.approval.id}/withdraw`, { key, body: {} })
  // Expired: an approval that nobody decided and one that was granted and never used.
  const late = await ask(world, { arguments: { table: 'late' } })
  const unused = await ask(world, { arguments: { table: 'unused' } })
  await grant(world, unused.approval.id, first)
  await overdue(world, [late.approval.id, unused.approval.id])
}

async function overdue({ orgId, key }: World, approvals: readonly string[]): Promise<void> {
  const client = await app.db.ledger.connect()
  try {
    await client.query('begin')
    for (const table of ['approvals', 'gates']) {
      const id = table === 'approvals' ? 'id' : 'approval_id'
      await client.query(`update ${table} set expires_at = 1 where org_id = $1 and ${id} = any($2)`, [
        orgId,
        approvals,
      ])
    }
    await client.query('update due set at = 1 where org_id = $1', [orgId])
    await client.query('commit')
  } finally {
    client.release()
  }
  await until('all of them have ended', async () => {
    const { data } = await app.must<Page>('/v1/receipts?type=approval.expired', { key })
    return data.length === approvals.length
  })
}

function textOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

it('by every filter, both ways, by pages of any size', async () => {
  const world = await makeWorld(app)
  await fill(world)
  const log = await exported(world)
  const types = new Set(log.map(({ type }) => type))
  for (const type of ['gate.allowed', 'gate.pending', 'gate.denied', 'approval.granted', 'approval.expired'])
    assert.ok(types.has(type), `${type} of ${[...types].join()}`)
  const filters: Record<string, string>[] = [{}]
  for (const [name, read] of Object.entries(READ)) {
    for (const value of new Set(log.flatMap((payload) => read(payload) ?? [])))
      filters.push({ [name]: value })
  }
  const gate = log.find(({ type }) => type === 'gate.pending')?.gate?.id ?? ''
  filters.push(
    { gate_id: gate, type: 'gate.pending' },
    { gate_id: gate, agent_id: world.agent },
    { agent_id: world.agent, verdict: 'allow' },
    { type: 'gate.allowed', tool: 'nothing' },
  )
  const times = [...new Set(log.map(({ issued_at: at }) => at))]
  const [from = 0, to = 0] = [times[Math.floor(times.length / 3)], times[Math.floor((2 * times.length) / 3)]]
  filters.push({ from: textOf(from), to: textOf(to) }, { from: textOf(from + 1) }, { to: textOf(to - 1) })
  filters.push({ from: textOf(from), agent_id: world.agent })
  for (const filter of filters) {
    const wanted = log.filter(
      (payload) =>
        Object.entries(filter).every(
          ([name, value]) => READ[name]?.(payload) === value || READ[name] === undefined,
        ) &&
        (filter.from === undefined || payload.issued_at >= Date.parse(filter.from)) &&
        (filter.to === undefined || payload.issued_at < Date.parse(filter.to)),
    )
    const ids = wanted.map(({ id }) => id)
    // Pages of one only where they are few.
    for (const limit of [ids.length > 20 ? 7 : 1, 200]) {
      const about = `${JSON.stringify(filter)} by ${limit}`
      assert.deepEqual(await listed(world, { ...filter, order: 'asc' }, limit), ids, about)
      assert.deepEqual(await listed(world, { ...filter, order: 'desc' }, limit), ids.toReversed(), about)
    }
  }
})
