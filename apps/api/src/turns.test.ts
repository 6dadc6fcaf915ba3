// What the queue of turns holds: one at a time for each owner, and a bound for each and for all.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from './turns.ts'

function world(concurrency: number, queueMax: number) {
  const turns = createTurns(concurrency, queueMax)
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
  assert.equal(add('g'), false)
})

test('what waits can be refused, and what runs goes on', () => {
  const { turns, begun, add } = world(1, 8)
  add('a')
  add('b')
  turns.refuseAll(new Error('stopping'))
  turns.finish('a')
  assert.deepEqual(begun, ['a', 'b refused'])
})
