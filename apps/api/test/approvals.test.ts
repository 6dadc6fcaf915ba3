// A gate that waits for a human: asked for, decided by members, used once, and all of it in the log.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  AGENT_SCOPES,
  type Approval,
  ask,
  CALL,
  type Decided,
  decide,
  grant,
  granted,
  makeWorld,
  member,
  outcome,
  read,
  requireValidLog,
  use,
  verdict,
  type World,
} from './approvals-world.ts'
import { startAlone, startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'
import { until } from './until.ts'

for (const kind of ['postgres', 'embedded'] as const) {
  describe(`approvals on ${kind}`, () => {
    let database: TestDatabase
    let app: TestApp
    let world: World
    before(async () => {
      database = await testDatabase(kind)
      app = await startApp(await database.connection(), kind)
      world = await makeWorld(app)
    })
    after(async () => {
      await app?.close()
      await database?.stop()
    })

    it('a held call is decided by a person, and then goes through once', async () => {
      const here = await makeWorld(app)
      const held = await ask(here)
      assert.deepEqual(
        [held.verdict, held.gate.status, held.approval.given],
        ['require_approval', 'pending', 0],
      )
      const { id } = held.approval
      assert.equal(verdict(await use(here, id)), 'deny approval.not_granted')
      const shown = await app.must<Approval>(`/v1/approvals/${id}`, { key: here.agentKey })
      assert.deepEqual([shown.status, shown.arguments], ['pending', CALL.arguments])
      const ada = await member(here, { name: 'Ada', email: 'ada@example.org', groups: ['sre'] })
      const decided = await decide(here, id, ada, { reason: 'the rows are gone already' })
      const { status, given, decisions, receipt } = decided.body as Approval
      assert.deepEqual([status, given, receipt.type], ['granted', 1, 'approval.granted'])
      assert.deepEqual(
        [decisions[0]?.member, decisions[0]?.via, decisions[0]?.role],
        [ada, 'backend', 'approver'],
      )
      assert.equal((await read(here, id)).decisions[0]?.reason, 'the rows are gone already')
      const allowed = await use(here, id)
      assert.deepEqual(
        [allowed.verdict, allowed.receipt.type, allowed.gate.status],
        ['allow', 'gate.allowed', 'open'],
      )
      await app.must('/v1/complete', {
        key: here.agentKey,
        body: { gate_id: allowed.gate.id, outcome: 'succeeded' },
      })
      assert.equal(verdict(await use(here, id)), 'deny approval.used')
      assert.equal((await read(here, id)).status, 'used')
      const types = await requireValidLog(here)
      assert.deepEqual(types.slice(-6), [
        'gate.denied',
        'member.added',
        'approval.granted',
        'gate.allowed',
        'action.completed',
        'gate.denied',
      ])
    })

    it('the receipt of the use has the commitments that were approved, so anyone can check that it is the same call', async () => {
      const { id } = await granted(world, { session_id: 'same-commitments' })
      const allowed = await use(world, id, { session_id: 'same-commitments' })
      const [asked, used] = await Promise.all(
        [(await read(world, id)).receipt.id, allowed.receipt.id].map((receipt) =>
          app.must<{ receipt: { action: object; approval: { id: string; digest: string } } }>(
            `/v1/receipts/${receipt}`,
            { key: world.key },
          ),
        ),
      )
      assert.deepEqual(used?.receipt.action, asked?.receipt.action)
      assert.deepEqual(used?.receipt.approval, { id, digest: asked?.receipt.approval.digest, use: 1 })
    })

    it('is rejected by one member with a reason, and then neither granted nor used', async () => {
      const { approval } = await ask(world, { action: 'deploy', session_id: 'rejected' })
      const [first, second, third] = await Promise.all(
        [1, 2, 3].map(() => member(world, { groups: ['sre'] })),
      )
      await grant(world, approval.id, first ?? '')
      const rejected = await decide(world, approval.id, second ?? '', {
        decision: 'reject',
        reason: 'not today',
      })
      assert.deepEqual(
        [(rejected.body as Approval).status, (rejected.body as Approval).given],
        ['rejected', 1],
      )
      assert.deepEqual(outcome(await decide(world, approval.id, third ?? '')), [409, 'approval.closed'])
      const denied = await use(world, approval.id, { action: 'deploy', session_id: 'rejected' })
      assert.equal(verdict(denied), 'deny approval.rejected')
      const { gate_id } = await read(world, approval.id)
      const completed = await app.call('/v1/complete', {
        key: world.key,
        body: { gate_id, outcome: 'succeeded' },
      })
      assert.deepEqual(outcome(completed), [409, 'gate.denied'])
    })

    it('that was granted can still be rejected or withdrawn, until it is used', async () => {
      for (const [how, reason] of [
        ['reject', 'deny approval.rejected'],
        ['withdraw', 'deny approval.withdrawn'],
      ]) {
        const { id } = await granted(world, { session_id: `late-${how}` })
        const ended =
          how === 'reject'
            ? await decide(world, id, await member(world), { decision: 'reject' })
            : await app.call(`/v1/approvals/${id}/withdraw`, { key: world.agentKey, body: {} })
        assert.equal(ended.status, 200, ended.text)
        assert.equal(verdict(await use(world, id, { session_id: `late-${how}` })), reason)
      }
    })

    it('is withdrawn by who asked or an admin, and by no other key', async () => {
      const asker = await app.newKey(['gate'], {}, world.key)
      const other = await app.newKey(['gate', 'approvals:decide', 'approvals:read'], {}, world.key)
      const agent = await app.newAgent(world.key)
      const stranger = await app.newKey(AGENT_SCOPES, { agent_id: agent }, world.key)
      const { approval } = await app.must<Decided>('/v1/gate', {
        key: asker,
        body: { ...CALL, agent_id: world.agent, session_id: 'withdrawn' },
      })
      const path = `/v1/approvals/${approval.id}/withdraw`
      assert.deepEqual(outcome(await app.call(path, { key: other, body: {} })), [403, 'auth.scope'])
      assert.deepEqual(outcome(await app.call(path, { key: stranger, body: {} })), [404, 'not_found'])
      const body = { reason: 'changed my mind' }
      assert.equal(((await app.must<Approval>(path, { key: asker, body })) as Approval).status, 'withdrawn')
      assert.deepEqual(outcome(await app.call(path, { key: world.key, body: {} })), [409, 'approval.closed'])
    })

    it('needs as many of each group as the policies name, each member once', async () => {
      const call = { action: 'deploy', session_id: 'quorum' }
      const { approval } = await ask(world, call)
      assert.equal(approval.required, 2)
      const [first, second] = await Promise.all([1, 2].map(() => member(world, { groups: ['sre', 'db'] })))
      const outsider = await member(world, { role: 'owner', groups: ['db'] })
      assert.deepEqual(outcome(await decide(world, approval.id, outsider)), [403, 'approval.approver'])
      assert.equal((await grant(world, approval.id, first ?? '')).status, 'pending')
      assert.deepEqual(outcome(await decide(world, approval.id, first ?? '')), [409, 'approval.decided'])
      assert.equal(verdict(await use(world, approval.id, call)), 'deny approval.not_granted')
      assert.equal((await grant(world, approval.id, second ?? '')).status, 'granted')
      assert.equal((await use(world, approval.id, call)).verdict, 'allow')
    })

    it('role, groups and removal count as they are when a member decides', async () => {
      const { approval } = await ask(world, { action: 'deploy', session_id: 'roles' })
      const id = await member(world, { role: 'auditor' })
      async function change(body: object) {
        await app.must(`/v1/members/${id}`, { key: world.key, method: 'PATCH', body })
        return outcome(await decide(world, approval.id, id))
      }
      assert.deepEqual(outcome(await decide(world, approval.id, id)), [403, 'approval.approver'])
      assert.deepEqual(await change({ role: 'member', groups: ['sre'] }), [403, 'approval.approver'])
      assert.deepEqual(await change({ role: 'approver', groups: [] }), [403, 'approval.approver'])
      assert.deepEqual(await change({ groups: ['sre'] }), [200, undefined])
      const gone = await member(world, { groups: ['sre'] })
      await app.must(`/v1/members/${gone}/remove`, { key: world.key, body: {} })
      assert.deepEqual(outcome(await decide(world, approval.id, gone)), [404, 'not_found'])
      assert.equal((await read(world, approval.id)).given, 1)
    })

    it('a member never decides for an agent that they own, named by id or by e-mail address', async () => {
      const email = 'owner@example.org'
      const owner = await member(world, { email })
      for (const named of [owner, 'Owner@Example.org']) {
        const body = { name: 'owned', owner: named }
        const { id } = await app.must<{ id: string }>('/v1/agents', { key: world.key, body })
        const { approval } = await app.must<Decided>('/v1/gate', {
          key: world.key,
          body: { ...CALL, agent_id: id },
        })
        for (const decision of ['grant', 'reject'])
          assert.deepEqual(outcome(await decide(world, approval.id, owner, { decision })), [
            403,
            'approval.approver',
          ])
        await grant(world, approval.id, await member(world))
      }
    })

    it('is bound to the digest that was shown', async () => {
      const { approval } = await ask(world, { session_id: 'digest' })
      const other = await ask(world, { session_id: 'other-digest' })
      const { digest } = await read(world, other.approval.id)
      const by = await member(world)
      assert.deepEqual(outcome(await decide(world, approval.id, by, { digest })), [409, 'approval.digest'])
    })

    it("no agent's key decides, whatever it holds, and no key without the scope", async () => {
      const { approval } = await ask(world, { session_id: 'agents' })
      const by = await member(world)
      const { digest } = await read(world, approval.id)
      for (const key of [world.agentKey, await app.newKey(['gate', 'approvals:read'], {}, world.key)]) {
        const answer = await app.call(`/v1/approvals/${approval.id}/decide`, {
          key,
          body: { decision: 'grant', member_id: by, digest },
        })
        assert.deepEqual(outcome(answer), [403, 'auth.scope'])
      }
      const escalated = await app.call('/v1/keys', {
        key: world.key,
        body: { name: 'x', scopes: ['approvals:decide'], agent_id: world.agent },
      })
      assert.deepEqual(outcome(escalated), [403, 'key.scope_escalation'])
    })

    it('nothing is granted in a halted org or to an agent that is stopped, but everything can be rejected', async () => {
      const here = await makeWorld(app)
      const by = await member(here)
      const [first, second] = [await ask(here), await ask(here, { session_id: 'two' })]
      await app.must('/v1/org/halt', { key: here.key, body: {} })
      assert.deepEqual(outcome(await decide(here, first.approval.id, by)), [409, 'approval.stopped'])
      await app.must('/v1/org/resume', { key: here.key, body: {} })
      await grant(here, first.approval.id, by)
      await app.must('/v1/org/halt', { key: here.key, body: {} })
      assert.equal(verdict(await use(here, first.approval.id)), 'deny org.halted')
      await app.must('/v1/org/resume', { key: here.key, body: {} })
      await app.must(`/v1/agents/${here.agent}/revoke`, { key: here.key, body: {} })
      assert.deepEqual(outcome(await decide(here, second.approval.id, by)), [409, 'approval.stopped'])
      const rejected = await decide(here, second.approval.id, by, { decision: 'reject' })
      assert.equal(rejected.status, 200)
      const denied = await app.must<Decided>('/v1/gate', {
        key: here.key,
        body: { ...CALL, agent_id: here.agent, approval_id: first.approval.id },
      })
      assert.equal(verdict(denied), 'deny agent.revoked')
      await requireValidLog(here)
    })

    it('a call that is denied though approved does not use the approval up', async () => {
      const { id } = await granted(world, { session_id: 'panic' })
      const denied = await use(world, id, { session_id: 'panic', declared: { goal: 'panic now' } })
      assert.equal(verdict(denied), 'deny policy.forbidden')
      assert.equal((await read(world, id)).status, 'granted')
      assert.equal((await use(world, id, { session_id: 'panic' })).verdict, 'allow')
    })

    it('repeats by Idempotency-Key say how it stands, and never do anything twice', async () => {
      const call = { session_id: 'repeats' }
      const asked = { 'idempotency-key': 'ask' }
      const held = await ask(world, call, asked)
      const { id } = held.approval
      const by = await member(world)
      const { digest } = await read(world, id)
      const request = {
        key: world.key,
        body: { decision: 'grant', member_id: by, digest },
        headers: { 'idempotency-key': 'decide' },
      }
      const [first, again] = [
        await app.call(`/v1/approvals/${id}/decide`, request),
        await app.call(`/v1/approvals/${id}/decide`, request),
      ]
      assert.deepEqual([again.status, again.body], [200, first.body])
      const repeated = await ask(world, call, asked)
      assert.deepEqual([repeated.approval.status, repeated.approval.given], ['granted', 1])
      assert.equal(repeated.receipt.id, held.receipt.id)
      const used = { 'idempotency-key': 'use' }
      const allowed = await ask(world, { ...call, approval_id: id }, used)
      const same = await ask(world, { ...call, approval_id: id }, used)
      assert.deepEqual([same.verdict, same.gate.id], ['allow', allowed.gate.id])
      const after = await ask(world, call, asked)
      assert.deepEqual([after.gate.status, after.approval.status], ['expired', 'used'])
    })

    it('equal calls of an agent that wait are one approval, and its agent finds out when it is granted', async () => {
      const call = { session_id: 'shared' }
      const held = await Promise.all(Array.from({ length: 12 }, () => ask(world, call)))
      assert.equal(new Set(held.map(({ approval }) => approval.id)).size, 1)
      assert.equal(new Set(held.map(({ receipt }) => receipt.id)).size, 1)
      const id = held[0]?.approval.id ?? ''
      const other = await ask(world, { ...call, arguments: { ...CALL.arguments, limit: 11 } })
      assert.notEqual(other.approval.id, id)
      await grant(world, id, await member(world))
      const later = await ask(world, call)
      assert.deepEqual([later.approval.id, later.approval.status], [id, 'granted'])
      await use(world, id, call)
      assert.notEqual((await ask(world, call)).approval.id, id)
    })

    it('lists newest first, by status and agent, page by page; an agent sees its own only', async () => {
      const here = await makeWorld(app)
      const other = await app.newAgent(here.key)
      const ids: string[] = []
      for (let n = 0; n < 5; n++) ids.unshift((await ask(here, { session_id: `list-${n}` })).approval.id)
      const foreign = await app.must<Decided>('/v1/gate', {
        key: here.key,
        body: { ...CALL, agent_id: other },
      })
      await grant(here, ids[0] ?? '', await member(here))
      async function list(query: string, key = here.key) {
        const page = await app.must<{ data: Approval[]; next_cursor?: string }>(`/v1/approvals?${query}`, {
          key,
        })
        return { ids: page.data.map(({ id }) => id), next: page.next_cursor }
      }
      assert.deepEqual((await list('')).ids, [foreign.approval.id, ...ids])
      assert.deepEqual((await list('status=granted')).ids, [ids[0]])
      assert.deepEqual((await list(`status=pending&agent_id=${here.agent}`)).ids, ids.slice(1))
      assert.deepEqual((await list(`agent_id=${other}`)).ids, [foreign.approval.id])
      assert.deepEqual((await list('', here.agentKey)).ids, ids)
      assert.deepEqual((await list(`agent_id=${other}`, here.agentKey)).ids, [])
      const first = await list(`agent_id=${here.agent}&limit=3`)
      const second = await list(`agent_id=${here.agent}&limit=3&cursor=${first.next}`)
      assert.deepEqual([...first.ids, ...second.ids, second.next], [...ids, undefined])
    })

    it("another org's approvals and members are as unknown as none", async () => {
      const here = await makeWorld(app)
      const { id } = await granted(world, { session_id: 'foreign' })
      assert.equal(verdict(await use(here, id, { session_id: 'foreign' })), 'deny approval.unknown')
      for (const [path, body] of [
        [`/v1/approvals/${id}`, undefined],
        [`/v1/approvals/${id}/withdraw`, {}],
      ] as const)
        assert.deepEqual(outcome(await app.call(path, { key: here.key, ...(body && { body }) })), [
          404,
          'not_found',
        ])
      const { approval } = await ask(here)
      const stranger = await member(world)
      assert.deepEqual(outcome(await decide(here, approval.id, stranger)), [404, 'not_found'])
    })

    it('the log of all this verifies', async () => {
      const types = new Set(await requireValidLog(world))
      for (const type of ['granted', 'rejected', 'withdrawn']) assert.ok(types.has(`approval.${type}`), type)
    })
  })
}

it('ends with its time, granted or not, and says how many had granted it', async () => {
  await using app = await startAlone('postgres', { env: { COUNTERSIGN_APPROVAL_TTL_SECONDS: '2' } })
  const world = await makeWorld(app)
  const by = await member(world)
  const { approval } = await ask(world)
  const other = await ask(world, { session_id: 'two' })
  const digests = await Promise.all([approval.id, other.approval.id].map((id) => read(world, id)))
  // The machine may be too slow for it, and then both end undecided.
  const decided = await decide(world, approval.id, by)
  const given = decided.status === 200 ? 1 : 0
  await until('both have expired', async () => {
    const { data } = await app.must<{ data: Approval[] }>('/v1/approvals?status=expired', { key: world.key })
    return data.length === 2
  })
  assert.equal((await read(world, approval.id)).given, given)
  assert.equal(verdict(await use(world, approval.id)), 'deny approval.expired')
  const late = await app.call(`/v1/approvals/${other.approval.id}/decide`, {
    key: world.key,
    body: { decision: 'grant', member_id: by, digest: digests[1]?.digest },
  })
  assert.deepEqual(outcome(late), [409, 'approval.closed'])
  // By the clock they are over at once; the log says so with the next round of the job.
  await until('the log says so of both', async () => {
    const types = await requireValidLog(world)
    return types.filter((type) => type === 'approval.expired').length === 2
  })
})

it('only so many wait at once, of one agent and of one org', async () => {
  await using app = await startAlone('postgres', {
    env: { COUNTERSIGN_APPROVALS_PER_AGENT: '3', COUNTERSIGN_APPROVALS_PER_ORG: '5' },
  })
  const world = await makeWorld(app)
  const other = await app.newAgent(world.key)
  function held(n: number, agent_id = world.agent) {
    return app.must<Decided>('/v1/gate', { key: world.key, body: { ...CALL, agent_id, arguments: { n } } })
  }
  const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => held(n)))
  const waiting = answers.filter(({ verdict }) => verdict === 'require_approval')
  assert.equal(waiting.length, 3)
  assert.deepEqual(
    new Set(answers.map(verdict)),
    new Set(['require_approval policy.approval_required', 'deny approval.limit']),
  )
  const others = await Promise.all(Array.from({ length: 4 }, (_, n) => held(n, other)))
  assert.equal(others.filter(({ verdict }) => verdict === 'require_approval').length, 2)
  await app.must(`/v1/approvals/${waiting[0]?.approval.id}/withdraw`, { key: world.key, body: {} })
  assert.equal((await held(100)).verdict, 'require_approval')
  assert.equal(verdict(await held(101)), 'deny approval.limit')
  await requireValidLog(world)
})
