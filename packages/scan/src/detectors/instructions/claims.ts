// Labels by which a text claims to speak for the system, or to the model: what follows them may be an order.
import { type Budget, spend } from '../../budget.ts'
import type { List, Sighting } from '../../text/keywords.ts'
import { main, more } from './lexicon.ts'
import { has, type Told, told } from './rules/rule.ts'
import {
  endOf,
  endOfAll,
  hasAddress,
  isDenied,
  isDescribed,
  isSign,
  meantWithin,
  type Sentence,
  startOf,
} from './sentence.ts'

/** Each form is read from its first character on, and no further than a label is long. */
const LABEL =
  /\[{1,3} {0,2}([A-Za-z][^[\]:\n]{1,60})(?:\]{1,3}|:)|(?:[\n>"*]|[.!?] ) {0,4}[#*=-]{0,6} {0,2}([A-Z][A-Z _'/\u2013\u2014-]{3,50}|(?:[A-Z][a-z]+ ){1,2}[Oo]verride|(?:Hidden |Secret )?(?:Note|Message|Notice|Hint|Memo|[Ii]nstructions?|[Dd]irective) (?:for|to) (?:the |any |all |every |your )?(?:AI|LLM|model|assistant|agent|bot|chatbot|reviewer|language model)s?(?: [a-z]+){0,3}):|<!-- {0,3}([A-Za-z][^:<>\n]{1,60}):|\{\{#?([A-Za-z_]{3,40})\}\}|<([a-z][a-z_-]{3,40})>|"_{0,2}([a-z_]{4,40})"\s{0,2}:|\n#{1,6} ([^\n]{4,60})\n/g
/** Of a label that is set off in brackets, capitals or a comment. */
const CLAIMING =
  /\b(?:system|admin|administrator|override|instructions?|directive|hidden|ai|agent|assistant|llm|developer|operator|chatbot|(?:for|to) (?:\w+ )?(?:models?|bots?|reviewers?))\b/i
/** Of a tag or a heading, which honest texts have as well. */
const CLAIMING_TAG = /\b(?:override|directive|hidden|covert)\b/i
const CLAIMING_MEMBER =
  /\b(?:system|ai|agent|assistant|model|llm|hidden)\b.*\b(?:instructions?|directive|note|command|override)\b|\boverride\b/i

/** No label claims anything without one of these. */
const WORDS = [
  ...['ai', 'system', 'admin', 'override', 'instruction', 'directive', 'hidden', 'agent', 'assistant'],
  ...['llm', 'developer', 'operator', 'covert', 'model'],
]
const ALPHANUMERIC = /[A-Za-z0-9]/

const PER_CHARACTER = 1
const CLAIMS_MAX = 100
const SIGHTINGS_MAX = 1000

/** What a label may claim with. */
export const CLAIM_WORDS: List = { words: WORDS, most: SIGHTINGS_MAX }

/** Whether any label of a text could be a claim: "ai" is part of too many words to count within one. */
function mayClaim(text: string, sightings: readonly Sighting[]): boolean {
  if (sightings.length >= SIGHTINGS_MAX) return true
  return sightings.some(({ keyword, end }) => {
    const isAlone = !ALPHANUMERIC.test(text.charAt(end)) && !ALPHANUMERIC.test(text.charAt(end - 3))
    return keyword > 0 || isAlone
  })
}

/** Where the labels of a text end. */
export function claimsIn(text: string, sightings: readonly Sighting[], budget: Budget): readonly number[] {
  if (!spend(budget, text.length * PER_CHARACTER) || !mayClaim(text, sightings)) return []
  const ends: number[] = []
  // The beginning of a text is as good a place for a label as that of a line.
  for (const label of `\n${text}`.matchAll(LABEL)) {
    const end = label.index + label[0].length - 1
    // The text of a link is not a label.
    if (text.charAt(end) !== '(' && isClaim(label)) ends.push(end)
    if (ends.length >= CLAIMS_MAX) break
  }
  return ends
}

function isClaim([, bracket, capitals, comment, template, tag, member, heading]: RegExpExecArray): boolean {
  const label = bracket ?? capitals ?? comment ?? template
  if (label !== undefined) return CLAIMING.test(wordsOf(label))
  if (member !== undefined) return CLAIMING_MEMBER.test(wordsOf(member))
  return CLAIMING_TAG.test(wordsOf(tag ?? heading ?? ''))
}

function wordsOf(label: string): string {
  return label.replace(/[_-]+/g, ' ')
}

const ORDERS = main('SAY', 'SEND', 'REVEAL', 'OVERRIDE', 'FETCH', 'REPEAT', 'TELL')
const ORDERS_MORE = more('DO', 'STOP', 'OBEY', 'PREPEND')
const LEADS = main('MUST', 'INSTEAD', 'SECRETLY')
const LEADS_MORE = more('AND')
const PUT_TO = main('MODEL', 'USER', 'SECRET', 'PRIVATE', 'HELPER', 'YOURS', 'RULES', 'TASK')
const MUST = main('MUST')
const TO = more('TO')
const AFTER = 120
const QUOTED = /["'\u201c\u2018`][^"'\u201c\u201d\u2018\u2019`\n]{2,120}["'\u201d\u2019`]/

/** Where the last label ends that a sentence holds, or that stands just before it. */
export function labelOf(claims: readonly number[], start: number, end: number): number | undefined {
  for (let n = claims.length - 1; n >= 0; n -= 1) {
    const at = claims[n] ?? 0
    if (at <= end) return at >= start - AFTER ? at : undefined
  }
  return undefined
}

/** Who labels an order so has somebody to hide it from. */
const SECRET_LABEL =
  /\b(?:hidden|secret|covert) (?:instructions?|directives?|orders?|commands?)\b[^:\n]*[:\]]?$/i
const LABEL_MAX = 64

/** What a sentence orders behind a label that it holds, or that stands just before it. */
export function claimedIn(sentence: Sentence, claims: readonly number[]): Told | undefined {
  const label = labelOf(claims, startOf(sentence, 0), endOfAll(sentence))
  if (label === undefined) return undefined
  const from = sentence.main.findIndex((_, at) => startOf(sentence, at) >= label)
  if (from < 0) return undefined
  const verb = orderIn(sentence, from)
  if (verb === undefined) return undefined
  const isOpen = !SECRET_LABEL.test(sentence.text.slice(Math.max(0, label - LABEL_MAX), label))
  if (isOpen && !isPutToModel(sentence, from, verb)) return undefined
  return told('claimed', 'medium', verb, sentence.length - 1)
}

/** The first verb that opens a clause, and so commands somebody. */
function orderIn(sentence: Sentence, from: number): number | undefined {
  const { main: mains, more: mores, length } = sentence
  for (let at = from; at < length; at += 1) {
    if (!has(mains[at], ORDERS) && !has(mores[at], ORDERS_MORE)) continue
    const opens =
      at === from ||
      isSign(sentence, at - 1) ||
      has(mains[at - 1], LEADS) ||
      (has(mores[at - 1], TO) && has(mains[at - 2], MUST)) ||
      has(mores[at - 1], LEADS_MORE)
    if (opens && !isDenied(sentence, at) && !isDescribed(sentence, at)) return at
  }
  return undefined
}

function isPutToModel(sentence: Sentence, from: number, verb: number): boolean {
  const { main: mains, text, length } = sentence
  if (has(meantWithin(mains, from, length), PUT_TO) || hasAddress(sentence)) return true
  if (has(meantWithin(mains, from, verb), MUST)) return true
  return QUOTED.test(text.slice(endOf(sentence, verb), endOfAll(sentence) + 1))
}
