// The fact `declared`: what an agent says about itself.
import { type Budget, spend } from '../model/budget.ts'
import type { CedarValue } from '../model/cedar.ts'
import { EFFECTS, type Effect } from '../model/cedar.ts'
import { decimalUp } from '../model/decimal.ts'
import type { Declared, Facts } from '../model/facts.ts'
import { goalOf } from './goal.ts'
import { effectOfText, strictestOf } from './names/effect-of-name.ts'

/** A count as a Cedar integer: rounded up, and brought into the range that is exact. */
export function longOf(value: number): number {
  return Number.isNaN(value)
    ? Number.MAX_SAFE_INTEGER
    : Math.ceil(Math.min(Math.max(value, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER))
}

const PER_TEXT = 60
const PER_CHARACTER = 30

/** Every effect that declared side effects name, each once; all of them beyond the budget. */
export function effectsOfDeclared(texts: readonly string[], budget: Budget): readonly Effect[] {
  const effects = new Set<Effect>()
  for (const text of texts) {
    if (!spend(budget, PER_TEXT + text.length * PER_CHARACTER)) return EFFECTS
    effects.add(effectOfText(text))
  }
  return [...effects]
}

function goalMembers(goal: string, budget: Budget): Record<string, CedarValue> {
  const { words, isVague } = goalOf(goal, budget)
  return { goal, goal_words: words, goal_vague: isVague }
}

/** What the agent says now, as members of the fact `declared`, with the strictest effect among its side effects. */
export type DeclaredFacts = {
  readonly members: Readonly<Record<string, CedarValue>>
  readonly effect: Effect
}

/** Reads what the agent says; each member that it leaves out is absent. */
export function readDeclared(declared: Declared, budget: Budget): DeclaredFacts {
  const { side_effects, goal } = declared
  const effects = side_effects === undefined ? [] : effectsOfDeclared(side_effects, budget)
  const effect = strictestOf(new Set(effects))
  return {
    members: {
      ...(side_effects !== undefined && { effect, effects, side_effects }),
      ...(goal !== undefined && goalMembers(goal, budget)),
      ...plainMembers(declared),
    },
    effect,
  }
}

// Letters, numbers and symbols say something; a sign that nobody sees does not, whatever class it has.
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\u2800]/gu
const SAYING = /[\p{L}\p{N}\p{S}]/u

/** What has only white space, points and strokes, or signs that nobody sees, says nothing. */
function orNothing(text: string): string {
  return SAYING.test(text.replace(UNSEEN, '')) ? text : ''
}

function plainMembers(declared: Declared): Record<string, CedarValue> {
  const { success_criteria, constraints, tools, actor_role, approval_status, risk_context } = declared
  const { retry_count, elapsed_seconds, cost_usd } = declared
  return {
    ...(success_criteria !== undefined && { success_criteria: success_criteria.map(orNothing) }),
    ...(constraints !== undefined && { constraints }),
    ...(tools !== undefined && { tools }),
    ...(actor_role !== undefined && { actor_role }),
    ...(approval_status !== undefined && { approval_status }),
    ...(retry_count !== undefined && { retry_count: longOf(retry_count) }),
    ...(elapsed_seconds !== undefined && { elapsed_seconds: longOf(elapsed_seconds) }),
    ...(cost_usd !== undefined && { cost_usd: decimalUp(cost_usd) }),
    ...(risk_context !== undefined && { risk_context }),
  }
}

/** The fact `declared`: what the agent says now, and the costs it gave before. */
export function declaredOf(
  said: DeclaredFacts | undefined,
  { session, run }: Pick<Facts, 'session' | 'run'>,
): CedarValue {
  return {
    ...said?.members,
    ...(session?.declared_cost_usd !== undefined && {
      session_cost_usd: decimalUp(session.declared_cost_usd),
    }),
    ...(run?.declared_cost_usd !== undefined && { run_cost_usd: decimalUp(run.declared_cost_usd) }),
  }
}
