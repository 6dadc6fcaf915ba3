// Tests that what is kept of a word is what was worked out of that word, however many share its places.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heldOf, keep } from './kept.ts'

test('each word has what was worked out of it, met again and in another text', () => {
  const worked: string[] = []
  const kept = keep((word) => {
    worked.push(word)
    return word.toUpperCase()
  })
  const words = Array.from({ length: 30_000 }, (_, n) => `${n.toString(36).replace(/\d/g, '-')}.`)
  for (const around of ['', 'x', '\u0436'])
    for (const word of words) {
      const text = `${around}${word}${around}`
      assert.equal(heldOf(kept, text, around.length, around.length + word.length), word.toUpperCase())
    }
  assert.ok(worked.length < 2.5 * words.length, String(worked.length))
})

test('what has a digit, or is long, is worked out each time', () => {
  let count = 0
  const kept = keep(() => {
    count += 1
    return count
  })
  for (const word of ['sk-a1b2', 'x'.repeat(33)]) {
    const first = heldOf(kept, word, 0, word.length)
    assert.notEqual(heldOf(kept, word, 0, word.length), first)
  }
  const first = heldOf(kept, 'agent', 0, 5)
  assert.equal(heldOf(kept, 'agent', 0, 5), first)
})
