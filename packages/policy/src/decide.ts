// Decides one request: the verdict with its risk, reasons, obligations and explanation.
import { explain } from './explain/explain.ts'
import { type Content, readContent } from './facts/content.ts'
import { factsUnder } from './facts/request.ts'
import type { Decision, Explanation, ShadowDecision } from './judge/decision.ts'
import { answersOf, type Evaluations, evaluationsOf } from './judge/evaluations.ts'
import { judgeBoth } from './judge/judge.ts'
import { type Labels, labelsOf } from './judge/labels.ts'
import { type Outcome, outcomeOf } from './judge/outcome.ts'
import { hasPast, type Risk, riskInMoment, riskier, riskOf } from './judge/risk.ts'
import { type Facts, FactsError } from './model/facts.ts'
import { type Reason, reason } from './model/reasons.ts'
import type { PolicyIndex } from './sets/policy-index.ts'
import type { PolicySet } from './sets/policy-set.ts'

/** How to decide. */
export type DecideOptions = {
  /** A granted approval is being used. */
  approved?: boolean
  /** Fill in `explanation`. */
  explain?: boolean
  /** What `readContent` made of the same facts for the same set; read now when it is left out. */
  content?: Content
}

type Decided = {
  readonly outcome: Outcome
  readonly shadow: ShadowDecision | undefined
  readonly explanation: Explanation[]
}

const NOTHING: readonly string[] = []

function without(reasons: readonly Reason[], hasShadow: boolean): Decided {
  return {
    outcome: { verdict: 'deny', reasons, plain: NOTHING, approved: NOTHING },
    shadow: hasShadow ? { verdict: 'deny', determining: NOTHING } : undefined,
    explanation: [],
  }
}

function satisfiedInShadow({ byId }: PolicyIndex, evaluations: Evaluations): readonly string[] {
  const ids = answersOf(evaluations).flatMap(({ permits, forbids }) => [...permits, ...forbids])
  return [...new Set(ids)].filter((id) => byId.get(id)?.mode === 'shadow').sort()
}

function shadowOf(index: PolicyIndex, evaluations: Evaluations, { verdict }: Outcome): ShadowDecision {
  return {
    verdict,
    determining: satisfiedInShadow(index, evaluations),
  }
}

const NO_MATCH: Outcome = {
  verdict: 'deny',
  reasons: [reason('policy.no_match')],
  plain: NOTHING,
  approved: NOTHING,
}

/** Whether the caller may act on it. */
function acts(verdict: Outcome['verdict']): boolean {
  return verdict === 'allow' || verdict === 'sanitize'
}

type DecisionInput = {
  readonly facts: Facts
  readonly content: Content
  readonly labels: Labels
}

function decided(set: PolicySet, { facts, content, labels }: DecisionInput, options: DecideOptions): Decided {
  const { index } = set
  const { status } = facts.agent
  if (status !== 'active') return without([reason(`agent.${status}`)], index.hasShadow)
  const approvalUsed = options.approved === true
  const evaluations = evaluationsOf(set, facts, content, labels)
  const judged = outcomeOf(index, judgeBoth(index, 'enforced', evaluations, approvalUsed), facts, content)
  // A hidden tool is judged as one that nobody registered, up to the allow, which no approval brings either.
  const outcome = labels.isHidden && acts(judged.verdict) ? NO_MATCH : judged
  const shadow = index.hasShadow
    ? outcomeOf(index, judgeBoth(index, 'with shadow', evaluations, approvalUsed), facts, content)
    : undefined
  return {
    outcome,
    shadow: shadow && shadowOf(index, evaluations, shadow),
    explanation: options.explain === true ? explain(set, evaluations, outcome) : [],
  }
}

const NAMED = 200

/** Why facts could not be judged; the cause is given only where it is the caller's own doing. */
function failure(error: unknown): Reason {
  return error instanceof FactsError && error.code === 'arguments.invalid'
    ? reason('tool.arguments_invalid', { message: error.message.slice(0, NAMED).toWellFormed() })
    : reason('evaluation.failed')
}

function safely(set: PolicySet, asked: DecisionInput, options: DecideOptions): Decided {
  try {
    return decided(set, asked, options)
  } catch (error) {
    return without([failure(error)], false)
  }
}

/** The riskiest of the labels that a call is judged under; it reveals nothing about a hidden tool. */
function riskUnder({ first, registered }: Labels, facts: Facts, risk: (facts: Facts) => Risk): Risk {
  const own = risk(factsUnder(facts, first))
  return registered.reduce((kept, label) => riskier(kept, risk(factsUnder(facts, label))), own)
}

const UNKNOWN_RISK: Risk = {
  score: 100,
  band: 'critical',
  contributions: [{ source: 'unknown', points: 100 }],
}

function riskFor({ facts, content, labels }: DecisionInput): Risk {
  try {
    return riskUnder(labels, facts, (under) => riskOf(under, content))
  } catch {
    return UNKNOWN_RISK
  }
}

/** An early decision once its moment is known, which changes no more than its risk: see `dependsOnMoment`. */
export function inMoment(set: PolicySet, early: Decision, facts: Facts): Decision {
  if (!hasPast(facts)) return early
  return {
    ...early,
    risk: riskUnder(labelsOf(set, facts), facts, (under) => riskInMoment(early.risk, under)),
  }
}

function bothSorted(a: readonly string[], b: readonly string[]): string[] {
  return b.length === 0 && a.length < 2 ? [...a] : [...new Set([...a, ...b])].sort()
}

/** A caller without types may leave something out, and a forbid that names an environment would not match a missing one. */
function isComplete(facts: Partial<Facts>): boolean {
  const { agent, action, environment } = facts ?? {}
  return (
    isNamed(environment) &&
    isNamed(action) &&
    isNamed(agent?.id) &&
    isNamed(agent?.status) &&
    Array.isArray(agent?.roles) &&
    typeof agent?.labels === 'object'
  )
}

function isNamed(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function undecidable(): Decision {
  return {
    verdict: 'deny',
    risk: UNKNOWN_RISK,
    reasons: [reason('evaluation.failed')],
    determining: [],
    explanation: [],
  }
}

/**
 * The decision of a policy set on facts; a pure function that denies when anything fails or is missing. A request is evaluated
 * without and with what the agent declares and the stricter verdict counts, but that a question may be answered; each
 * of these without and, if that denies, with an approval. With `approved` only that last evaluation is made. All of
 * this holds under every label of what is called.
 */
export function decide(set: PolicySet, facts: Facts, options: DecideOptions = {}): Decision {
  if (!isComplete(facts)) return undecidable()
  const labels = labelsOf(set, facts)
  const content = options.content ?? readContent(set, facts)
  const asked: DecisionInput = { facts: factsUnder(facts, labels.first), content, labels }
  const { outcome, shadow, explanation } = safely(set, asked, options)
  const { verdict, reasons, plain, approved } = outcome
  const decision: Decision = {
    verdict,
    risk: riskFor(asked),
    reasons: labels.isOtherCase ? [...reasons, reason('tool.other_case')] : [...reasons],
    determining: bothSorted(plain, approved),
    explanation,
  }
  addOptional(decision, outcome)
  if (shadow !== undefined) decision.shadow = shadow
  return decision
}

function addOptional(decision: Decision, outcome: Outcome): void {
  const { obligations, sanitize, sanitizedArguments, questions, taints } = outcome
  if (obligations !== undefined) decision.obligations = obligations
  if (sanitize !== undefined) decision.sanitize = sanitize
  if (sanitizedArguments !== undefined) decision.sanitizedArguments = sanitizedArguments
  if (questions !== undefined) decision.questions = questions
  if (taints !== undefined) decision.taints = taints
}
