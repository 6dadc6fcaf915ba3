// What the queue of turns holds: one at a time for each owner, and a bound for each and for all.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from './turns.ts'

function world(concurrency: number, queueMax: number) {
  const turns = createTurns(concurrency, { queueMax, perOwnerMax: queueMax / 4 })
  const begun: string[] = []
  function add(owner: string, name = owner) {
    return turns.add({ owner, begin: () => begun.push(name), refuse: () => begun.push(`${name} refused`) })
  }
  return { turns, begun, add }
}

test('an org has one turn at a time, however many are free', () => {
  const { turns, begun, add } = world(4, 16)
  add('a', 'a1')
  add('a', 'a2')
  assert.deepEqual(begun, ['a1'])
  turns.finish('a')
  assert.deepEqual(begun, ['a1', 'a2'])
})

test('orgs go round: who floods waits for the others', () => {
  const { turns, begun, add } = world(1, 40)
  for (const name of ['a1', 'a2', 'a3']) add('a', name)
  add('b', 'b1')
  add('c', 'c1')
  for (const owner of ['a', 'b', 'c', 'a']) turns.finish(owner)
  assert.deepEqual(begun, ['a1', 'b1', 'c1', 'a2', 'a3'])
})

test('the queue is bounded, of one org and of all', () => {
  const { add } = world(1, 8)
  assert.deepEqual([add('a'), add('a'), add('a'), add('a')], [true, true, true, false])
  assert.deepEqual([add('b'), add('b'), add('b')], [true, true, false])
  for (const owner of ['c', 'd', 'e', 'f']) assert.equal(add(owner), true)
  const others = ['g', 'h', 'i', 'j'].map((owner) => add(owner))
  assert.deepEqual(others, [true, true, false, false])
})

test('a few orgs that take all places keep nobody out: whoever has the most gives up its last', () => {
  const { turns, begun, add } = world(1, 8)
  for (const owner of ['a', 'b', 'c', 'd']) for (const n of [1, 2, 3]) add(owner, `${owner}${n}`)
  assert.equal(add('e', 'e1'), true)
  // Now three have two places each, and two have one: a second one for e would only turn this around.
  assert.equal(add('e', 'e2'), false)
  assert.equal(begun.filter((name) => name.endsWith('refused')).length, 1)
  for (let n = 0; n < 10; n++) for (const owner of ['a', 'b', 'c', 'd', 'e']) turns.finish(owner)
  assert.ok(begun.indexOf('e1') < begun.indexOf('a3') || !begun.includes('a3'))
  assert.equal(begun.filter((name) => !name.endsWith('refused')).length, 9)
})

test('what waits can be refused, and what runs goes on', () => {
  const { turns, begun, add } = world(1, 8)
  add('a')
  add('b')
  turns.refuseAll()
  turns.finish('a')
  assert.deepEqual(begun, ['a', 'b refused'])
})
