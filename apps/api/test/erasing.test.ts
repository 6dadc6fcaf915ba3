// A member who leaves is erased from commits shared with others, and nothing of the others is.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ask, holdUp, makeWorld, requireValidLog, type World } from './approvals-world.ts'
import { appOfFile } from './harness.ts'

const app = await appOfFile('postgres')

type Read = {
  receipt: { issued_at: number; type: string; member?: { id: string } }
  disclosures: { path: string; value?: unknown }[]
}
type Made = { id: string; receipt: { id: string } }

function read({ key }: World, id: string): Promise<Read> {
  return app.must<Read>(`/v1/receipts/${id}`, { key })
}

/** Receipts of gates, and of a member, that came at once; the arguments say which. */
async function together(world: World, round: number) {
  let made: ReturnType<typeof ofRound> | undefined
  await holdUp(world, () => {
    made = ofRound(world, round)
  })
  return made ?? assert.fail('nothing was asked')
}

async function ofRound(world: World, round: number) {
  const gates = Array.from({ length: 24 }, (_, n) =>
    ask(world, { action: 'read_file', arguments: { kept: `kept-${round}-${n}` } }),
  )
  const body = { name: `Ada Erased ${round}`, email: `ada-${round}@erased.example`, role: 'approver' }
  const member = app.must<Made>('/v1/members', { key: world.key, body })
  return { member: await member, gates: (await Promise.all(gates)).map(({ receipt }) => receipt) }
}

async function bundle({ key }: World): Promise<string> {
  return (await app.call('/v1/bundle?disclosures=true', { key })).text
}

function remove({ key }: World, id: string): Promise<unknown> {
  return app.must(`/v1/members/${id}/remove`, { key, body: { reason: 'left' } })
}

/** How many commits hold both receipts of members and others. */
async function sharedCommits(world: World): Promise<number> {
  const client = await app.db.ledger.connect()
  try {
    const { rows } = await client.query<{ count: string }>(
      `select count(distinct s.tree_size) from mentions m join segments s
           on s.org_id = m.org_id and s.tree_size > m.seq and s.tree_size - s.count <= m.seq
        where m.org_id = $1 and m.id like 'mem_%' and s.count > 1 and s.disclosures is not null`,
      [world.orgId],
    )
    return Number(rows[0]?.count)
  } finally {
    client.release()
  }
}

it('a member is erased while others commit, and every other disclosure is kept', async () => {
  const world = await makeWorld(app)
  const rounds = []
  for (let n = 0; n < 6 || ((await sharedCommits(world)) === 0 && n < 50); n++)
    rounds.push(await together(world, n))
  assert.ok((await sharedCommits(world)) > 0)
  assert.match(await bundle(world), /Ada Erased/)
  const [kept, ...gone] = rounds
  // At once, and among calls that go on.
  await Promise.all([
    ...gone.map(({ member }) => remove(world, member.id)),
    ...Array.from({ length: 40 }, (_, n) => ask(world, { action: 'read_file', arguments: { later: n } })),
  ])
  const text = await bundle(world)
  for (const [n, { member, gates }] of rounds.entries()) {
    const own = await read(world, member.receipt.id)
    const isKept = member.id === kept?.member.id
    assert.equal(
      own.disclosures.some(({ path }) => path.startsWith('member.')),
      isKept,
    )
    assert.equal(text.includes(`Ada Erased ${n}`) || text.includes(`ada-${n}@erased.example`), isKept)
    for (const [at, { id }] of gates.entries()) {
      const { disclosures } = await read(world, id)
      const value = disclosures.find(({ path }) => path === 'action.arguments')?.value
      assert.deepEqual(value, { kept: `kept-${n}-${at}` })
    }
    for (const id of [member.receipt.id, gates[0]?.id]) {
      const report = await app.must<{ verdict: string }>('/v1/verify', {
        key: world.key,
        body: { receipt_id: id },
      })
      assert.equal(report.verdict, 'valid')
    }
  }
  await requireValidLog(world)
})
