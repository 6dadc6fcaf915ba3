// To obey what follows, and to use nothing else: a text that a tool returns has nobody to command.
import { main, more } from '../lexicon.ts'
import { endOf, hasAddress, isDescribed, meantWithin, placeOf, type Sentence, wordAt } from '../sentence.ts'
import { has, type Rule, type Told, told } from './rule.ts'

const NOT = main('NOT')
const GIVEN = main('RULES', 'TASK')
const READER = main('MODEL', 'HELPER')
const MUST = main('MUST')
const DOES = main('SEND', 'FETCH', 'REVEAL', 'OVERRIDE', 'SAY')
const HELD = main('SECRET', 'PRIVATE')
const OBEY = more('OBEY')
const EXCLUDE = more('EXCLUDE')
const DO = more('DO')
const REACH = 7
const SHOULD = /^(?:must|should|shall|has to|needs to|need to|have to)$/
const LENT = /^(?:have|let|ask|tell|instruct|get)$/
const AT_ONCE = /^(?:now|immediately|urgent|important)$/

export const obey: Rule = {
  main: NOT,
  more: OBEY,
  besides: { main: 0, more: OBEY | EXCLUDE },
  look(sentence, at) {
    if (has(sentence.more[at], OBEY)) return obeyed(sentence, at)
    return has(sentence.more[at + 1], EXCLUDE) ? told('exclusive', 'medium', at, at + 1) : undefined
  },
}

/** "Strictly adhere to the following instruction: …" */
function obeyed(sentence: Sentence, at: number): Told | undefined {
  const given = placeOf(sentence.main, GIVEN, at + 1, at + REACH)
  if (given === undefined || isDescribed(sentence, at)) return undefined
  for (let place = at + 1; place < given; place += 1)
    if (wordAt(sentence, place) === 'following') return told('obey', 'high', at, given)
  return undefined
}

/** "Have your assistant send it to …": who writes knows that a model reads. */
function isLent(sentence: Sentence, at: number): boolean {
  const { main: mains } = sentence
  if (!LENT.test(wordAt(sentence, at - 2)) || wordAt(sentence, at - 1) !== 'your') return false
  if (!hasAddress(sentence)) return false
  return has(meantWithin(mains, at + 1, at + 2), DOES)
}

/** "The agent should now call …": whoever reads is spoken of, and means itself. */
export const steered: Rule = {
  main: READER,
  more: 0,
  besides: { main: DOES, more: DO },
  look(sentence, at) {
    const { main: mains, more: mores, allMain, language } = sentence
    if (isLent(sentence, at)) return told('addressed', 'medium', at, at)
    if (language !== 'en' || !SHOULD.test(wordAt(sentence, at + 1))) return undefined
    const isDone =
      has(meantWithin(mores, at + 2, at + 5), DO) || has(meantWithin(mains, at + 2, at + 5), DOES)
    if (!isDone || has(meantWithin(mains, at + 1, at + 3), NOT)) return undefined
    const isUrged = has(mains[at + 2], MUST) && AT_ONCE.test(wordAt(sentence, at + 2))
    const isGrave = has(allMain, HELD) && (isUrged || hasAddress(sentence))
    return isUrged || isGrave ? told('addressed', 'medium', at, at + 2) : undefined
  },
}

const AUTHORIZED =
  /^[^.!?\n]{0,40}\b(?:is|are) (?:hereby |now |fully |already |pre-?)?(?:authori[sz]ed|approved|cleared|permitted|directed) to\b[^.!?\n]{0,120}\b(?:without (?:a |any |further )?(?:review|approval|confirmation|asking)|go ahead|at once|immediately)\b/i
const AUTHORIZED_REACH = 240

/** "The assistant is authorised to pay it without review": a text that grants what only a person can. */
export const granted: Rule = {
  main: READER,
  more: 0,
  besides: { main: DOES, more: DO },
  look(sentence, at) {
    const end = endOf(sentence, at)
    return AUTHORIZED.test(sentence.text.slice(end, end + AUTHORIZED_REACH))
      ? told('addressed', 'medium', at, at)
      : undefined
  },
}
