// Which texts are actors, and what kind each one is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ActorKind, actorKind, isActor } from './actors.ts'
import { ID_PATTERNS, newId } from './ids.ts'

const random = new Uint8Array(10).fill(7)

test('an actor is the system, a key or a member, and its kind can be read from it', () => {
  const actors: [string, ActorKind][] = [
    ['system', 'system'],
    [newId('key', 1, random), 'key'],
    [newId('mem', 1, random), 'member'],
  ]
  for (const [actor, kind] of actors) {
    assert.ok(isActor(actor))
    assert.equal(actorKind(actor), kind)
  }
})

test('nothing else is an actor', () => {
  const key = newId('key', 1, random)
  for (const text of ['', 'System', 'system ', `${key}\n`, ` ${key}`, `${key}0`, newId('agt', 1, random)]) {
    assert.equal(isActor(text), false, text)
  }
  assert.ok(ID_PATTERNS.agt.test(newId('agt', 1, random)))
})
