// Tests that the hash of a leaf is the one that verifiers compute, for texts of every length.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeHex, encodeUtf8 } from '@countersign/json'
import { leafHash } from '@countersign/merkle'
import { sha256 } from '@countersign/native'
import { leafHashOf } from './leaf.ts'

test('a leaf is hashed as RFC 9162 says', () => {
  for (const letter of ['a', 'ä', '京', '🔏'])
    for (const length of [0, 1, 100, 1365, 2730, 5461, 5462, 8191, 16_383, 16_384, 40_000]) {
      const text = letter.repeat(length)
      assert.deepEqual(leafHashOf(text), leafHash(sha256, encodeUtf8(text)), `${letter} ${length} times`)
    }
})

test('a hash that was handed out stays as it is when the next one is made', () => {
  const first = leafHashOf('first')
  const before = encodeHex(first)
  leafHashOf('second')
  assert.equal(encodeHex(first), before)
})
