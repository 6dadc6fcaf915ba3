// To keep something from the one whom the model works for.
import { main, more } from '../lexicon.ts'
import {
  endOf,
  hasAddress,
  isDescribed,
  meantWithin,
  placeOf,
  type Sentence,
  startOf,
  wordAt,
} from '../sentence.ts'
import { has, type Rule, type Told, told } from './rule.ts'

const NOT = main('NOT')
const TELL = main('TELL')
const USER = main('USER')
const SECRETLY = main('SECRETLY')
const TOLD = main('RULES', 'TASK')
const RISKY = main('SECRET', 'PRIVATE', 'OVERRIDE')
const MOVES = main('SEND', 'FETCH')
const DOES = main('SEND', 'FETCH', 'OVERRIDE', 'REVEAL')
const KEEP = more('KEEP')
const DESCRIBED = more('DESCRIBED')
const KNOWLEDGE = more('KNOWLEDGE')
const WITHOUT = /^(?:without|ohne|sans|sin|sem|senza|zonder|bez|без)/
/** Languages that deny a verb behind it, or far from it. */
const DENIED_APART = new Set(['ja', 'ko', 'tr', 'hi', 'de', 'nl'])

function isRisky(sentence: Sentence): boolean {
  const { allMain } = sentence
  return has(allMain, RISKY) || (has(allMain, MOVES) && hasAddress(sentence))
}

export const keep: Rule = {
  main: SECRETLY,
  more: KEEP,
  look(sentence, at) {
    if (has(sentence.more[at], KEEP)) {
      const user = placeOf(sentence.main, USER, at + 1, at + 8)
      return told('conceal', user === undefined ? 'medium' : 'high', at, user ?? at)
    }
    const isDone = has(sentence.allMain, DOES) && !isDescribed(sentence, at)
    return isDone && isRisky(sentence) ? told('conceal', 'medium', at, at) : undefined
  },
}

export const conceal: Rule = {
  main: NOT,
  more: 0,
  besides: { main: TELL, more: KNOWLEDGE },
  look(sentence, at) {
    const { main: mains, more: mores } = sentence
    if (has(mores[at], DESCRIBED)) return undefined
    const tell = placeOf(mains, TELL, at + 1, at + 3)
    if (tell !== undefined && isLetKnown(sentence, tell)) return told('conceal', 'high', at, tell)
    if (tell !== undefined) return concealment(sentence, at, tell)
    const known = placeOf(mores, KNOWLEDGE, at + 1, at + 4)
    return known !== undefined && isRisky(sentence) ? told('conceal', 'high', at, known) : undefined
  },
}

const ANYONE = /^(?:anyone|anybody|people)$/
const OF_ACT = /^(?:that|what|about|of)$/

/** "Do not let anyone know that you did": a secret of one's own is let known without such a word. */
function isLetKnown(sentence: Sentence, tell: number): boolean {
  const [verb, who, know, of] = [0, 1, 2, 3].map((step) => wordAt(sentence, tell + step))
  return verb === 'let' && ANYONE.test(who ?? '') && know === 'know' && OF_ACT.test(of ?? '')
}

function concealment(sentence: Sentence, at: number, tell: number): Told | undefined {
  const { main: mains, language } = sentence
  const user = placeOf(mains, USER, tell + 1, tell + 4)
  const isAllowed = WITHOUT.test(wordAt(sentence, at)) && !isRisky(sentence)
  if (user !== undefined) return isAllowed ? undefined : told('conceal', 'high', at, user)
  const that = placeOf(mains, TOLD, tell + 1, tell + 4)
  return that !== undefined && language === 'en' ? told('conceal', 'medium', at, that) : undefined
}

/** Where the verb is denied behind, or apart from it. */
export const concealApart: Rule = {
  main: TELL,
  more: 0,
  besides: { main: USER },
  look({ main: mains, language }, at) {
    if (!DENIED_APART.has(language)) return undefined
    const user = placeOf(mains, USER, at - 5, at + 4)
    const isDenied = language === 'tr' || has(meantWithin(mains, at - 4, at + 5), NOT)
    return user !== undefined && isDenied ? told('conceal', 'high', user, at) : undefined
  },
}

const KEPT =
  /^ (?:need not|needn't|must not|should not|shouldn't|does not need to|doesn't need to|has not to) (?:be )?(?:told|informed|notified|know|find out|learn|hear)\b/i
const KEPT_REACH = 60
const SENT = /\b(?:send|forward|mail|post|upload|copy|transfer)\b[^\n]{0,160}(?:\S@\S|https?:)/i
const SENT_REACH = 240

/** "Send it to …; the user need not be told". */
export const kept: Rule = {
  main: USER,
  more: 0,
  look(sentence, at) {
    const { text } = sentence
    const [start, end] = [startOf(sentence, at), endOf(sentence, at)]
    if (!KEPT.test(text.slice(end, end + KEPT_REACH))) return undefined
    const isSent = SENT.test(text.slice(Math.max(0, start - SENT_REACH), start))
    return isSent || isRisky(sentence) ? told('conceal', 'high', at, at) : undefined
  },
}
