// Many at once: one approval is used once, and it is granted by exactly as many members as it needs.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  type Approval,
  ask,
  CALL,
  type Decided,
  decide,
  grant,
  makeWorld,
  member,
  outcome,
  read,
  requireValidLog,
  use,
  verdict,
  type World,
} from './approvals-world.ts'
import { type Answer, startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'

const isLong = process.env.COUNTERSIGN_LONG !== undefined
const AT_ONCE = 64

for (const kind of ['postgres', 'embedded'] as const) {
  // The embedded database has one process; on a server, two share it.
  const rounds = isLong ? (kind === 'postgres' ? 200 : 20) : 2
  describe(`at once on ${kind}`, () => {
    let database: TestDatabase
    let apps: TestApp[]
    let world: World
    before(async () => {
      database = await testDatabase(kind)
      const connection = await database.connection()
      const first = await startApp(connection, kind)
      apps = kind === 'postgres' ? [first, await startApp(connection, kind)] : [first]
      world = await makeWorld(first)
    })
    after(async () => {
      for (const app of apps ?? []) await app.close()
      await database?.stop()
    })

    /** The same org, by one process or another. */
    function by(n: number): World {
      return { ...world, app: apps[n % apps.length] ?? world.app }
    }
    function all<T>(each: (n: number) => Promise<T>, count = AT_ONCE): Promise<T[]> {
      return Promise.all(Array.from({ length: count }, (_, n) => each(n)))
    }
    /** A slow machine refuses some of so many requests as busy; these had no effect and are sent again. */
    async function untilTaken(request: () => Promise<Answer>): Promise<Answer> {
      for (;;) {
        const answer = await request()
        if (answer.status !== 503) return answer
      }
    }
    async function useAt(n: number, id: string, call: object): Promise<Decided> {
      const { app, agentKey: key } = by(n)
      const body = { ...CALL, ...call, approval_id: id }
      const answer = await untilTaken(() => app.call('/v1/gate', { key, body }))
      assert.equal(answer.status, 200, answer.text)
      return answer.body
    }
    function decideAt(n: number, { id, digest }: Approval, who = ''): Promise<Answer> {
      const body = { decision: 'grant', member_id: who, digest }
      return untilTaken(() => by(n).app.call(`/v1/approvals/${id}/decide`, { key: world.key, body }))
    }

    it(`${AT_ONCE} uses of one approval have one winner, every time`, async () => {
      const someone = await member(world)
      for (let round = 0; round < rounds; round++) {
        const call = { session_id: `use-${round}` }
        const { id } = await grant(world, (await ask(world, call)).approval.id, someone)
        const answers = await all((n) => useAt(n, id, call))
        const winners = answers.filter(({ verdict }) => verdict === 'allow')
        assert.equal(winners.length, 1)
        const others = new Set(answers.filter((answer) => answer !== winners[0]).map(verdict))
        assert.deepEqual(others, new Set(['deny approval.used']))
      }
    })

    it('of ten members who grant at once exactly two count, and no use comes before the second', async () => {
      const people = await all(() => member(world, { groups: ['sre'] }), 10)
      for (let round = 0; round < rounds; round++) {
        const call = { action: 'deploy', session_id: `quorum-${round}` }
        const { approval } = await ask(world, call)
        const shown = await read(world, approval.id)
        const [decided, used] = await Promise.all([
          all((n) => decideAt(n, shown, people[n]), people.length),
          all((n) => useAt(n, approval.id, call), 16),
        ])
        const counted = decided.filter(({ status }) => status === 200)
        assert.equal(counted.length, 2)
        for (const refused of decided.filter(({ status }) => status !== 200))
          assert.deepEqual(outcome(refused), [409, 'approval.closed'])
        const winners = used.filter(({ verdict }) => verdict === 'allow')
        assert.ok(winners.length <= 1)
        const early = used.filter((answer) => verdict(answer) === 'deny approval.not_granted')
        const second = Math.max(
          ...counted.map(({ body }) => (body as { receipt: { seq: number } }).receipt.seq),
        )
        for (const { receipt } of winners) assert.ok(receipt.seq > second)
        for (const { receipt } of early) assert.ok(receipt.seq < second)
        if (winners.length === 0) assert.equal((await use(world, approval.id, call)).verdict, 'allow')
        assert.equal((await read(world, approval.id)).given, 2)
      }
    })

    it('one member who decides many times at once counts once', async () => {
      const someone = await member(world, { groups: ['sre'] })
      const { approval } = await ask(world, { action: 'deploy', session_id: 'one-member' })
      const shown = await read(world, approval.id)
      const answers = await all((n) => decideAt(n, shown, someone), 24)
      assert.equal(answers.filter(({ status }) => status === 200).length, 1)
      assert.equal((await read(world, approval.id)).given, 1)
    })

    it('a grant, a rejection and a withdrawal at once leave one state that the log agrees with', async () => {
      const people = await all(() => member(world), 2)
      for (let round = 0; round < rounds; round++) {
        const { approval } = await ask(world, { session_id: `ends-${round}` })
        const key = world.agentKey
        await Promise.all([
          decide(by(0), approval.id, people[0] ?? ''),
          decide(by(1), approval.id, people[1] ?? '', { decision: 'reject' }),
          by(1).app.call(`/v1/approvals/${approval.id}/withdraw`, { key, body: {} }),
          use(by(0), approval.id, { session_id: `ends-${round}` }),
        ])
        const { status } = await read(world, approval.id)
        assert.ok(['used', 'rejected', 'withdrawn'].includes(status), status)
        const after = await use(world, approval.id, { session_id: `ends-${round}` })
        assert.equal(verdict(after), `deny approval.${status}`)
      }
    })

    it('equal calls at once, over all processes, are one approval', async () => {
      for (let round = 0; round < rounds; round++) {
        const held = await all((n) => ask(by(n), { session_id: `same-${round}` }), 32)
        assert.equal(new Set(held.map(({ approval }) => approval.id)).size, 1)
        const path = `/v1/approvals/${held[0]?.approval.id}/withdraw`
        await world.app.must(path, { key: world.agentKey, body: {} })
      }
    })

    it('the log of all this verifies, and every approval in it is as the service says', async () => {
      const types = await requireValidLog(world)
      const used: Approval[] = []
      let cursor = ''
      do {
        const page = await world.app.must<{ data: Approval[]; next_cursor?: string }>(
          `/v1/approvals?status=used&limit=200${cursor}`,
          { key: world.key },
        )
        used.push(...page.data)
        cursor = page.next_cursor === undefined ? '' : `&cursor=${page.next_cursor}`
      } while (cursor !== '')
      assert.equal(types.filter((type) => type === 'gate.allowed').length, used.length)
    })
  })
}
