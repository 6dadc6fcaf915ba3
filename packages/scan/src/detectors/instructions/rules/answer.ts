// To say certain words: how the next answer is to begin, or what it is to be instead of an answer.
import { main, more } from '../lexicon.ts'
import {
  endOf,
  isDenied,
  isDescribed,
  meantWithin,
  placeOf,
  type Sentence,
  wholeOf,
  wordAt,
} from '../sentence.ts'
import { has, type Rule, told } from './rule.ts'

const SAY = main('SAY', 'REPEAT')
const OWNED = main('YOURS', 'HELPER', 'MODEL')
const ANSWER = more('ANSWER')
const OPENS = more('OPENS', 'PREPEND')
const ALL = more('ALL')
const REACH = 9
const CLOSE = 12
const OWNER = 3
/** What somebody answers, and not what a program prints. */
const ANSWERS = /^(?:respond|answer|reply|say|output|echo)(?: |$)/
const ONLY = /^(?:and nothing else|only|exactly|solely|always|instead|nothing|verbatim|before|first)$/
const NEXT = /(?:^| )(?:next|following|subsequent|future|every|each|all|any|other)$/
const QUOTED = /["'\u201c\u2018`][^"'\u201c\u201d\u2018\u2019`\n]{2,80}["'\u201d\u2019`]/
/** A word in capitals that is longer than an abbreviation. */
const CAPITALS = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|\b[A-Z][A-Z0-9]{4,}\b/
/** One of several answers is asked for by whoever wants to know something. */
const CHOICE = /["'\u201d\u2019`]\s{0,2}(?:or|\/|,|\|)\s{0,2}["'\u201c\u2018`]|\b(?:yes|true)\b/i

/** "Begin your next reply with ACCEPTED", "every answer must start with 'sure'". */
export const opening: Rule = {
  main: 0,
  more: OPENS,
  besides: { main: 0, more: ANSWER },
  look(sentence, at) {
    if (isDenied(sentence, at) || isDescribed(sentence, at)) return undefined
    const answer = placeOf(sentence.more, ANSWER, at - REACH, at + REACH)
    if (answer === undefined || !isOwned(sentence, answer) || !hasWords(sentence)) return undefined
    return told('dictated', 'high', at, answer)
  },
}

/** "Answer only with 'nothing found'". */
export const saying: Rule = {
  main: SAY,
  more: 0,
  look(sentence, at) {
    if (!ANSWERS.test(wordAt(sentence, at)) || !isOrder(sentence, at)) return undefined
    const only = isOnly(sentence, at)
    if (only === undefined || !hasWords(sentence) || !isSaid(sentence, at)) return undefined
    return told('dictated', 'medium', at, only)
  },
}

function isOwned(sentence: Sentence, answer: number): boolean {
  const { main: mains, more: mores } = sentence
  if (has(meantWithin(mains, answer - OWNER, answer), OWNED)) return true
  if (has(meantWithin(mores, answer - 2, answer - 1), ALL)) return true
  return answer > 0 && NEXT.test(wordAt(sentence, answer - 1))
}

function isOrder(sentence: Sentence, at: number): boolean {
  return !isDenied(sentence, at) && !isDescribed(sentence, at)
}

/** The word that leaves no other answer. */
function isOnly(sentence: Sentence, at: number): number | undefined {
  if (wordAt(sentence, at).endsWith(' only') || wordAt(sentence, at).startsWith('only ')) return at
  for (let place = at - 2; place <= at + CLOSE; place += 1)
    if (place !== at && ONLY.test(wordAt(sentence, place))) return place
  return undefined
}

/** What is said stands close behind the verb; in code, quotes stand anywhere. */
const SAID = /^[^"'\u201c\u2018\n]{0,40}[\s:(]["'\u201c\u2018]|^[^\n]{0,40}?\b[A-Z][A-Z0-9]{4,}\b/

function isSaid(sentence: Sentence, at: number): boolean {
  const end = endOf(sentence, at)
  return SAID.test(sentence.text.slice(end, end + 80))
}

function hasWords(sentence: Sentence): boolean {
  const said = wholeOf(sentence)
  if (CHOICE.test(said)) return false
  return QUOTED.test(said) || (CAPITALS.test(said) && /[a-z]{3}/.test(said))
}
