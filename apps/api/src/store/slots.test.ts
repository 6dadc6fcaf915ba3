// Connections that read are shared fairly among orgs.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createSlots } from './slots.ts'

const LIMITS = { total: 3, perOrg: 2, waitingPerOrg: 3, waitMs: 600_000 }

/** Readers that stay until they are let go; `running` names their orgs. */
function busySlots(limits = LIMITS) {
  const slots = createSlots(limits)
  const running: string[] = []
  const leave: (() => void)[] = []
  function read(orgId: string) {
    return slots.run(orgId, async () => {
      running.push(orgId)
      await new Promise<void>((resolve) => leave.push(resolve))
      running.splice(running.indexOf(orgId), 1)
      return orgId
    })
  }
  return { running, read, letOneGo: () => leave.shift()?.() }
}

const busy = { code: 'busy' }

it('an org has no more than its share, and what is left is for the others', async () => {
  const { running, read } = busySlots()
  for (const orgId of ['a', 'a', 'a', 'b']) void read(orgId)
  await nextTurn()
  assert.deepEqual(running, ['a', 'a', 'b'])
})

it('whoever waits gets turns: an org with many waiters lets the others in between', async () => {
  const { running, read, letOneGo } = busySlots()
  for (const orgId of ['a', 'a', 'b', 'a', 'a', 'c', 'd']) void read(orgId)
  await nextTurn()
  const entered = []
  for (let n = 0; n < 4; n++) {
    const before = [...running]
    letOneGo()
    await nextTurn()
    entered.push(...without(running, before))
  }
  assert.deepEqual(entered.slice(0, 3).sort(), ['a', 'c', 'd'])
  assert.equal(entered[3], 'a')
})

function without(now: readonly string[], before: readonly string[]): string[] {
  const rest = [...before.slice(1)]
  return now.filter((orgId) => {
    const at = rest.indexOf(orgId)
    if (at !== -1) rest.splice(at, 1)
    return at === -1
  })
}

it('more than may wait are refused, of that org only', async () => {
  const { read } = busySlots()
  const kept = Array.from({ length: 5 }, () => read('a'))
  await assert.rejects(read('a'), busy)
  const other = read('b')
  await nextTurn()
  assert.equal(await Promise.race([other, ...kept, Promise.resolve('nobody')]), 'nobody')
})

it('one that waits too long is refused and takes no slot afterwards', async () => {
  const { running, read, letOneGo } = busySlots({ ...LIMITS, waitMs: 20 })
  const first = [read('a'), read('a')]
  const late = read('a')
  const alive = setInterval(() => undefined, 1000)
  await assert.rejects(late, busy)
  clearInterval(alive)
  letOneGo()
  letOneGo()
  await Promise.all(first)
  assert.deepEqual(running, [])
  void read('a')
  await nextTurn()
  assert.deepEqual(running, ['a'])
})

it('who waited too long leaves room for others to wait, who then get their turns', async () => {
  const { running, read, letOneGo } = busySlots({ ...LIMITS, waitMs: 20 })
  const first = [read('a'), read('a')]
  const alive = setInterval(() => undefined, 1000)
  for (let n = 0; n < 3; n++) {
    const late = Array.from({ length: 3 }, () => read('a'))
    await assert.rejects(read('a'), busy)
    for (const one of late) await assert.rejects(one, busy)
  }
  const last = read('a')
  letOneGo()
  await nextTurn()
  assert.deepEqual(running, ['a', 'a'])
  clearInterval(alive)
  for (let n = 0; n < 2; n++) letOneGo()
  await Promise.all([...first, last])
})

it('a reader that fails leaves its slot', async () => {
  const slots = createSlots({ ...LIMITS, total: 1, perOrg: 1 })
  const fails = slots.run('a', async () => {
    throw new Error('mine')
  })
  await assert.rejects(fails, { message: 'mine' })
  assert.equal(await slots.run('a', async () => 'served'), 'served')
})
