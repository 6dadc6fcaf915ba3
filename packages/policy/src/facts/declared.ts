import { effectOfText } from '../effect.ts'
import type { CedarValue } from '../evaluator.ts'
import { type Declared, declaredEffectOf, type Facts } from '../facts.ts'
import { decimalUp } from './decimal.ts'
import { goalOf } from './goal.ts'

/** A count as a Cedar integer: rounded up, and brought into the range that is exact. */
export const longOf = (value: number): number =>
  Number.isNaN(value)
    ? Number.MAX_SAFE_INTEGER
    : Math.ceil(Math.min(Math.max(value, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER))

const goalMembers = (goal: string): Record<string, CedarValue> => {
  const { words, isVague } = goalOf(goal)
  return { goal, goal_words: words, goal_vague: isVague }
}

const effectMembers = (declared: Declared): Record<string, CedarValue> => {
  const effect = declaredEffectOf(declared)
  return {
    ...(effect !== undefined && { effect }),
    ...(declared.side_effects !== undefined && {
      effects: [...new Set(declared.side_effects.map(effectOfText))],
      side_effects: declared.side_effects,
    }),
  }
}

const saidMembers = (declared: Declared): Record<string, CedarValue> => ({
  ...effectMembers(declared),
  ...(declared.goal !== undefined && goalMembers(declared.goal)),
  ...(declared.success_criteria !== undefined && { success_criteria: declared.success_criteria }),
  ...(declared.constraints !== undefined && { constraints: declared.constraints }),
  ...(declared.tools !== undefined && { tools: declared.tools }),
  ...(declared.actor_role !== undefined && { actor_role: declared.actor_role }),
  ...(declared.approval_status !== undefined && { approval_status: declared.approval_status }),
  ...(declared.retry_count !== undefined && { retry_count: longOf(declared.retry_count) }),
  ...(declared.elapsed_seconds !== undefined && { elapsed_seconds: longOf(declared.elapsed_seconds) }),
  ...(declared.cost_usd !== undefined && { cost_usd: decimalUp(declared.cost_usd) }),
  ...(declared.risk_context !== undefined && { risk_context: declared.risk_context }),
})

/** The fact `declared`: what the agent says now, and the costs it gave before. */
export const declaredOf = ({ declared, session, run }: Facts): CedarValue => ({
  ...(declared !== undefined && saidMembers(declared)),
  ...(session?.declared_cost_usd !== undefined && { session_cost_usd: decimalUp(session.declared_cost_usd) }),
  ...(run?.declared_cost_usd !== undefined && { run_cost_usd: decimalUp(run.declared_cost_usd) }),
})
