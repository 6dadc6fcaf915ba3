// Tests that words of the lists are found within what is written as one word.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget } from '../../budget.ts'
import { createWriter, lettersOf } from './letters.ts'
import { createTokens, tokensOf } from './tokens.ts'
import { LATIN } from './words-latin.ts'

/** No word begins with these letters, or with the last of them. */
const BEFORE = 'qxqxqxqxqxqxqxqxqxqxqxqx'

const words = Object.values(LATIN)
  .flatMap((list) => list.trim().split('\n'))
  .flatMap((line) => line.slice(line.indexOf(' ') + 1).split(','))
  .map((word) => word.trim().replace(/\*$/, ''))
  .filter((word) => /^[a-z]+$/.test(word))

test('every word of the lists is found within a long one, whatever stands behind it', () => {
  const [writer, tokens, budget] = [createWriter(), createTokens(), createBudget(1e9)]
  for (const word of new Set(words))
    for (const behind of ['', 'qx', 'q9']) {
      const text = `${BEFORE}${word}${behind}`
      const letters = lettersOf(text, writer, budget)
      const { starts, entries, length } = tokensOf(letters, tokens)
      const found = starts.subarray(0, length).indexOf(BEFORE.length)
      assert.ok(found >= 0 && entries[found] !== 0, text)
      assert.equal(
        entries.subarray(0, found).some((entry) => entry !== 0),
        false,
        text,
      )
    }
})
