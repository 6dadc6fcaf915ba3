// Members decide in person: for themselves only, and lately signed in where much is at stake.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MemberRole } from '@countersign/terms'
import {
  type Approval,
  ask,
  makeWorld,
  member,
  outcome,
  read,
  requireValidLog,
  type World,
} from './approvals-world.ts'
import { appOfFile, type TestApp } from './harness.ts'
import { newPerson, type TestPerson } from './people.ts'

const app: TestApp = await appOfFile('postgres')

async function asked(world: World, more: object = {}): Promise<Approval> {
  return read(world, (await ask(world, more)).approval.id)
}

function decide(person: TestPerson, { id, digest }: Approval, more: object = {}) {
  const body = { decision: 'grant', digest, ...more }
  return app.call(`/v1/approvals/${id}/decide`, { key: person.bearer, body })
}

function personOf(world: World, role: MemberRole) {
  return newPerson(app, role, { orgId: world.orgId })
}

/** Signed in eleven minutes ago. */
async function grewOld({ accountId }: TestPerson): Promise<void> {
  const client = await app.db.readers.connect()
  try {
    await client.query(
      `update accounts.session set "createdAt" = "createdAt" - interval '11 minutes' where "userId" = $1`,
      [accountId],
    )
  } finally {
    client.release()
  }
}

describe('a signed-in member', () => {
  it('grants in person, and the receipt says so', async () => {
    const world = await makeWorld(app)
    const approval = await asked(world, { action: 'deploy_nothing', tool: 'notes:write' })
    const ada = await personOf(world, 'approver')
    const answer = await decide(ada, approval, { reason: 'looked at it' })
    assert.equal(answer.status, 200, answer.text)
    const { decisions } = answer.body as Approval
    assert.deepEqual(
      decisions.map(({ member: by, via, role }) => [by, via, role]),
      [[ada.memberId, 'session', 'approver']],
    )
    const { receipt } = answer.body as { receipt: { id: string } }
    const evidence = await app.must<{ receipt: { actor: string; decision: { via: string; by: string } } }>(
      `/v1/receipts/${receipt.id}`,
      { key: world.key },
    )
    assert.equal(evidence.receipt.actor, ada.memberId)
    assert.deepEqual([evidence.receipt.decision.via, evidence.receipt.decision.by], ['session', ada.memberId])
    await requireValidLog(world)
  })

  it('decides for nobody else, and a backend says for whom it decides', async () => {
    const world = await makeWorld(app)
    const approval = await asked(world)
    const ada = await personOf(world, 'owner')
    const other = await member(world)
    assert.deepEqual(outcome(await decide(ada, approval, { member_id: other, reason: 'x' })), [
      403,
      'approval.approver',
    ])
    const body = { decision: 'grant', digest: approval.digest }
    const unnamed = await app.call(`/v1/approvals/${approval.id}/decide`, { key: world.key, body })
    assert.deepEqual(outcome(unnamed), [400, 'request.invalid'])
    assert.equal((await decide(ada, approval, { member_id: ada.memberId, reason: 'x' })).status, 200)
  })

  it('gives a reason for what can do much harm, and has signed in within ten minutes', async () => {
    const world = await makeWorld(app)
    const approval = await asked(world)
    const { risk } = await app.must<{ risk: { band: string } }>(`/v1/approvals/${approval.id}`, {
      key: world.key,
    })
    assert.ok(['high', 'critical'].includes(risk.band), risk.band)
    const ada = await personOf(world, 'approver')
    assert.deepEqual(outcome(await decide(ada, approval)), [422, 'approval.reason'])
    for (const reason of ['   ', '\u200b', '\u3164'])
      assert.deepEqual(outcome(await decide(ada, approval, { reason })), [422, 'approval.reason'])
    await grewOld(ada)
    const late = await decide(ada, approval, { reason: 'looked at it' })
    assert.deepEqual(outcome(late), [403, 'approval.sign_in'])
    const bob = await personOf(world, 'approver')
    assert.equal((await decide(bob, approval, { reason: 'looked at it' })).status, 200)
  })

  it('rejects and takes back what can do much harm at once, without a reason or a new sign-in', async () => {
    const world = await makeWorld(app)
    const ada = await personOf(world, 'approver')
    await grewOld(ada)
    const refused = await decide(ada, await asked(world), { decision: 'reject' })
    assert.deepEqual([refused.status, (refused.body as Approval).status], [200, 'rejected'])
    const approval = await asked(world, { arguments: { table: 'orders' } })
    const bob = await personOf(world, 'approver')
    assert.equal((await decide(bob, approval, { reason: 'looked at it' })).status, 200)
    const taken = await decide(ada, approval, { decision: 'reject' })
    assert.deepEqual([taken.status, (taken.body as Approval).status], [200, 'rejected'])
  })

  it('a substitute sees for whom they may decide, does so in person, and then counts', async () => {
    const world = await makeWorld(app)
    const approval = await asked(world, { action: 'deploy' })
    const grace = await personOf(world, 'approver')
    function review() {
      const path = `/v1/approvals/${approval.id}/review`
      return app.must<{ refusal?: string; stands_in_for?: string[]; members: { id: string }[] }>(path, {
        key: grace.bearer,
      })
    }
    assert.deepEqual((await review()).stands_in_for, [])
    const [away, other] = await Promise.all(
      ['sre', 'finance'].map((group) => member(world, { groups: [group] })),
    )
    for (const id of [away, other]) {
      const body = {
        substitute: { member: grace.memberId, until: new Date(Date.now() + 3_600_000).toISOString() },
      }
      await app.must(`/v1/members/${id}`, { key: world.key, method: 'PATCH', body })
    }
    const shown = await review()
    assert.deepEqual(shown.stands_in_for, [away])
    assert.ok(shown.members.some(({ id }) => id === away))
    const decided = await decide(grace, approval, { for: away, reason: 'she is away' })
    assert.equal(decided.status, 200, decided.text)
    assert.deepEqual((await review()).stands_in_for, [])
    await requireValidLog(world)
  })

  it('decides no call that they asked for, nor does a substitute for them', async () => {
    const world = await makeWorld(app)
    const [owner, bob] = [await personOf(world, 'owner'), await personOf(world, 'approver')]
    const asked = await app.must<{ approval: { id: string } }>('/v1/gate', {
      key: owner.bearer,
      body: { agent_id: world.agent, action: 'note', tool: 'notes:write', arguments: { n: 1 } },
    })
    const approval = await read(world, asked.approval.id)
    assert.deepEqual(outcome(await decide(owner, approval, { reason: 'mine' })), [403, 'approval.approver'])
    const substitute = { member: bob.memberId, until: new Date(Date.now() + 3_600_000).toISOString() }
    await app.must(`/v1/members/${owner.memberId}`, { key: world.key, method: 'PATCH', body: { substitute } })
    const standing = await decide(bob, approval, { for: owner.memberId, reason: 'hers' })
    assert.deepEqual(outcome(standing), [403, 'approval.approver'])
    assert.equal((await decide(bob, approval, { reason: 'seen' })).status, 200)
  })

  it('who may only read decides nothing', async () => {
    const world = await makeWorld(app)
    const approval = await asked(world)
    for (const role of ['auditor', 'member'] as const) {
      const person = await personOf(world, role)
      assert.deepEqual(outcome(await decide(person, approval, { reason: 'x' })), [403, 'auth.scope'])
    }
  })

  it('makes, changes and removes nobody who may do more', async () => {
    const world = await makeWorld(app)
    const [owner, admin] = [await personOf(world, 'owner'), await personOf(world, 'admin')]
    await personOf(world, 'owner')
    function add(key: string, role: string) {
      return app.call('/v1/members', { key, body: { name: 'x', role } })
    }
    function change(key: string, id: string, role: string) {
      return app.call(`/v1/members/${id}`, { key, method: 'PATCH', body: { role } })
    }
    for (const answer of [
      await add(admin.bearer, 'owner'),
      await change(admin.bearer, admin.memberId, 'owner'),
      await change(admin.bearer, owner.memberId, 'member'),
      await app.call(`/v1/members/${owner.memberId}/remove`, { key: admin.bearer, body: {} }),
      await app.call('/v1/keys', { key: admin.bearer, body: { name: 'x', scopes: ['admin'] } }),
      await add(await app.newKey(['members:write'], {}, world.key), 'approver'),
    ]) {
      assert.equal(answer.status, 403, answer.text)
    }
    assert.equal((await add(admin.bearer, 'approver')).status, 201)
    assert.equal((await add(owner.bearer, 'owner')).status, 201)
    assert.equal((await change(owner.bearer, admin.memberId, 'member')).status, 200)
    // What the session could do ended with the role.
    assert.deepEqual(outcome(await add(admin.bearer, 'approver')), [403, 'auth.scope'])
  })
})
