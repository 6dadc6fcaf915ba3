// Tests that a sentence which is not read closely could not have held an instruction.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createBudget } from '../../budget.ts'
import { createWriter, lettersOf } from './letters.ts'
import { LANGUAGES } from './lexicon.ts'
import { type Before, carriedIn, mayCarry, mayName, namedBy } from './rules/carried.ts'
import { mayTell, toldIn } from './rules.ts'
import { type Sentence, sentenceIn, wordsIn } from './sentence.ts'
import { createTokens, tokensOf } from './tokens.ts'
import { LATIN } from './words-latin.ts'
import { OTHER } from './words-other.ts'
import { languagesOf } from './worth.ts'

const phrases = Object.values({ ...LATIN, ...OTHER }).flatMap((list) =>
  list
    .trim()
    .split('\n')
    .flatMap((line) => line.slice(line.indexOf(' ') + 1).split(','))
    .map((phrase) => phrase.trim().replaceAll('*', '')),
)
const sentence = fc
  .array(fc.constantFrom(...phrases, 'them', 'it', 'the user', ':', 'https://example.org'), {
    minLength: 2,
    maxLength: 12,
  })
  .map((parts) => parts.join(' '))

function readingsOf(text: string): Sentence[] {
  const letters = lettersOf(text, createWriter(), createBudget())
  const tokens = tokensOf(letters, createTokens())
  const words = wordsIn(text, tokens, { from: 0, to: tokens.length })
  return LANGUAGES.map((_, language) => sentenceIn(words, language))
}

const BEFORE: readonly Before[] = [
  { isTold: true, isFetched: false },
  { isTold: false, isFetched: true },
]

/** What a close look at a sentence finds that its meanings do not announce. */
function unannouncedIn(read: Sentence): string[] {
  const { allMain, allMore } = read
  const { isTold, isFetched } = namedBy(read)
  const carried = BEFORE.filter((before) => carriedIn(read, before) !== undefined)
  return [
    ...(mayTell(allMain, allMore, read.text.includes('://')) ? [] : toldIn(read).map(({ kind }) => kind)),
    ...((isTold || isFetched) && !mayName(allMain, allMore) ? ['named'] : []),
    ...(carried.every((before) => mayCarry(allMain, before)) ? [] : ['carried']),
  ]
}

test('what is told, named or carried is announced by what the words mean', () => {
  let found = 0
  fc.assert(
    fc.property(sentence, (text) => {
      for (const read of readingsOf(text)) {
        assert.deepEqual(unannouncedIn(read), [], `${read.language}: ${text}`)
        found += toldIn(read).length
      }
    }),
    { numRuns: 3000 },
  )
  assert.ok(found > 100, `only ${found} instructions were told`)
})

test('the languages of each part of a text are those of all its words', () => {
  let found = 0
  fc.assert(
    fc.property(
      fc.array(sentence, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 2, max: 40 }),
      (parts, step) => {
        const tokens = tokensOf(lettersOf(parts.join(' '), createWriter(), createBudget()), createTokens())
        const { length, entries } = tokens
        const all = { ...tokens, meant: Uint32Array.from(entries.keys()), meaning: length }
        for (let from = 0; from < length; from += step) {
          const range = { from, to: Math.min(from + step + 9, length) }
          const languages = languagesOf(tokens, range)
          assert.equal(languages, languagesOf({ ...all, passed: 0 }, range), parts.join(' '))
          found += languages === 0 ? 0 : 1
        }
      },
    ),
    { numRuns: 300 },
  )
  assert.ok(found > 100, `only ${found} parts had a language`)
})
