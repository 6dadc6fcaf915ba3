// How risky a request is, as points that can be explained.
import type { Level } from '@countersign/terms'
import { type Content, readContent, requireRead } from '../facts/content.ts'
import { effectOf, effectsOf } from '../facts/effects.ts'
import { aboutOf, type Name } from '../facts/name.ts'
import { SENSITIVE } from '../facts/names/effect-words.ts'
import { WHOLE_VOCABULARY } from '../facts/request.ts'
import type { CedarValue } from '../model/cedar.ts'
import { EFFECTS, type Effect } from '../model/cedar.ts'
import type { Facts } from '../model/facts.ts'

/** One thing that raises a score, and by how many points. */
export type Contribution = {
  points: number
  source: string
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

const SOURCE_OF_EFFECT: Record<Effect, string> = {
  read: 'effect.read',
  change: 'effect.change',
  unknown: 'effect.unknown',
  execute: 'effect.execute',
  outward: 'effect.outward',
  destructive: 'effect.destructive',
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

function add(found: Contribution[], source: string, points: number): void {
  if (points > 0) found.push({ points, source })
}

function addDeclared(found: Contribution[], { declared }: Facts, { said }: Content, effect: Effect): void {
  if (declared === undefined) return
  const own = said?.effect ?? 'unknown'
  const isStricter = EFFECTS.indexOf(own) > EFFECTS.indexOf(effect)
  const retries = declared.retry_count ?? 0
  add(found, `declared.effect.${own}`, isStricter ? BY_EFFECT[own] - BY_EFFECT[effect] : 0)
  add(found, 'declared.retry_count', retries >= 10 ? 10 : retries >= 3 ? 5 : 0)
  add(found, 'declared.cost_usd', (declared.cost_usd ?? 0) >= 100 ? 10 : 0)
}

function addTool(found: Contribution[], { registered }: Facts): void {
  const risk = registered?.risk
  if (risk !== undefined) add(found, `tool.${risk}`, BY_TOOL[risk])
}

/** Of what is in target and arguments; of arguments that cannot be seen, both of it may be true. */
function addContent(found: Contribution[], facts: Facts, content: Content): void {
  const { hosts, paths } = requireRead(content)
  if (facts.hash_only === true) {
    add(found, 'arguments.not_visible', 20)
    return
  }
  add(found, 'hosts.internal', isTrue(hosts, 'internal') ? 15 : 0)
  add(found, 'paths.unclear', isTrue(paths, 'unclear') ? 10 : 0)
}

function isTrue(fact: CedarValue, member: string): boolean {
  return typeof fact === 'object' && !Array.isArray(fact) && Reflect.get(fact, member) === true
}

/** So often the same call is noticed. */
const REPEATED = 3

const REPEATED_SOMETIMES: readonly Contribution[] = [Object.freeze({ points: 5, source: 'calls.repeated' })]
const REPEATED_OFTEN: readonly Contribution[] = [Object.freeze({ points: 10, source: 'calls.repeated' })]
const NOTHING: readonly Contribution[] = []

function repeatedIn({ calls }: Facts): readonly Contribution[] {
  const repeated = calls?.repeated ?? 0
  if (repeated >= 10) return REPEATED_OFTEN
  return repeated >= REPEATED ? REPEATED_SOMETIMES : NOTHING
}

function pastOf(facts: Facts, content?: Content): readonly Contribution[] {
  const { taints } = facts
  const repeated = repeatedIn(facts)
  if (taints === undefined || taints.length === 0) return repeated
  const effects = effectsOf(facts, content?.behaviour.effects, content?.names.effectsOfName)
  return effects.includes('outward') ? repeated.concat({ points: 20, source: 'taints.outward' }) : repeated
}

/** What does not depend on what was done before. */
function addRequest(found: Contribution[], facts: Facts, content: Content): void {
  const { action, tool } = facts
  const { effectsOfName, nameOf } = content.names
  const effect = effectOf(facts, content.behaviour.effects, effectsOfName)
  const isSensitive = isSensitiveName(nameOf(action)) || (tool !== undefined && isSensitiveName(nameOf(tool)))
  add(found, SOURCE_OF_EFFECT[effect], BY_EFFECT[effect])
  if (PRODUCTION.has(facts.environment.toLowerCase())) add(found, 'environment', effect === 'read' ? 5 : 15)
  add(found, 'sensitive', isSensitive ? 20 : 0)
  addTool(found, facts)
  addContent(found, facts, content)
  addDeclared(found, facts, content, effect)
}

function isSensitiveName(name: Name): boolean {
  return aboutOf(name).spelled.some((word) => sensitive.has(word))
}

function fromTheDearest(contributions: Contribution[]): Contribution[] {
  return isSorted(contributions) ? contributions : contributions.sort((a, b) => b.points - a.points)
}

function isSorted(contributions: readonly Contribution[]): boolean {
  let last = Number.POSITIVE_INFINITY
  for (const { points } of contributions) {
    if (points > last) return false
    last = points
  }
  return true
}

/** What makes a request risky, from the dearest; every contribution is positive, so declaring something never lowers the score. */
export function contributionsOf(
  facts: Facts,
  content: Content = readContent(WHOLE_VOCABULARY, facts),
): Contribution[] {
  const found: Contribution[] = []
  addRequest(found, facts, content)
  found.push(...pastOf(facts, content))
  return fromTheDearest(found)
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

/** Whether what was done before may raise a risk at all. */
export function hasPast({ calls, taints }: Facts): boolean {
  return (calls?.repeated ?? 0) >= REPEATED || (taints?.length ?? 0) > 0
}

/** The risk of facts whose moment was not known yet, now that it is. */
export function riskInMoment(risk: Risk, facts: Facts, content?: Content): Risk {
  const past = pastOf(facts, content)
  return past.length === 0 ? risk : riskFrom(fromTheDearest(risk.contributions.concat(past)))
}
