// Tests that every keyword of every list is sighted wherever it stands, and no more often than is asked for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { firstSighting, keywordsOf, listsOf, type Sighting, sightingsIn } from './keywords.ts'

const word = fc.stringMatching(/^[ab -]{1,4}$/)
const words = fc.uniqueArray(word, { minLength: 1, maxLength: 6 })
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', ' ', '-', 'c', '\u0430'), maxLength: 40 })

/** What a search for one word after the other finds: by where it ends, the longest first. */
function searched(given: string, sought: readonly string[]): Sighting[] {
  const small = given.toLowerCase()
  const found: Sighting[] = []
  for (let end = 1; end <= small.length; end += 1) {
    const ending = sought.flatMap((one, keyword) => (small.slice(0, end).endsWith(one) ? [keyword] : []))
    const byLength = ending.sort((a, b) => (sought[b]?.length ?? 0) - (sought[a]?.length ?? 0))
    found.push(...byLength.map((keyword) => ({ keyword, end })))
  }
  return found
}

test('each list has what a search for its words finds, up to as many as it wants', () => {
  fc.assert(
    fc.property(text, words, words, fc.nat(5), (given, first, second, most) => {
      const lists = listsOf([
        { words: first, most: Number.POSITIVE_INFINITY },
        { words: second, most },
      ])
      const expected = [searched(given, first), searched(given, second).slice(0, most)]
      assert.deepEqual(sightingsIn(given, lists), expected)
      assert.deepEqual(firstSighting(given, keywordsOf(first)), searched(given, first)[0])
    }),
    { numRuns: 3000 },
  )
})
