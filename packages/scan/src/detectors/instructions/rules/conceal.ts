// To keep something from the one whom the model works for.
import { main, more } from '../lexicon.ts'
import { isDescribed, meantWithin, placeOf, type Sentence, wordAt } from '../sentence.ts'
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

function isRisky({ allMain, hasAddress }: Sentence): boolean {
  return has(allMain, RISKY) || (has(allMain, MOVES) && hasAddress)
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
    if (tell !== undefined) return concealment(sentence, at, tell)
    const known = placeOf(mores, KNOWLEDGE, at + 1, at + 4)
    return known !== undefined && isRisky(sentence) ? told('conceal', 'high', at, known) : undefined
  },
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
