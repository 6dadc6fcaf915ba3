import { EFFECTS, type Effect, wordsOf } from './effect.ts'
import { type Declared, declaredEffectOf, effectOf, type Facts } from './facts.ts'
import { SENSITIVE } from './words.ts'

/** The risk band of a score: low under 25, medium under 50, high under 75, else critical. */
export type Band = 'low' | 'medium' | 'high' | 'critical'

/** One thing that raises a score, and by how many points. */
export interface Contribution {
  source: string
  points: number
}

/** How risky a request is: an integer from 0 to 100 and its band. */
export interface Risk {
  score: number
  band: Band
}

const BY_EFFECT: Record<Effect, number> = {
  read: 5,
  change: 20,
  unknown: 40,
  execute: 45,
  outward: 45,
  destructive: 60,
}

const PRODUCTION = new Set(['production', 'prod', 'live'])
const sensitive = new Set(SENSITIVE)

/** The band of a score. */
export const bandOf = (score: number): Band => {
  if (score < 25) return 'low'
  if (score < 50) return 'medium'
  return score < 75 ? 'high' : 'critical'
}

const ofDeclared = (declared: Declared, effect: Effect): Contribution[] => {
  const own = declaredEffectOf(declared) ?? 'unknown'
  const stricter = EFFECTS.indexOf(own) > EFFECTS.indexOf(effect)
  const retries = declared.retry_count ?? 0
  return [
    {
      source: `declared.effect.${own}`,
      points: stricter ? Math.max(BY_EFFECT[own] - BY_EFFECT[effect], 0) : 0,
    },
    { source: 'declared.retry_count', points: retries >= 10 ? 10 : retries >= 3 ? 5 : 0 },
    { source: 'declared.cost_usd', points: (declared.cost_usd ?? 0) >= 100 ? 10 : 0 },
  ]
}

/** What makes a request risky; every contribution is positive, so declaring something never lowers the score. */
export const contributionsOf = (facts: Facts): Contribution[] => {
  const effect = effectOf(facts)
  const named = [...wordsOf(facts.action), ...wordsOf(facts.tool ?? '')]
  const contributions = [
    { source: `effect.${effect}`, points: BY_EFFECT[effect] },
    {
      source: 'environment',
      points: PRODUCTION.has(facts.environment.toLowerCase()) ? (effect === 'read' ? 5 : 15) : 0,
    },
    { source: 'sensitive', points: named.some((word) => sensitive.has(word)) ? 20 : 0 },
    ...(facts.declared === undefined ? [] : ofDeclared(facts.declared, effect)),
  ]
  return contributions.filter(({ points }) => points > 0)
}

/** The risk of a request: the sum of its contributions, at most 100. */
export const riskOf = (facts: Facts): Risk => {
  const sum = contributionsOf(facts).reduce((total, { points }) => total + points, 0)
  const score = Math.min(sum, 100)
  return { score, band: bandOf(score) }
}
