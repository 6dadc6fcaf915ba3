// A page of approvals by environment ends where its scan did, whatever comes in while it is read.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createApprovalReader } from '../src/store/approval-reader.ts'
import type { Client } from '../src/store/pool.ts'
import type { Readers } from '../src/store/readers.ts'
import { createSegmentCache } from '../src/store/segments/cache.ts'
import { ask, makeWorld } from './approvals-world.ts'
import { appOfFile } from './harness.ts'

const app = await appOfFile('postgres')

/** The same approval under other ids. */
const COPY = `insert into approvals
  select (jsonb_populate_record(null::approvals, to_jsonb(a) || jsonb_build_object('id', new_id))).*
    from approvals a, unnest($3::text[]) as new (new_id) where a.org_id = $1 and a.id = $2`

function idAt(n: number): string {
  return `apr_${String(n).padStart(26, '0')}`
}

it('no approval is left out when others are asked for between two statements', async () => {
  const world = await makeWorld(app)
  const { approval } = await ask(world)
  const client = await app.db.ledger.connect()
  try {
    function copy(ids: readonly string[]) {
      return client.query(COPY, [world.orgId, approval.id, ids])
    }
    const ids = Array.from({ length: 250 }, (_, n) => idAt(n))
    await copy(ids)
    let later = 0
    // Newer ones come in after each statement.
    const busy = {
      async query(...given: Parameters<typeof client.query>) {
        const found = await client.query(...given)
        await copy([`apr_9${String(++later).padStart(25, '0')}`])
        return found
      },
    } as unknown as Client
    const readers = { scan: (_: string, work: (on: Client) => unknown) => work(busy) } as unknown as Readers
    const { list } = createApprovalReader(readers, createSegmentCache())
    const found: string[] = []
    let after: string | undefined
    do {
      const page = await list(world.orgId, {
        limit: 200,
        environment: 'production',
        ...(after !== undefined && { after }),
      })
      found.push(...page.rows.map(({ id }) => id))
      after = page.nextAfter
    } while (after !== undefined)
    assert.deepEqual(
      ids.filter((id) => !found.includes(id)),
      [],
    )
    assert.equal(new Set(found).size, found.length)
  } finally {
    client.release()
  }
})

async function sql(statement: string, values: unknown[]): Promise<void> {
  const client = await app.db.ledger.connect()
  try {
    await client.query(statement, values)
  } finally {
    client.release()
  }
}

it('what is past its time is listed as expired before the job has ended it, and as nothing else', async () => {
  const world = await makeWorld(app)
  const [over, other] = [(await ask(world)).approval, (await ask(world, { session_id: 'other' })).approval]
  // The job does not look at an org in which nothing is due.
  await sql('update due set at = 9e15 where org_id = $1', [world.orgId])
  for (const table of ['approvals', 'gates'])
    await sql(
      `update ${table} set expires_at = 1 where org_id = $1 and ${table === 'gates' ? 'approval_id' : 'id'} = $2`,
      [world.orgId, over.id],
    )
  async function listed(query: string): Promise<(string | undefined)[][]> {
    const path = `/v1/approvals?${query}`
    const { data } = await app.must<{ data: { id: string; status: string }[] }>(path, { key: world.key })
    return data.map(({ id, status }) => [id, status])
  }
  for (const more of ['', '&environment=production', `&agent_id=${world.agent}`]) {
    assert.deepEqual(await listed(`status=expired${more}`), [[over.id, 'expired']], more)
    assert.deepEqual(await listed(`status=pending${more}`), [[other.id, 'pending']], more)
  }
  assert.deepEqual(
    (await listed('limit=10')).toSorted(),
    [
      [other.id, 'pending'],
      [over.id, 'expired'],
    ].toSorted(),
  )
})

it('an approval whose receipt is missing is a fault, and not left out', async () => {
  const world = await makeWorld(app)
  const { approval } = await ask(world)
  assert.equal((await app.call('/v1/approvals', { key: world.key })).status, 200)
  await sql('update approvals set gate_seq = 1000000 where org_id = $1 and id = $2', [
    world.orgId,
    approval.id,
  ])
  for (const path of ['/v1/approvals', `/v1/approvals/${approval.id}`]) {
    const { status } = await app.call(path, { key: world.key })
    assert.equal(status, 500, path)
  }
})
