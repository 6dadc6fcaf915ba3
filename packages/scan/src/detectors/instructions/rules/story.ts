// A story that is told only so that a model in it does what this one may not.
import { main, more } from '../lexicon.ts'
import { isDenied, meantWithin, placeOf } from '../sentence.ts'
import { has, type Rule, told } from './rule.ts'

const STORY = more('STORY')
const MODEL = main('MODEL', 'HELPER')
const RULES = main('RULES')
const SYSTEM = main('SYSTEM')
const TELLS = main('REVEAL', 'REPEAT', 'TELL', 'SAY')
const FREE = main('FREE')
const NOT = main('NOT')
const LIMIT = main('LIMIT')

export const story: Rule = {
  main: 0,
  more: STORY,
  besides: { main: MODEL },
  look(sentence, at) {
    const { main: mains, allMain } = sentence
    if (isDenied(sentence, at) || placeOf(mains, MODEL, at + 1, mains.length) === undefined) return undefined
    const follows = meantWithin(mains, at + 1, mains.length)
    const isFree = has(follows, FREE) || (has(follows, NOT) && has(follows, LIMIT))
    if (isFree) return told('unrestricted', 'medium', at, at)
    const isShown = has(follows, RULES) && has(follows, SYSTEM) && has(allMain, TELLS)
    return isShown ? told('reveal', 'medium', at, at) : undefined
  },
}
