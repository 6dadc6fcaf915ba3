// Substitutes: for a time they decide as of the groups of a member who is away, and each of both counts once.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
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
  type World,
} from './approvals-world.ts'
import { appOfFile } from './harness.ts'
import { newPerson } from './people.ts'

const app = await appOfFile('postgres')
const HOUR_MS = 3_600_000

type Person = { id: string; substitute?: { member: string; from: string; until: string } }

function name(world: World, away: string, substitute: object | null) {
  return app.call(`/v1/members/${away}`, { key: world.key, method: 'PATCH', body: { substitute } })
}

function until(ms: number): string {
  return new Date(Date.now() + ms).toISOString()
}

/** Somebody of `sre` who is away, and who of no group stands in for them. */
async function people(world: World): Promise<{ away: string; standIn: string }> {
  const away = await member(world, { groups: ['sre'] })
  const standIn = await member(world)
  const named = await name(world, away, { member: standIn, until: until(HOUR_MS) })
  assert.equal(named.status, 200, named.text)
  return { away, standIn }
}

it('a substitute counts as the member who is away, and the receipt says for whom', async () => {
  const world = await makeWorld(app)
  const { away, standIn } = await people(world)
  const call = { action: 'deploy', session_id: 'counts' }
  const { approval } = await ask(world, call)
  assert.deepEqual(outcome(await decide(world, approval.id, standIn)), [403, 'approval.approver'])
  const decided = await decide(world, approval.id, standIn, { for: away })
  assert.equal(decided.status, 200, decided.text)
  const [decision] = (await read(world, approval.id)).decisions
  assert.deepEqual([decision?.member, decision?.for, decision?.role], [standIn, away, 'approver'])
  const { receipt } = await app.must<{ receipt: { decision: object } }>(
    `/v1/receipts/${(decided.body as Decided).receipt.id}`,
    { key: world.key },
  )
  assert.deepEqual(receipt.decision, {
    by: standIn,
    for: away,
    groups: ['sre'],
    role: 'approver',
    via: 'backend',
  })
  assert.equal((await decide(world, approval.id, await member(world, { groups: ['sre'] }))).status, 200)
  assert.equal((await use(world, approval.id, call)).verdict, 'allow')
  await requireValidLog(world)
})

it('neither of both counts a second time, whoever came first', async () => {
  const world = await makeWorld(app)
  const { away, standIn } = await people(world)
  const first = await ask(world, { action: 'deploy', session_id: 'substitute-first' })
  assert.equal((await decide(world, first.approval.id, standIn, { for: away })).status, 200)
  assert.deepEqual(outcome(await decide(world, first.approval.id, away)), [409, 'approval.decided'])
  const body = { groups: ['sre'] }
  await app.must(`/v1/members/${standIn}`, { key: world.key, method: 'PATCH', body })
  assert.deepEqual(outcome(await decide(world, first.approval.id, standIn)), [409, 'approval.decided'])
  const second = await ask(world, { action: 'deploy', session_id: 'member-first' })
  assert.equal((await decide(world, second.approval.id, away)).status, 200)
  const again = await decide(world, second.approval.id, standIn, { for: away })
  assert.deepEqual(outcome(again), [409, 'approval.decided'])
  assert.equal((await decide(world, second.approval.id, standIn)).status, 200)
  await requireValidLog(world)
})

it('only in their time, only who was named, and not once it was taken back', async () => {
  const world = await makeWorld(app)
  const { away, standIn } = await people(world)
  const { approval } = await ask(world, { action: 'deploy', session_id: 'time' })
  async function attempt(by = standIn): Promise<[number, string | undefined]> {
    return outcome(await decide(world, approval.id, by, { for: away }))
  }
  const refused = [403, 'approval.approver']
  assert.deepEqual(await attempt(await member(world, { groups: ['sre'] })), refused)
  await name(world, away, { member: standIn, from: until(HOUR_MS), until: until(2 * HOUR_MS) })
  assert.deepEqual(await attempt(), refused)
  await name(world, away, { member: standIn, until: until(HOUR_MS) })
  const ended = await name(world, away, null)
  const { substitute } = ended.body as Person
  assert.ok(substitute !== undefined && Date.parse(substitute.until) <= Date.now() + 1000)
  assert.deepEqual(await attempt(), refused)
  await name(world, away, { member: standIn, until: until(HOUR_MS) })
  assert.deepEqual(await attempt(), [200, undefined])
  await app.must(`/v1/members/${away}/remove`, { key: world.key, body: {} })
  const other = await ask(world, { action: 'deploy', session_id: 'removed' })
  assert.deepEqual(outcome(await decide(world, other.approval.id, standIn, { for: away })), [
    404,
    'not_found',
  ])
  await requireValidLog(world)
})

it('they take over groups and no role, and never what the other one may not decide', async () => {
  const world = await makeWorld(app)
  const { away, standIn } = await people(world)
  const { approval } = await ask(world, { action: 'deploy', session_id: 'roles' })
  async function attempt(): Promise<[number, string | undefined]> {
    return outcome(await decide(world, approval.id, standIn, { for: away }))
  }
  async function change(id: string, role: string): Promise<void> {
    await app.must(`/v1/members/${id}`, { key: world.key, method: 'PATCH', body: { role } })
  }
  for (const who of [standIn, away]) {
    for (const role of ['auditor', 'member']) {
      await change(who, role)
      assert.deepEqual(await attempt(), [403, 'approval.approver'], role)
    }
    await change(who, 'approver')
  }
  for (const owner of [away, standIn]) {
    const body = { name: 'owned', owner }
    const { id: agent_id } = await app.must<{ id: string }>('/v1/agents', { key: world.key, body })
    const request = { ...CALL, action: 'deploy', agent_id }
    const held = await app.must<Decided>('/v1/gate', { key: world.key, body: request })
    const answer = await decide(world, held.approval.id, standIn, { for: away })
    assert.deepEqual(outcome(answer), [403, 'approval.approver'])
  }
  assert.deepEqual(await attempt(), [200, undefined])
})

it('members cannot be their own substitute, without the right role, backwards or for ever', async () => {
  const world = await makeWorld(app)
  const away = await member(world)
  const [auditor, other] = [await member(world, { role: 'auditor' }), await member(world)]
  const refused: [object, number][] = [
    [{ member: away, until: until(HOUR_MS) }, 409],
    [{ member: auditor, until: until(HOUR_MS) }, 409],
    [{ member: other, until: until(-HOUR_MS) }, 409],
    [{ member: other, from: until(2 * HOUR_MS), until: until(HOUR_MS) }, 409],
    [{ member: other, until: until(91 * 24 * HOUR_MS) }, 409],
    [{ member: 'mem_01arz3ndektsv4rrffq69g5fav', until: until(HOUR_MS) }, 404],
    [{ member: other }, 400],
  ]
  for (const [substitute, status] of refused)
    assert.equal((await name(world, away, substitute)).status, status, JSON.stringify(substitute))
  const none = await name(world, away, null)
  assert.deepEqual([none.status, (none.body as Person).substitute], [200, undefined])
})

it('what will be signed names the member who is away, for whoever may decide only for them', async () => {
  const world = await makeWorld(app)
  const away = await member(world, { groups: ['sre'] })
  const { memberId, bearer } = await newPerson(app, 'approver', { orgId: world.orgId })
  await name(world, away, { member: memberId, until: until(HOUR_MS) })
  const { approval } = await ask(world, { action: 'deploy', session_id: 'will-sign' })
  const review = await app.must<{ will_sign: { grant: { decision: object } }; digest: string }>(
    `/v1/approvals/${approval.id}/review`,
    { key: bearer },
  )
  const promised = { by: memberId, for: away, groups: ['sre'], role: 'approver', via: 'session' }
  assert.deepEqual(review.will_sign.grant.decision, promised)
  const body = { decision: 'grant', digest: review.digest, for: away, reason: 'looked at it' }
  const decided = await app.must<Decided>(`/v1/approvals/${approval.id}/decide`, { key: bearer, body })
  const { receipt } = await app.must<{ receipt: { decision: object } }>(
    `/v1/receipts/${decided.receipt.id}`,
    {
      key: world.key,
    },
  )
  const { reason: _, ...signed } = receipt.decision as { reason?: object }
  assert.deepEqual(signed, promised)
})

it('an approver names their own substitute, whom no auditor can be and no auditor has', async () => {
  const world = await makeWorld(app)
  const { orgId } = world
  const away = await newPerson(app, 'approver', { orgId, groups: ['sre'] })
  const standIn = await member(world)
  const auditor = await newPerson(app, 'auditor', { orgId })
  const home = `/o/${orgId}/settings`
  async function names(who: typeof away, by: string, days = '7') {
    await who.browser.get(home)
    return who.browser.post(`${home}/substitute`, { member: by, days })
  }
  assert.equal((await names(away, standIn)).location, `${home}?done=substitute`)
  assert.match((await away.browser.get(home)).text, /decides approvals for you until/)
  const { approval } = await ask(world, { action: 'deploy', session_id: 'own' })
  assert.equal((await decide(world, approval.id, standIn, { for: away.memberId })).status, 200)
  assert.equal((await names(away, '')).location, `${home}?done=substitute_off`)
  const late = await ask(world, { action: 'deploy', session_id: 'late' })
  assert.deepEqual(outcome(await decide(world, late.approval.id, standIn, { for: away.memberId })), [
    403,
    'approval.approver',
  ])
  for (const [who, by, days] of [
    [away, auditor.memberId, '7'],
    [away, away.memberId, '7'],
    [away, standIn, '91'],
    [auditor, standIn, '7'],
  ] as const) {
    const { status } = await names(who, by, days)
    assert.ok(status === 400 || status === 409 || status === 422, String(status))
  }
  await requireValidLog(world)
})
