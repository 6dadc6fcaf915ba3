// Who must grant an approval, in words.
import type { Answer } from '@countersign/contract'
import { timeText } from '../../print/print.ts'

type Needs = Pick<Answer<'approvals.get'>, 'required' | 'group' | 'also' | 'given' | 'escalation'>
type Demand = Pick<Needs, 'required' | 'group' | 'escalation'>

/** Who must grant it, and how many have, such as `2 of sre and 1 of finance; 1 given`. */
export function needsText({ also = [], given, ...first }: Needs): string {
  return `${[first, ...also].map(demandText).join(' and ')}; ${given} given`
}

function demandText({ required, group, escalation }: Demand): string {
  const usual = `${required}${group === undefined ? '' : ` of ${group}`}`
  if (escalation === undefined) return usual
  return `${usual} (or, from ${timeText(escalation.at)}, ${escalation.required} of ${escalation.group})`
}
