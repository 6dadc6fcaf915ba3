// Every rule of what makes an instruction: a verb, what it is about, and whom it is put to.
import { opening, saying } from './rules/answer.ts'
import { conceal, concealApart, keep, kept } from './rules/conceal.ts'
import { enterSaved, exfiltrate, pictured, replied } from './rules/exfiltrate.ts'
import { granted, obey, steered } from './rules/obey.ts'
import { override, voided } from './rules/override.ts'
import { begun, guarded, retell, reveal } from './rules/reveal.ts'
import { limits, role } from './rules/role.ts'
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

/** Whether a sentence that means all this may hold an instruction, with a link in it or soon after it or not. */
export function mayTell(allMain: number, allMore: number, isLinked: boolean): boolean {
  for (const rule of RULES) {
    const { besides, isOfLink } = rule
    if (!isCalled(rule, allMain, allMore) || (isOfLink === true && !isLinked)) continue
    if (besides === undefined) return true
    if ((allMain & besides.main) !== 0 || (allMore & (besides.more ?? 0)) !== 0) return true
  }
  return false
}

/** The instructions of a sentence. */
export function toldIn(sentence: Sentence): Told[] {
  const found: Told[] = []
  const rules = RULES.filter((rule) => isCalled(rule, sentence.allMain, sentence.allMore))
  const anyMain = rules.reduce((bits, { main }) => bits | main, 0)
  const anyMore = rules.reduce((bits, { more }) => bits | more, 0)
  for (let at = 0; at < sentence.main.length; at += 1) {
    const main = sentence.main[at] ?? 0
    const more = sentence.more[at] ?? 0
    if ((main & anyMain) === 0 && (more & anyMore) === 0) continue
    for (const rule of rules) {
      const told = (main & rule.main) !== 0 || (more & rule.more) !== 0 ? rule.look(sentence, at) : undefined
      if (told !== undefined) found.push(told)
    }
  }
  return found
}
