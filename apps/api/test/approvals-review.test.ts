// What a person sees before deciding: the exact call, its agent, its rules, and what is signed.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Answer } from '@countersign/contract'
import { type Difference, parseJson } from '@countersign/json'
import { ask, CALL, granted, makeWorld, member, outcome, read, use, type World } from './approvals-world.ts'
import { appOfFile } from './harness.ts'

type Review = Answer<'approvals.review'>

const app = await appOfFile('postgres')

function review({ key }: World, id: string): Promise<Review> {
  return app.must<Review>(`/v1/approvals/${id}/review`, { key })
}

describe('the review of an approval', () => {
  it('has everything that the approval has, and the exact text of the arguments', async () => {
    const here = await makeWorld(app)
    const { approval } = await ask(here, { declared: { goal: 'make room' } })
    const shown = await review(here, approval.id)
    const { digest, arguments: args } = await read(here, approval.id)
    assert.deepEqual([shown.digest, shown.arguments, shown.status], [digest, args, 'pending'])
    assert.equal(shown.canonical, '{"limit":10,"table":"customers","where":{"id":7}}')
    assert.deepEqual(parseJson(shown.canonical ?? ''), { ...CALL.arguments })
    assert.deepEqual([shown.declared, shown.target], [{ goal: 'make room' }, CALL.target])
    assert.ok(Math.abs(Date.parse(shown.now) - Date.now()) < 60_000 && shown.now >= shown.created_at)
  })

  it('names the rule that asks, why, and its text', async () => {
    const here = await makeWorld(
      app,
      `@id("deletes") @reason("rows are lost for good") permit (principal, action, resource) when { context.approved };
       @id("other") permit (principal, action, resource) when { context.action == "read_file" };`,
    )
    const { approval } = await ask(here)
    const { rules, risk, effect } = await review(here, approval.id)
    assert.deepEqual(
      rules.map(({ policy_id, effect, reason, why }) => ({ policy_id, effect, reason, why })),
      [
        {
          policy_id: 'deletes',
          effect: 'permit',
          reason: 'rows are lost for good',
          why: '`deletes` permits this once it is approved: rows are lost for good',
        },
      ],
    )
    assert.match(rules[0]?.text ?? '', /^@id\("deletes"\).*context\.approved/s)
    assert.deepEqual(
      [effect.effect, effect.reversibility, effect.tool_registered],
      ['destructive', 'cannot_be_undone', false],
    )
    const total = (risk.contributions ?? []).reduce((sum, { points }) => sum + points, 0)
    assert.equal(Math.min(100, total), risk.score)
  })

  it('names the setting of a tool that asks', async () => {
    const here = await makeWorld(app, `@id("all") permit (principal, action, resource);`)
    await app.must('/v1/tools', {
      key: here.key,
      body: { name: CALL.tool, risk: 'high', require_approval: true },
    })
    const { approval } = await ask(here)
    const { rules, effect } = await review(here, approval.id)
    assert.deepEqual(
      rules.map(({ policy_id }) => policy_id).filter((id) => id.startsWith('tool:')),
      [`tool:${CALL.tool}:approval`],
    )
    assert.match(rules.find(({ policy_id }) => policy_id.startsWith('tool:'))?.text ?? '', /^@id\("tool:/)
    assert.equal(effect.tool_registered, true)
  })

  it('shows what the log says about the agent', async () => {
    const here = await makeWorld(app)
    const { approval } = await ask(here)
    const before = await review(here, approval.id)
    assert.deepEqual(before.agent, { id: here.agent, name: 'an agent', status: 'active' })
    assert.deepEqual(before.record.gates, { allowed: 0, denied: 0, pending: 1 })
    const done = await ask(here, { action: 'read_file', tool: 'fs' })
    await app.must('/v1/complete', {
      key: here.agentKey,
      body: { gate_id: done.gate.id, outcome: 'succeeded' },
    })
    await ask(here, { declared: { goal: 'panic' } })
    await granted(here, { arguments: { other: true } })
    const { record } = await review(here, approval.id)
    assert.deepEqual(record.gates, { allowed: 1, denied: 1, pending: 2 })
    assert.deepEqual(record.approvals, { granted: 1, rejected: 0, expired: 0 })
    assert.deepEqual(record.actions, { completed: 1, failed: 0 })
  })

  it('shows how the call differs from the last one that was approved and used', async () => {
    const here = await makeWorld(app)
    const first = await granted(here)
    assert.equal((await ask(here)).approval.id, first.id)
    const next = await ask(here, { arguments: { ...CALL.arguments, limit: 1000, force: true } })
    assert.deepEqual((await review(here, next.approval.id)).previous, undefined, 'granted, but not used')
    await use(here, first.id)
    const { previous, differences } = await review(here, next.approval.id)
    assert.deepEqual([previous?.approval_id, previous?.arguments], [first.id, CALL.arguments])
    assert.deepEqual(previous?.granted_by, [first.decisions[0]?.member])
    assert.deepEqual(differences, [
      { path: '/force', now: true },
      { path: '/limit', was: 10, now: 1000 },
    ] satisfies Difference[])
    const elsewhere = await ask(here, { tool: 'other:tool' })
    assert.equal((await review(here, elsewhere.approval.id)).previous, undefined, 'of another tool')
    assert.equal((await review(here, first.id)).previous, undefined, 'of none before it')
  })

  it('names the members that it names, and what a decision signs', async () => {
    const here = await makeWorld(app)
    const { approval } = await ask(here, { action: 'deploy' })
    const ada = await member(here, { name: 'Ada', groups: ['sre'] })
    const { digest } = await read(here, approval.id)
    const body = { decision: 'grant', member_id: ada, digest }
    await app.must(`/v1/approvals/${approval.id}/decide`, { key: here.key, body })
    const { will_sign, members, refusal } = await review(here, approval.id)
    assert.deepEqual(members, [{ id: ada, name: 'Ada' }])
    assert.deepEqual(will_sign, {
      grant: {
        type: 'approval.granted',
        approval: { id: approval.id, digest, given: 2 },
        decision: { via: 'backend' },
      },
      reject: {
        type: 'approval.rejected',
        approval: { id: approval.id, digest, given: 1 },
        decision: { via: 'backend' },
      },
    })
    assert.equal(refusal, undefined)
  })

  it("is not for an agent's key, and not for another org", async () => {
    const here = await makeWorld(app)
    const { approval } = await ask(here)
    const path = `/v1/approvals/${approval.id}/review`
    assert.deepEqual(outcome(await app.call(path, { key: here.agentKey })), [403, 'auth.scope'])
    const { adminKey } = await app.newOrg()
    assert.deepEqual(outcome(await app.call(path, { key: adminKey })), [404, 'not_found'])
  })

  it('of a call whose arguments the service never saw shows none, and says why', async () => {
    const here = await makeWorld(app)
    const commitment = { alg: 'hmac-sha256', c: 'ab'.repeat(32) }
    const { approval } = await ask(here, { arguments: undefined, arguments_commitment: commitment })
    const shown = await review(here, approval.id)
    assert.deepEqual([shown.canonical, shown.arguments, shown.differences], [undefined, undefined, undefined])
    assert.equal(shown.arguments_absent, 'kept')
    assert.equal(shown.rules[0]?.policy_id, 'deletes')
    const without = await ask(here, { arguments: undefined, session_id: 'without' })
    assert.equal((await review(here, without.approval.id)).arguments_absent, 'none')
  })
})

describe('the list of approvals', () => {
  it('by environment holds those of it, in pages that come to an end', async () => {
    const here = await makeWorld(app)
    const wanted: string[] = []
    for (let n = 0; n < 6; n++) {
      const environment = n % 2 === 0 ? 'staging' : 'production'
      const { approval } = await app.must<{ approval: { id: string } }>('/v1/gate', {
        key: here.key,
        body: { agent_id: here.agent, action: 'delete_rows', arguments: { n }, environment },
      })
      if (environment === 'staging') wanted.unshift(approval.id)
    }
    const found: string[] = []
    let cursor = ''
    do {
      const page = await app.must<Answer<'approvals.list'>>(
        `/v1/approvals?environment=staging&limit=2${cursor && `&cursor=${cursor}`}`,
        { key: here.key },
      )
      found.push(...page.data.map(({ id }) => id))
      cursor = page.next_cursor ?? ''
    } while (cursor !== '')
    assert.deepEqual(found, wanted)
  })
})
