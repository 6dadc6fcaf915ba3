// Approvals that escalate: after a time another group may decide as well, and never who owns the agent.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  type Approval,
  ask,
  CALL,
  type Decided,
  decide,
  makeWorld,
  member,
  outcome,
  read,
  requireValidLog,
  use,
  verdict,
} from './approvals-world.ts'
import { appOfFile } from './harness.ts'
import { until } from './until.ts'

const POLICIES = `
  @id("deploys") @approvers("2 of sre") @escalate("3s to 1 of leads") permit (principal, action, resource)
    when { context.action == "deploy" && context.approved };
  @id("pays") @approvers("1 of finance") @escalate("3s to 1 of leads") permit (principal, action, resource)
    when { context.action == "pay" && context.approved };
  @id("audited") @approvers("1 of security") forbid (principal, action, resource)
    when { context.action == "pay" } unless { context.approved };`

const app = await appOfFile('postgres')

async function escalated({ app: { must }, key }: Awaited<ReturnType<typeof makeWorld>>, { id }: Approval) {
  await until('the time of the other group has come', async () => {
    const { escalation, ...now } = await must<Approval>(`/v1/approvals/${id}`, { key })
    const since = escalation ?? now.also?.find((demand) => demand.escalation)?.escalation
    return since !== undefined && Date.now() > Date.parse(since.at) + 200
  })
}

it('a member of the second group decides from then on, and one of them is enough', async () => {
  const world = await makeWorld(app, POLICIES)
  const call = { action: 'deploy', session_id: 'escalates' }
  const { approval } = await ask(world, call)
  const shown = await read(world, approval.id)
  assert.deepEqual([shown.required, shown.group], [2, 'sre'])
  assert.deepEqual([shown.escalation?.required, shown.escalation?.group], [1, 'leads'])
  const [lead, sre, other] = await Promise.all(
    ['leads', 'sre', 'db'].map((group) => member(world, { groups: [group] })),
  )
  const early = await decide(world, approval.id, lead ?? '')
  // The machine may be too slow for it, and then the lead decides at once.
  if (early.status !== 200) {
    assert.deepEqual(outcome(early), [403, 'approval.approver'])
    assert.equal((await decide(world, approval.id, sre ?? '')).status, 200)
    await escalated(world, shown)
    assert.deepEqual(outcome(await decide(world, approval.id, other ?? '')), [403, 'approval.approver'])
    assert.equal((await read(world, approval.id)).status, 'pending')
    assert.equal((await decide(world, approval.id, lead ?? '')).status, 200)
  }
  assert.equal((await read(world, approval.id)).status, 'granted')
  assert.equal((await use(world, approval.id, call)).verdict, 'allow')
  await requireValidLog(world)
})

it('it lifts the demand of its own policy and no other', async () => {
  const world = await makeWorld(app, POLICIES)
  const call = { action: 'pay', session_id: 'also' }
  const { approval } = await ask(world, call)
  await escalated(world, await read(world, approval.id))
  const lead = await decide(world, approval.id, await member(world, { groups: ['leads'] }))
  assert.equal((lead.body as Approval).status, 'pending')
  assert.equal(verdict(await use(world, approval.id, call)), 'deny approval.not_granted')
  const security = await decide(world, approval.id, await member(world, { groups: ['security'] }))
  assert.equal((security.body as Approval).status, 'granted')
  assert.equal((await use(world, approval.id, call)).verdict, 'allow')
  await requireValidLog(world)
})

it('a member of the second group who owns the agent decides as little as before', async () => {
  const world = await makeWorld(app, POLICIES)
  const lead = await member(world, { groups: ['leads'] })
  const body = { name: 'owned', owner: lead }
  const { id: agent_id } = await app.must<{ id: string }>('/v1/agents', { key: world.key, body })
  const request = { ...CALL, action: 'deploy', agent_id }
  const { approval } = await app.must<Decided>('/v1/gate', { key: world.key, body: request })
  await escalated(world, await read(world, approval.id))
  assert.deepEqual(outcome(await decide(world, approval.id, lead)), [403, 'approval.approver'])
  assert.equal((await decide(world, approval.id, lead, { decision: 'reject' })).status, 403)
})
