// Tests that words of the lists are found within what is written as one word.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createBudget } from '../../budget.ts'
import { createWriter, lettersOf } from './letters.ts'
import { type Entry, type Node, tree } from './lexicon.ts'
import { createTokens, tokenEnd, tokenStart, tokensOf } from './tokens.ts'
import { vocabulary } from './vocabulary.ts'
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
      const { firsts, entries, length } = tokensOf(letters, tokens)
      const found = firsts.subarray(0, length).indexOf(BEFORE.length)
      assert.ok(found >= 0 && entries[found] !== 0, text)
      assert.equal(
        entries.subarray(0, found).some((entry) => entry !== 0),
        false,
        text,
      )
    }
})

/** What the longest word means that begins at a place of a text without spaces, and where it ends. */
function longestAt(text: string, from: number): { readonly entry: Entry | undefined; readonly to: number } {
  let longest: { readonly entry: Entry | undefined; readonly to: number } = { entry: undefined, to: from + 1 }
  function walk(node: Node, to: number): void {
    const entry = node.exact ?? node.prefix
    if (entry !== undefined && to >= longest.to) longest = { entry, to }
    if (node.over !== undefined) walk(node.over, text.length)
    const next = node.next.get(text.charCodeAt(to))
    if (next !== undefined) walk(next, to + 1)
  }
  const first = tree().next.get(text.charCodeAt(from))
  if (first !== undefined) walk(first, from + 1)
  return longest
}

test('in a long word each place is read as the longest word of the lists that begins there', () => {
  const [writer, tokens, budget] = [createWriter(), createTokens(), createBudget(1e9)]
  const part = fc.oneof(fc.stringMatching(/^[a-z0-9]{1,8}$/), fc.constantFrom(...words))
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 12 }), (parts) => {
      const text = `${BEFORE}${parts.join('')}`
      const { entries, length } = tokensOf(lettersOf(text, writer, budget), tokens)
      let at = 0
      for (let token = 0; token < length; token += 1) {
        const { entry, to } = longestAt(text, at)
        assert.deepEqual([tokenStart(tokens, token), tokenEnd(tokens, token)], [at, to], text)
        assert.deepEqual(vocabulary().entries[entries[token] ?? 0], entry, text)
        at = to
      }
      assert.equal(at, text.length)
    }),
    { numRuns: 3000 },
  )
})

test('the first half of a pair by itself does not change what a pair is read as later', () => {
  const [writer, budget] = [createWriter(), createBudget()]
  for (const text of ['a \ud835 b', 'a \ud835\udc56 b']) {
    const { codes, length } = lettersOf(text, writer, budget)
    const isPair = text.length > 5
    assert.equal(String.fromCharCode(...codes.subarray(0, length)), isPair ? 'a i b' : 'a " b')
  }
})
