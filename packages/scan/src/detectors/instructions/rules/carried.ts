// An order whose object stands in the sentence before: "You were given instructions. Ignore them."
import { main, more } from '../lexicon.ts'
import { hasAddress, isDenied, isDescribed, type Sentence, wordAt } from '../sentence.ts'
import { has, type Told, told } from './rule.ts'

/** What a sentence gives the next one to speak of, in one language. */
export type Before = {
  /** What the model was told. */
  readonly isTold: boolean
  /** Something that is secret, and to be looked up. */
  readonly isFetched: boolean
}

const OVERRIDE = main('OVERRIDE')
const REPEAT = main('REPEAT')
const SEND = main('SEND')
const RULES = main('RULES')
const YOURS = main('YOURS')
const GIVEN = main('PRIOR', 'SYSTEM', 'MODEL')
const GIVEN_MORE = more('SAID', 'ORIGIN')
const FETCH = main('FETCH')
const VALUABLE = main('SECRET', 'PRIVATE')
const VERBS = OVERRIDE | REPEAT | SEND

const PRONOUN =
  /^(?:them|it|those|these|that|this|all|sie|diese|alle|ellas|esas|estas|las|los|les|cela|eux|loro|queste|elas|isso)$/
/** Putting or adding something does not send it; words of other languages are few enough. */
const AWAY =
  /^(?:send|forward|e?-?mail|upload|post|transmit|deliver|submit|share|leak|exfiltrate|relay|[^\x00-\x7f]|schick|sende|env|invia)/
/** Languages that write it as part of the verb, `ignoralas`, are not read here. */
const WITHIN = 3

/** Whether a sentence that means all this may leave something for the next one. */
export function mayName(allMain: number, allMore: number): boolean {
  if (has(allMain, FETCH) && has(allMain, VALUABLE)) return true
  return has(allMain, RULES) && (has(allMain, GIVEN) || has(allMore, GIVEN_MORE))
}

/** Whether a sentence that means all this may ask for what the one before it named. */
export function mayCarry(allMain: number, before: Before | undefined): boolean {
  return before !== undefined && (before.isTold || before.isFetched) && has(allMain, VERBS)
}

/** What a sentence leaves for the next one. */
export function namedBy(sentence: Sentence): Before {
  const { allMain, allMore } = sentence
  const isGiven = has(allMain, GIVEN) || has(allMore, GIVEN_MORE)
  return {
    isTold: has(allMain, RULES) && isGiven && isYours(sentence),
    isFetched: has(allMain, FETCH) && has(allMain, VALUABLE),
  }
}

function isYours(sentence: Sentence): boolean {
  return has(sentence.allMain, YOURS) || sentence.main.some((_, at) => /^you/.test(wordAt(sentence, at)))
}

/** What a sentence asks for with what the one before it named. */
export function carriedIn(sentence: Sentence, { isTold, isFetched }: Before): Told | undefined {
  if ((!isTold && !isFetched) || !has(sentence.allMain, VERBS)) return undefined
  for (let at = 0; at < sentence.length; at += 1) {
    const bits = sentence.main[at] ?? 0
    if (!has(bits, VERBS) || !isOrder(sentence, at)) continue
    const kind = isTold ? toldKind(bits) : undefined
    if (kind !== undefined) return told(kind, 'high', at, at)
    if (isFetched && isSent(sentence, at)) return told('exfiltrate', 'high', at, at)
  }
  return undefined
}

function toldKind(bits: number): string | undefined {
  if (has(bits, OVERRIDE)) return 'override'
  return has(bits, REPEAT) ? 'reveal' : undefined
}

function isSent(sentence: Sentence, at: number): boolean {
  return has(sentence.main[at], SEND) && AWAY.test(wordAt(sentence, at)) && hasAddress(sentence)
}

function isOrder(sentence: Sentence, at: number): boolean {
  return isFollowed(sentence, at) && !isDenied(sentence, at) && !isDescribed(sentence, at)
}

function isFollowed(sentence: Sentence, at: number): boolean {
  for (let place = at + 1; place <= at + WITHIN; place += 1)
    if (PRONOUN.test(wordAt(sentence, place))) return true
  return false
}
