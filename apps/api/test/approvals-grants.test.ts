// Bounded grants: the same call several times within a time, and never once more.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  type Approval,
  ask,
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
import { startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'
import { until } from './until.ts'

/** What is renamed may be granted for a while; what is tagged as is usual; what is archived needs two. */
const POLICIES = `
  @id("renames") @grant("20 in 2h") permit (principal, action, resource)
    when { context.action == "rename_label" && context.approved };
  @id("tags") permit (principal, action, resource)
    when { context.action == "tag_label" && context.approved };
  @id("archives") @approvers("2 of sre") @grant("20 in 2h") permit (principal, action, resource)
    when { context.action == "archive_label" && context.approved };
  @id("briefly") @ttl("1s") @grant("20 in 2h") permit (principal, action, resource)
    when { context.action == "rename_briefly" && context.approved };
  @id("deletes") @grant("20 in 2h") permit (principal, action, resource)
    when { context.action == "delete_label" && context.approved };
  @id("panic") forbid (principal, action, resource)
    when { context has declared && context.declared has goal && context.declared.goal like "*panic*" };`

for (const kind of ['postgres', 'embedded'] as const) {
  describe(`grants on ${kind}`, () => {
    let database: TestDatabase
    let app: TestApp
    let world: World
    before(async () => {
      database = await testDatabase(kind)
      app = await startApp(await database.connection(), kind)
      world = await makeWorld(app, POLICIES)
    })
    after(async () => {
      await app?.close()
      await database?.stop()
    })

    let calls = 0
    /** A call that nobody has made yet. */
    function newCall(action = 'rename_label'): object {
      return { action, tool: undefined, target: undefined, session_id: `grants-${++calls}` }
    }
    async function grantedFor(call: object, uses: number, minutes = 5): Promise<Approval> {
      const { approval } = await ask(world, call)
      return grant(world, approval.id, await member(world), { grant: { uses, minutes } })
    }

    it('a call goes through as often as it was granted, each time under a receipt with its number', async () => {
      const call = newCall()
      const { id, uses, ...granted } = await grantedFor(call, 3)
      assert.deepEqual([granted.status, granted.grant], ['granted', { uses: 20, minutes: 120 }])
      assert.deepEqual([uses?.max, uses?.used, uses?.until], [3, 0, granted.expires_at])
      for (const number of [1, 2, 3]) {
        const allowed = await use(world, id, call)
        assert.deepEqual([allowed.verdict, allowed.gate.status], ['allow', 'open'])
        const { receipt } = await app.must<{ receipt: { approval: object } }>(
          `/v1/receipts/${allowed.receipt.id}`,
          { key: world.key },
        )
        assert.deepEqual(receipt.approval, { id, digest: granted.digest, use: number })
        const now = await read(world, id)
        assert.deepEqual([now.status, now.uses?.used], [number < 3 ? 'granted' : 'used', number])
      }
      assert.equal(verdict(await use(world, id, call)), 'deny approval.used')
      assert.notEqual((await ask(world, call)).approval.id, id)
    })

    it('the same call asked without it, in a loop, is answered with it while any use is left', async () => {
      const call = newCall()
      const { id } = await grantedFor(call, 2)
      await use(world, id, call)
      const again = await ask(world, call)
      assert.deepEqual(
        [again.approval.id, again.approval.status, again.gate.status],
        [id, 'granted', 'pending'],
      )
      await use(world, id, call)
      assert.notEqual((await ask(world, call)).approval.id, id)
    })

    it('it is listed as granted, with what is left of it', async () => {
      const here = { ...world, ...(await makeWorld(app, POLICIES)) }
      const call = newCall()
      const { approval } = await ask(here, call)
      await grant(here, approval.id, await member(here), { grant: { uses: 2, minutes: 5 } })
      async function listed(status: string) {
        const path = `/v1/approvals?status=${status}`
        return (await app.must<{ data: Approval[] }>(path, { key: here.key })).data.map(
          ({ uses }) => uses?.used,
        )
      }
      assert.deepEqual([await listed('granted'), await listed('used')], [[0], []])
      await use(here, approval.id, call)
      assert.deepEqual([await listed('granted'), await listed('used')], [[1], []])
      await use(here, approval.id, call)
      assert.deepEqual([await listed('granted'), await listed('used')], [[], [2]])
    })

    it('no grant goes beyond what the policies allow, and without a word of them beyond what is usual', async () => {
      const someone = await member(world)
      async function attempt(call: object, limits: object): Promise<[number, string | undefined]> {
        const { approval } = await ask(world, call)
        return outcome(await decide(world, approval.id, someone, { grant: limits }))
      }
      const renames = newCall()
      assert.deepEqual(await attempt(renames, { uses: 21, minutes: 5 }), [409, 'approval.grant'])
      assert.deepEqual(await attempt(renames, { uses: 2, minutes: 121 }), [409, 'approval.grant'])
      const tags = newCall('tag_label')
      assert.deepEqual(await attempt(tags, { uses: 11, minutes: 5 }), [409, 'approval.grant'])
      assert.deepEqual(await attempt(tags, { uses: 2, minutes: 61 }), [409, 'approval.grant'])
      assert.deepEqual(await attempt(tags, { uses: 10, minutes: 60 }), [200, undefined])
      const deletes = newCall('delete_label')
      assert.deepEqual(await attempt(deletes, { uses: 2, minutes: 5 }), [409, 'approval.grant'])
      assert.equal((await ask(world, deletes)).approval.status, 'pending')
      for (const limits of [
        { uses: 0, minutes: 5 },
        { uses: 101, minutes: 5 },
        { uses: 2 },
        { uses: 2, minutes: 1441 },
      ])
        assert.deepEqual(await attempt(renames, limits), [400, 'request.invalid'])
      const { approval } = await ask(world, renames)
      const more = { decision: 'reject', grant: { uses: 2, minutes: 5 } }
      assert.deepEqual(outcome(await decide(world, approval.id, someone, more)), [400, 'request.invalid'])
    })

    it('of a quorum the fewest uses and the shortest time count, and one who says nothing means one use', async () => {
      const [first, second] = await Promise.all([1, 2].map(() => member(world, { groups: ['sre'] })))
      async function decided(one: object, other: object): Promise<Approval> {
        const { approval } = await ask(world, newCall('archive_label'))
        const pending = await grant(world, approval.id, first ?? '', one)
        assert.deepEqual([pending.status, pending.uses], ['pending', undefined])
        return grant(world, approval.id, second ?? '', other)
      }
      const both = await decided({ grant: { uses: 9, minutes: 2 } }, { grant: { uses: 2, minutes: 90 } })
      assert.deepEqual([both.status, both.uses?.max], ['granted', 2])
      const grantedAt = Date.parse(both.decisions[1]?.at ?? '')
      assert.equal(Date.parse(both.uses?.until ?? ''), grantedAt + 120_000)
      const asked = (await ask(world, newCall('archive_label'))).approval
      assert.equal((await decided({ grant: { uses: 9, minutes: 90 } }, {})).uses?.max, 1)
      assert.equal((await decided({}, { grant: { uses: 9, minutes: 1 } })).uses?.max, 1)
      assert.equal(asked.status, 'pending')
    })

    it('each use is judged anew: what is denied uses nothing, and a stop holds in between', async () => {
      const call = newCall()
      const { id } = await grantedFor(call, 2)
      await use(world, id, call)
      const panic = { ...call, declared: { goal: 'panic now' } }
      assert.equal(verdict(await use(world, id, panic)), 'deny policy.forbidden')
      await app.must('/v1/org/halt', { key: world.key, body: {} })
      assert.equal(verdict(await use(world, id, call)), 'deny org.halted')
      await app.must('/v1/org/resume', { key: world.key, body: {} })
      assert.equal((await read(world, id)).uses?.used, 1)
      assert.equal((await use(world, id, call)).verdict, 'allow')
    })

    it('a use repeated by Idempotency-Key counts once', async () => {
      const call = newCall()
      const { id } = await grantedFor(call, 2)
      const headers = { 'idempotency-key': `use-${kind}` }
      const [first, again] = [
        await ask(world, { ...call, approval_id: id }, headers),
        await ask(world, { ...call, approval_id: id }, headers),
      ]
      assert.deepEqual([first.verdict, again.receipt.id], ['allow', first.receipt.id])
      assert.equal((await read(world, id)).uses?.used, 1)
    })

    it('what differs from the call is refused at every use', async () => {
      const call = newCall()
      const { id } = await grantedFor(call, 3)
      await use(world, id, call)
      const other = await use(world, id, { ...call, arguments: { table: 'others' } })
      assert.equal(verdict(other), 'deny approval.mismatch')
      assert.equal((await read(world, id)).uses?.used, 1)
    })

    it('it is taken back between two uses, by whoever gave it, by another, or by the agent', async () => {
      const ends: [string, (approval: Approval) => Promise<{ status: number }>][] = [
        [
          'rejected',
          ({ id, decisions }) => decide(world, id, decisions[0]?.member ?? '', { decision: 'reject' }),
        ],
        ['rejected', async ({ id }) => decide(world, id, await member(world), { decision: 'reject' })],
        [
          'withdrawn',
          ({ id }) => app.call(`/v1/approvals/${id}/withdraw`, { key: world.agentKey, body: {} }),
        ],
      ]
      for (const [status, end] of ends) {
        const call = newCall()
        const approval = await grantedFor(call, 3)
        await use(world, approval.id, call)
        assert.equal((await end(approval)).status, 200)
        assert.equal(verdict(await use(world, approval.id, call)), `deny approval.${status}`)
        const { uses, ...now } = await read(world, approval.id)
        assert.deepEqual([now.status, uses?.used, uses?.max], [status, 1, 3])
      }
    })

    it('its time begins with the grant, whatever was left for deciding', async () => {
      const call = newCall('rename_briefly')
      const { approval } = await ask(world, call)
      const someone = await member(world)
      const { digest } = await read(world, approval.id)
      const granted = await app.call(`/v1/approvals/${approval.id}/decide`, {
        key: world.key,
        body: { decision: 'grant', member_id: someone, digest, grant: { uses: 2, minutes: 1 } },
      })
      // The machine may be too slow for it, and then it has expired.
      if (granted.status !== 200) return assert.deepEqual(outcome(granted), [409, 'approval.closed'])
      const other = await ask(world, newCall('rename_briefly'))
      await until('another one of the same time has expired', async () => {
        return (await read(world, other.approval.id)).status === 'expired'
      })
      assert.equal((await read(world, approval.id)).status, 'granted')
      assert.equal((await use(world, approval.id, call)).verdict, 'allow')
    })

    /** As if an hour had gone by for it. */
    async function outlive(id: string): Promise<void> {
      const client = await app.db.ledger.connect()
      try {
        const values = [world.orgId, id]
        await client.query('update approvals set expires_at = 1 where org_id = $1 and id = $2', values)
        await client.query('update gates set expires_at = 1 where org_id = $1 and approval_id = $2', values)
        await client.query('update due set at = 1 where org_id = $1', [world.orgId])
      } finally {
        client.release()
      }
    }

    it('ends with its time, however many uses are left, and its gate says until when', async () => {
      const call = newCall()
      const granted = await grantedFor(call, 3)
      const { gate_id: gateId, uses } = granted
      const gate = await app.must<{ status: string; expires_at: string }>(`/v1/gates/${gateId}`, {
        key: world.agentKey,
      })
      assert.deepEqual([gate.status, gate.expires_at], ['pending', uses?.until])
      await use(world, granted.id, call)
      await outlive(granted.id)
      assert.equal(verdict(await use(world, granted.id, call)), 'deny approval.expired')
      await until('its end is in the log', async () => {
        const path = `/v1/receipts?approval_id=${granted.id}&type=approval.expired`
        return (await app.must<{ data: object[] }>(path, { key: world.key })).data.length === 1
      })
      const { status, uses: left } = await read(world, granted.id)
      assert.deepEqual([status, left?.used, left?.max], ['expired', 1, 3])
      assert.notEqual((await ask(world, call)).approval.id, granted.id)
    })

    it('the log of all this verifies', async () => {
      const types = await requireValidLog(world)
      assert.ok(types.includes('gate.allowed'))
    })
  })
}
