// Whether what the words of a sentence mean can come to anything: most need no closer look.
import { once } from '@countersign/terms'
import { LANGUAGES, main, more } from './lexicon.ts'
import { type Before, mayCarry, mayName } from './rules/carried.ts'
import { mayTell } from './rules.ts'
import type { Range } from './sentence.ts'
import type { Tokens } from './tokens.ts'
import { anyMeanings, languagesMeaning, vocabulary } from './vocabulary.ts'

/** A longer sentence is read in parts. */
export const SENTENCE_MAX = 64

const TELLING = main(
  'OVERRIDE',
  'REVEAL',
  'ASK',
  'REPEAT',
  'ROLE',
  'BECOME',
  'FREE',
  'NOT',
  'SEND',
  'FETCH',
  'NEW',
  'SECRETLY',
  'WEAK',
  'TELL',
  'SAY',
)
/** What the next sentence may speak of. */
const NAMING = main('RULES')
const TELLING_MORE = more(
  'KEEP',
  'STOP',
  'READING',
  'ADDRESS',
  'MODE',
  'VOID',
  'PLAY',
  'OPENS',
  'PREPEND',
  'OBEY',
  'RETELL',
  'UNLOCK',
)

/** Of each entry what it means in any language, and the languages in which it could ask for something or name what is asked for next. */
const meanings = once(() => ({
  ...anyMeanings(),
  telling: languagesMeaning(TELLING | NAMING, TELLING_MORE),
}))

/** What the words of the last sentence mean that was looked at. */
const meant = { entries: new Uint16Array(SENTENCE_MAX), count: 0, main: 0, more: 0 }

/** Looks at the words of a sentence that does not begin before the last one, and returns the languages in which they could instruct, as bits. */
export function languagesOf(tokens: Tokens, { from, to }: Range): number {
  const known = meanings()
  const { entries, meant: those, meaning } = tokens
  let passed = tokens.passed
  while (passed < meaning && (those[passed] ?? 0) < from) passed += 1
  tokens.passed = passed
  let count = 0
  let languages = 0
  let allMain = 0
  let allMore = 0
  for (let next = passed; next < meaning; next += 1) {
    const token = those[next] ?? 0
    if (token >= to) break
    const entry = entries[token] ?? 0
    meant.entries[count] = entry
    count += 1
    languages |= known.telling[entry] ?? 0
    allMain |= known.main[entry] ?? 0
    allMore |= known.more[entry] ?? 0
  }
  meant.count = count
  meant.main = allMain
  meant.more = allMore
  return languages
}

function mayBe(allMain: number, allMore: number, isLinked: boolean, before: Before): boolean {
  return mayTell(allMain, allMore, isLinked) || mayName(allMain, allMore) || mayCarry(allMain, before)
}

/** Whether they are worth a look in any language, behind a sentence that left this in any. */
export function isWorthAny(before: Before): boolean {
  return mayBe(meant.main, meant.more, true, before)
}

/** Whether they are worth reading in a language, with a link near them or not. */
export function isWorthIn(language: number, isLinked: boolean, before: Before): boolean {
  const { main: mains, more: mores } = vocabulary()
  let allMain = 0
  let allMore = 0
  for (let at = 0; at < meant.count; at += 1) {
    const place = (meant.entries[at] ?? 0) * LANGUAGES.length + language
    allMain |= mains[place] ?? 0
    allMore |= mores[place] ?? 0
  }
  return mayBe(allMain, allMore, isLinked, before)
}
