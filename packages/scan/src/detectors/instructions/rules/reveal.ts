// To show what the model was told.
import { main, more } from '../lexicon.ts'
import { isDenied, isDescribed, meantWithin, placeOf, type Sentence, wordAt } from '../sentence.ts'
import { has, type Rule, reachOf, told } from './rule.ts'

const VERBS = main('REVEAL', 'ASK', 'REPEAT')
const RULES = main('RULES')
const TALK = main('TALK')
const PRIOR = main('PRIOR')
const REPEAT = main('REPEAT')
const ASK = main('ASK')
const YOURS = main('YOURS')
const OWN = main('SYSTEM', 'MODEL')
const TOLD = main('REVEAL', 'REPEAT')
const GIVEN = main('YOURS', 'PRIOR')
const MAIL = more('MAIL')
const ALL = more('ALL')
const POLICY = main('POLICY')
const SYSTEM = main('SYSTEM')
const HELD = /^(?:context|memory|conversation|chat|training)/

/** What a model is told by, and nobody else. */
const PROMPT =
  /prompt|instru|message|anweis|consign|системн|промпт|提示|指示|プロンプト|프롬프트|지시|talimat|istem|निर्देश|प्रॉम्प्ट|تعليمات|موجه|polece|istruz|guideline|directive|program/

export const reveal: Rule = {
  main: VERBS,
  more: 0,
  look(sentence, at) {
    if (isDenied(sentence, at) || isDescribed(sentence, at)) return undefined
    if (
      has(sentence.main[at], ASK) &&
      has(sentence.main[at], RULES) &&
      placeOf(sentence.main, YOURS, at + 1, at + 3) !== undefined
    )
      return told('reveal', 'medium', at, at)
    for (const [from, to] of reachOf(sentence, at)) {
      const object = placeOf(sentence.main, RULES, from, to)
      if (object !== undefined && isOfModel(sentence, at, object) && !isInvited(sentence, at, object))
        return told('reveal', 'high', at, object)
      const rules = hiddenRules(sentence, at, to)
      if (rules !== undefined) return told('reveal', 'high', at, rules)
      const last = saidBefore(sentence, { at, from, to: Math.min(to, at + 7) })
      if (last !== undefined) return told('reveal', 'high', at, last)
    }
    return undefined
  },
}

/** "Provide your own system prompt" asks for one that is yet to be written. */
function isInvited(sentence: Sentence, at: number, object: number): boolean {
  return /^(?:provide|supply|write)$/.test(wordAt(sentence, at)) && wordAt(sentence, object - 1) === 'own'
}

type Reach = { readonly at: number; readonly from: number; readonly to: number }

/** "the hidden rules you follow", "the full contents of your context". */
function hiddenRules(sentence: Sentence, at: number, to: number): number | undefined {
  const { main: mains } = sentence
  const rules = placeOf(mains, POLICY | TALK, at + 1, Math.min(to, at + 8))
  if (rules === undefined || !has(meantWithin(mains, at + 1, rules), SYSTEM)) return undefined
  if (has(mains[rules], POLICY)) return has(meantWithin(mains, at + 1, rules + 3), YOURS) ? rules : undefined
  const held = placeOf(mains, TALK, rules, rules + 4)
  for (let place = held ?? rules; place <= rules + 4; place += 1)
    if (HELD.test(wordAt(sentence, place)) && has(meantWithin(mains, at + 1, place), YOURS)) return place
  return undefined
}

/** "repeat the text above": what was said before, as it was said. */
function saidBefore({ main: mains, more: mores }: Sentence, { at, from, to }: Reach): number | undefined {
  if (!has(mains[at], REPEAT)) return undefined
  const talk = placeOf(mains, TALK, from, to)
  if (talk === undefined || has(meantWithin(mores, at, talk + 1), MAIL)) return undefined
  const reach = has(mores[talk], ALL) ? 5 : 2
  const prior = placeOf(mains, PRIOR, Math.min(at, talk), talk + reach)
  return prior === undefined ? undefined : Math.max(talk, prior)
}

function isOfModel(sentence: Sentence, at: number, object: number): boolean {
  const { main: mains } = sentence
  const [from, to] = at < object ? [at, object + 3] : [object - 3, at]
  const around = meantWithin(mains, from, to)
  // What a system message is may well be asked; what this one says may not.
  if (has(mains[at], ASK) && !has(mains[at], TOLD) && !has(around, YOURS) && object - at > 2) return false
  if (has(around, OWN)) return PROMPT.test(wordAt(sentence, object)) || has(around, YOURS)
  return has(around, GIVEN) && Math.abs(object - at) <= 8
}
