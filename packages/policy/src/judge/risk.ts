// How risky a request is, as points that can be told.
import type { Level } from '@countersign/terms'
import { type Content, readContent, requireRead } from '../facts/content.ts'
import { effectOf, effectsOf } from '../facts/effects.ts'
import { SENSITIVE } from '../facts/names/effect-words.ts'
import { wordsOf } from '../facts/names/words.ts'
import { WHOLE_VOCABULARY } from '../facts/request.ts'
import type { CedarValue } from '../model/cedar.ts'
import { EFFECTS, type Effect } from '../model/cedar.ts'
import type { Facts } from '../model/facts.ts'

/** One thing that raises a score, and by how many points. */
export type Contribution = {
  source: string
  points: number
}

/** How risky a request is: an integer from 0 to 100 and its band. */
export type Risk = {
  score: number
  band: Level
  /** What it is the sum of, from the dearest; a score is capped at 100. */
  contributions: readonly Contribution[]
}

const BY_EFFECT: Record<Effect, number> = {
  read: 5,
  change: 20,
  unknown: 40,
  execute: 45,
  outward: 45,
  destructive: 60,
}

const BY_TOOL: Record<Level, number> = { low: 0, medium: 5, high: 15, critical: 25 }

const SCORE_MAX = 100
const PRODUCTION = new Set(['production', 'prod', 'live'])
const sensitive = new Set(SENSITIVE)

/** The band of a score: low under 25, medium under 50, high under 75, else critical. */
export function bandOf(score: number): Level {
  if (score < 25) return 'low'
  if (score < 50) return 'medium'
  return score < 75 ? 'high' : 'critical'
}

function ofDeclared({ declared }: Facts, { said }: Content, effect: Effect): Contribution[] {
  if (declared === undefined) return []
  const own = said?.effect ?? 'unknown'
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

function ofTool({ registered }: Facts): Contribution[] {
  const risk = registered?.risk
  return risk === undefined ? [] : [{ source: `tool.${risk}`, points: BY_TOOL[risk] }]
}

/** Of what is in target and arguments; of arguments that cannot be seen, both of it may be true. */
function ofContent(facts: Facts, content: Content): Contribution[] {
  const { hosts, paths } = requireRead(content)
  if (facts.hash_only === true) return [{ source: 'arguments.not_visible', points: 20 }]
  return [
    { source: 'hosts.internal', points: isTrue(hosts, 'internal') ? 15 : 0 },
    { source: 'paths.unclear', points: isTrue(paths, 'unclear') ? 10 : 0 },
  ]
}

function isTrue(fact: CedarValue, member: string): boolean {
  return typeof fact === 'object' && !Array.isArray(fact) && Reflect.get(fact, member) === true
}

function ofPast(facts: Facts, content?: Content): Contribution[] {
  const { calls, taints } = facts
  const repeated = calls?.repeated ?? 0
  const leaks =
    taints !== undefined &&
    taints.length > 0 &&
    effectsOf(facts, content?.deeds.effects, content?.effectsOfName).includes('outward')
  return [
    { source: 'calls.repeated', points: repeated >= 10 ? 10 : repeated >= 3 ? 5 : 0 },
    { source: 'taints.outward', points: leaks ? 20 : 0 },
  ]
}

/** What does not depend on what was done before. */
function ofRequest(facts: Facts, content: Content): Contribution[] {
  const effect = effectOf(facts, content.deeds.effects, content.effectsOfName)
  const named = [...wordsOf(facts.action), ...wordsOf(facts.tool ?? '')]
  const inProduction = PRODUCTION.has(facts.environment.toLowerCase())
  return [
    { source: `effect.${effect}`, points: BY_EFFECT[effect] },
    { source: 'environment', points: inProduction ? (effect === 'read' ? 5 : 15) : 0 },
    { source: 'sensitive', points: named.some((word) => sensitive.has(word)) ? 20 : 0 },
    ...ofTool(facts),
    ...ofContent(facts, content),
    ...ofDeclared(facts, content, effect),
  ]
}

function fromTheDearest(contributions: readonly Contribution[]): Contribution[] {
  return contributions.filter(({ points }) => points > 0).sort((a, b) => b.points - a.points)
}

/** What makes a request risky, from the dearest; every contribution is positive, so declaring something never lowers the score. */
export function contributionsOf(
  facts: Facts,
  content: Content = readContent(WHOLE_VOCABULARY, facts),
): Contribution[] {
  return fromTheDearest([...ofRequest(facts, content), ...ofPast(facts, content)])
}

/** The risk of some contributions: their sum, at most 100. */
export function riskFrom(contributions: readonly Contribution[]): Risk {
  const sum = contributions.reduce((total, { points }) => total + points, 0)
  const score = Math.min(sum, SCORE_MAX)
  return { score, band: bandOf(score), contributions }
}

/** The higher of two risks; the first where they are equal. */
export function riskier(a: Risk, b: Risk): Risk {
  return b.score > a.score ? b : a
}

/** The risk of a request. */
export function riskOf(facts: Facts, content?: Content): Risk {
  return riskFrom(contributionsOf(facts, content))
}

/** The risk of facts whose moment was not known yet, now that it is. */
export function riskInMoment(risk: Risk, facts: Facts, content?: Content): Risk {
  const past = ofPast(facts, content).filter(({ points }) => points > 0)
  return past.length === 0 ? risk : riskFrom(fromTheDearest([...risk.contributions, ...past]))
}
