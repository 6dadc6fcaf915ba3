// A grant counts only while its member may decide: at the last grant, at each use, and offline in the log.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
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
import { appOfFile } from './harness.ts'

const app = await appOfFile('postgres')
const DEPLOY = { action: 'deploy' }

type Loss = (world: World, id: string) => Promise<unknown>

function change(more: object): Loss {
  return ({ key }, id) => app.must(`/v1/members/${id}`, { key, method: 'PATCH', body: more })
}

const LOSSES: Record<string, Loss> = {
  removed: ({ key }, id) => app.must(`/v1/members/${id}/remove`, { key, body: {} }),
  demoted: change({ role: 'auditor' }),
  'out of the group': change({ groups: ['finance'] }),
}

for (const [how, lose] of Object.entries(LOSSES)) {
  it(`one of two who granted is ${how}: the second grant is not the last`, async () => {
    const world = await makeWorld(app)
    const [gone, ...others] = await Promise.all([1, 2, 3].map(() => member(world, { groups: ['sre'] })))
    const { approval } = await ask(world, DEPLOY)
    await grant(world, approval.id, gone ?? '')
    await lose(world, gone ?? '')
    const [second = '', third = ''] = others
    const after = await grant(world, approval.id, second)
    assert.deepEqual([after.status, after.given], ['pending', 1])
    assert.equal(verdict(await use(world, approval.id, DEPLOY)), 'deny approval.not_granted')
    assert.equal((await grant(world, approval.id, third)).status, 'granted')
    assert.match(verdict(await use(world, approval.id, DEPLOY)), /^allow/)
    await requireValidLog(world)
  })

  it(`who granted is ${how} before the use: it waits again, and the inbox shows it`, async () => {
    const world = await makeWorld(app)
    const people = await Promise.all([1, 2, 3].map(() => member(world, { groups: ['sre'] })))
    const [first = '', gone = '', third = ''] = people
    const { approval } = await ask(world, DEPLOY)
    for (const id of [first, gone]) await grant(world, approval.id, id)
    await lose(world, gone)
    assert.equal(verdict(await use(world, approval.id, DEPLOY)), 'deny approval.not_granted')
    const { data } = await app.must<{
      data: { id: string; given: number; decisions: { lapsed?: true }[] }[]
    }>('/v1/approvals?status=pending', { key: world.key })
    const [shown] = data.filter(({ id }) => id === approval.id)
    assert.equal(shown?.given, 1)
    assert.deepEqual(
      shown.decisions.map(({ lapsed }) => lapsed),
      [undefined, true],
    )
    assert.equal((await grant(world, approval.id, third)).status, 'granted')
    assert.match(verdict(await use(world, approval.id, DEPLOY)), /^allow/)
    await requireValidLog(world)
  })
}

it('a change that takes no right away keeps the grant', async () => {
  const world = await makeWorld(app)
  const people = await Promise.all([1, 2].map(() => member(world, { groups: ['sre', 'finance'] })))
  const { approval } = await ask(world, DEPLOY)
  for (const id of people) await grant(world, approval.id, id)
  await change({ groups: ['sre'] })(world, people[0] ?? '')
  await change({ role: 'admin' })(world, people[1] ?? '')
  assert.match(verdict(await use(world, approval.id, DEPLOY)), /^allow/)
  await requireValidLog(world)
})

it('the grant of a substitute lapses with the member whom they stood in for', async () => {
  const world = await makeWorld(app)
  const [away, standIn] = [await member(world, { groups: ['sre'] }), await member(world)]
  const until = new Date(Date.now() + 3_600_000).toISOString()
  await change({ substitute: { member: standIn, until } })(world, away)
  const { approval } = await ask(world, DEPLOY)
  await grant(world, approval.id, standIn, { for: away })
  await LOSSES.removed?.(world, away)
  assert.equal((await read(world, approval.id)).given, 0)
  await requireValidLog(world)
})

it('uses before a grant lapsed count against the grant that follows, within the time of the first', async () => {
  const world = await makeWorld(app)
  const call = { action: 'list_rows', tool: 'db:list', target: undefined }
  const [gone, other] = [await member(world), await member(world)]
  const { approval } = await ask(world, call)
  const { expires_at: asked } = await read(world, approval.id)
  await grant(world, approval.id, gone, { grant: { uses: 2, minutes: 5 } })
  assert.notEqual((await read(world, approval.id)).expires_at, asked)
  assert.match(verdict(await use(world, approval.id, call)), /^allow/)
  await LOSSES.demoted?.(world, gone)
  assert.equal((await read(world, approval.id)).expires_at, asked)
  const once = await decide(world, approval.id, other)
  assert.deepEqual(outcome(once), [409, 'approval.grant'])
  assert.equal((await grant(world, approval.id, other, { grant: { uses: 2, minutes: 5 } })).status, 'granted')
  assert.match(verdict(await use(world, approval.id, call)), /^allow/)
  assert.equal(verdict(await use(world, approval.id, call)), 'deny approval.used')
  await requireValidLog(world)
})

it('whoever may decide again grants again', async () => {
  const world = await makeWorld(app)
  const id = await member(world)
  const { approval } = await ask(world)
  await grant(world, approval.id, id)
  await change({ role: 'member' })(world, id)
  await change({ role: 'approver' })(world, id)
  assert.equal((await read(world, approval.id)).status, 'pending')
  assert.equal((await grant(world, approval.id, id)).status, 'granted')
  assert.match(verdict(await use(world, approval.id)), /^allow/)
  await requireValidLog(world)
})

it('a waiter gets the grant that follows a lapsed one', async () => {
  const world = await makeWorld(app)
  const [gone, other] = [await member(world), await member(world)]
  const { approval } = await ask(world)
  await grant(world, approval.id, gone)
  await LOSSES.removed?.(world, gone)
  const waiting = app.must<{ status: string }>(`/v1/approvals/${approval.id}?wait=30`, { key: world.key })
  const early = await Promise.race([waiting, new Promise((done) => setTimeout(done, 1000, 'waits'))])
  assert.equal(early, 'waits')
  await grant(world, approval.id, other)
  assert.equal((await waiting).status, 'granted')
})
