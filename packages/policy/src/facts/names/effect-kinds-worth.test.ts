// Tests that a question which no word of a name is worth would have been answered with no.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as delivered from './delivered.ts'
import { kindsOf, kindsOfEach } from './effect-kinds.ts'
import * as lists from './effect-objects.ts'

const WORDS = [
  ...new Set(
    [...Object.values(lists), ...Object.values(delivered)].flatMap((one) =>
      one instanceof Set ? [...(one as Set<string>)] : [],
    ),
  ),
  ...[
    'number',
    'review',
    'offer',
    'of',
    'to',
    'user',
    'get',
    'set',
    'row',
    'update',
    'address',
    'default',
    'zorch',
  ],
]
const LONGER = 200_000

/** Numbers from a fixed seed, so that a fault comes again. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state
  }
}

function assertSame(words: readonly string[]): void {
  for (const isChange of [false, true])
    assert.deepEqual(kindsOf(words, isChange), kindsOfEach(words, isChange), words.join('_'))
}

test('every word and every pair of words of the lists comes to the same as with every question asked', () => {
  assert.ok(WORDS.length > 500)
  for (const first of WORDS) {
    assertSame([first])
    for (const second of WORDS) {
      const words = [first, second]
      for (const isChange of [false, true])
        if (kindsOf(words, isChange).length !== kindsOfEach(words, isChange).length) assertSame(words)
    }
  }
})

test('longer names do, too', () => {
  const next = numbers(7)
  for (let n = 0; n < LONGER; n++)
    assertSame(Array.from({ length: 3 + (next() % 3) }, () => WORDS[(next() >>> 8) % WORDS.length] ?? ''))
})
