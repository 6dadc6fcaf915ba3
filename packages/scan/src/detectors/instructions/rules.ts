// Every rule of what makes an instruction: a verb, what it is about, and whom it is put to.
import { opening, saying } from './rules/answer.ts'
import { conceal, concealApart, keep, kept } from './rules/conceal.ts'
import { enterSaved, exfiltrate, pictured, replied } from './rules/exfiltrate.ts'
import { granted, obey, steered } from './rules/obey.ts'
import { override, voided } from './rules/override.ts'
import { begun, guarded, retell, reveal } from './rules/reveal.ts'
import { limits, role, unlocked } from './rules/role.ts'
import type { Rule, Told } from './rules/rule.ts'
import { story } from './rules/story.ts'
import { added, addressed, ahead, newTask } from './rules/task.ts'
import type { Sentence } from './sentence.ts'

const RULES: readonly Rule[] = [
  override,
  voided,
  reveal,
  retell,
  begun,
  guarded,
  role,
  limits,
  unlocked,
  keep,
  kept,
  conceal,
  concealApart,
  exfiltrate,
  enterSaved,
  replied,
  pictured,
  newTask,
  addressed,
  ahead,
  added,
  story,
  opening,
  saying,
  obey,
  steered,
  granted,
]

/** Whether a rule looks at any word of a sentence that means all this. */
function isCalled({ main, more }: Rule, allMain: number, allMore: number): boolean {
  return (allMain & main) !== 0 || (allMore & more) !== 0
}

const ALL = -1
/** Of each rule what it looks at, and what else it needs. */
const needs = RULES.map(({ main, more, besides, isOfLink }) => ({
  main,
  more,
  besides: besides === undefined ? ALL : besides.main,
  besidesMore: besides === undefined ? ALL : (besides.more ?? 0),
  isOfLink: isOfLink === true,
}))

/** Whether a sentence that means all this may hold an instruction, with a link in it or soon after it or not. */
export function mayTell(allMain: number, allMore: number, isLinked: boolean): boolean {
  for (const { main, more, besides, besidesMore, isOfLink } of needs) {
    if ((allMain & main) === 0 && (allMore & more) === 0) continue
    if (isOfLink && !isLinked) continue
    if ((allMain & besides) !== 0 || (allMore & besidesMore) !== 0) return true
  }
  return false
}

/** The instructions of a sentence. */
export function toldIn(sentence: Sentence): Told[] {
  const { main: mains, more: mores, allMain, allMore } = sentence
  const rules: Rule[] = []
  let [anyMain, anyMore] = [0, 0]
  for (const rule of RULES) {
    if (!isCalled(rule, allMain, allMore)) continue
    rules.push(rule)
    anyMain |= rule.main
    anyMore |= rule.more
  }
  const found: Told[] = []
  for (let at = 0; at < mains.length; at += 1)
    if (((mains[at] ?? 0) & anyMain) !== 0 || ((mores[at] ?? 0) & anyMore) !== 0)
      lookAt(sentence, at, rules, found)
  return found
}

/** Adds what the rules find that look at a word. */
function lookAt(sentence: Sentence, at: number, rules: readonly Rule[], found: Told[]): void {
  const [main, more] = [sentence.main[at] ?? 0, sentence.more[at] ?? 0]
  for (const rule of rules) {
    const told = isCalled(rule, main, more) ? rule.look(sentence, at) : undefined
    if (told !== undefined) found.push(told)
  }
}
