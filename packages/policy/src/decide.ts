import type { Verdict } from '@countersign/terms'
import type { PolicySet } from './evaluator.ts'
import { type Explanation, explain } from './explain.ts'
import { type Facts, FactsError } from './facts.ts'
import { type Asking, askingOf } from './judge/ask.ts'
import { type Book, bookOf } from './judge/book.ts'
import { judgeBoth } from './judge/judge.ts'
import { type Outcome, outcomeOf } from './judge/outcome.ts'
import type { Obligations } from './obligations.ts'
import { type Reason, reason } from './reasons.ts'
import { type Risk, riskInMoment, riskOf } from './risk.ts'

/** What policies in shadow mode, beside those enforced, would have made of a request. */
export interface ShadowDecision {
  verdict: Verdict
  /** The ids of the policies in shadow mode that were satisfied, sorted. */
  determining: readonly string[]
}

/** What is decided for one request, and why. */
export interface Decision {
  verdict: Verdict
  risk: Risk
  /** At least one. */
  reasons: Reason[]
  /** Present when the verdict is `require_approval`. */
  obligations?: Obligations
  /** Present when the verdict is `sanitize`: the arguments that may be used in place of those asked for. */
  sanitizedArguments?: Readonly<Record<string, unknown>>
  /** Present when the verdict is `sanitize`: the classes and JSON pointers that had to be taken out. */
  sanitize?: readonly string[]
  /** Present when the verdict is `defer`: what has to be told, in the order of the policies. */
  questions?: readonly string[]
  /** Present when the verdict is `allow` or `sanitize` and a permit that decided bears labels. */
  taints?: readonly string[]
  /** Present when the set has policies in shadow mode. */
  shadow?: ShadowDecision
  /** The ids of all policies that decided, sorted. */
  determining: string[]
  /** One entry per policy when asked for, else empty. */
  explanation: Explanation[]
}

/** How to decide. */
export interface DecideOptions {
  /** A granted approval is being used. */
  approved?: boolean
  /** Fill in `explanation`. */
  explain?: boolean
}

interface Decided {
  readonly outcome: Outcome
  readonly shadow?: ShadowDecision
  readonly explanation: Explanation[]
}

const NOTHING: readonly string[] = []

const without = (reasons: readonly Reason[], book: Book | undefined): Decided => ({
  outcome: { verdict: 'deny', reasons, plain: NOTHING, approved: NOTHING },
  ...(book?.hasShadow === true && { shadow: { verdict: 'deny', determining: NOTHING } }),
  explanation: [],
})

const satisfiedInShadow = (book: Book, asking: Asking): readonly string[] => {
  const ids = asking.answers().flatMap(({ permits, forbids }) => [...permits, ...forbids])
  return [...new Set(ids)].filter((id) => book.byId.get(id)?.mode === 'shadow').sort()
}

const shadowOf = (book: Book, asking: Asking, facts: Facts, used: boolean): ShadowDecision => {
  const { verdict } = outcomeOf(book, judgeBoth(book, 'shadow', asking, used), facts)
  return { verdict, determining: satisfiedInShadow(book, asking) }
}

/** A hidden tool is to its caller as one that nobody registered and no policy permits. */
const isHidden = ({ hidden }: Book, { tool }: Facts): boolean => tool !== undefined && hidden.has(tool)

const unregistered = ({ registered: _, ...facts }: Facts): Facts => facts

/** A set as it answers where nobody has registered the tool. */
const withoutTool = (set: PolicySet, name: string): PolicySet => ({
  ...set,
  tools: new Map([...set.tools].filter(([tool]) => tool !== name)),
  evaluate(request) {
    const answer = set.evaluate(request)
    const forbids = answer.forbids.filter((id) => !id.startsWith(`tool:${name}:`))
    const allowed = forbids.length === 0 && answer.permits.length > 0 && answer.errors.length === 0
    const determining = allowed ? answer.permits : forbids
    return { ...answer, forbids, decision: allowed ? 'allow' : 'deny', determining }
  },
})

const NO_MATCH: Outcome = {
  verdict: 'deny',
  reasons: [reason('policy.no_match')],
  plain: NOTHING,
  approved: NOTHING,
}

const decided = (set: PolicySet, facts: Facts, options: DecideOptions): Decided => {
  const book = bookOf(set)
  const { status } = facts.agent
  if (status !== 'active') return without([reason(`agent.${status}`)], book)
  const hides = isHidden(book, facts)
  // Besides the verdict nothing may be missing that an unknown tool would have.
  if (hides && !book.hasShadow && options.explain !== true) return { outcome: NO_MATCH, explanation: [] }
  const used = options.approved === true
  const asked = hides ? withoutTool(set, facts.tool ?? '') : set
  const seen = hides ? unregistered(facts) : facts
  const asking = askingOf(asked, seen)
  const judged = outcomeOf(book, judgeBoth(book, 'live', asking, used), seen)
  const outcome = hides ? NO_MATCH : judged
  return {
    outcome,
    ...(book.hasShadow && { shadow: shadowOf(book, asking, seen, used) }),
    explanation: options.explain === true ? explain(asked, asking, outcome) : [],
  }
}

const NAMED = 200

/** Why facts could not be judged; what failed is told only where it is the caller's own doing. */
const failure = (error: unknown): Reason =>
  error instanceof FactsError
    ? reason('tool.arguments_invalid', { message: error.message.slice(0, NAMED).toWellFormed() })
    : reason('evaluation.failed')

const safely = (set: PolicySet, facts: Facts, options: DecideOptions): Decided => {
  try {
    return decided(set, facts, options)
  } catch (error) {
    return without([failure(error)], undefined)
  }
}

/** Of a hidden tool nothing is told by its risk. */
const told = (set: PolicySet, facts: Facts): Facts =>
  isHidden(bookOf(set), facts) ? unregistered(facts) : facts

const riskFor = (set: PolicySet, facts: Facts): Risk => {
  try {
    return riskOf(told(set, facts))
  } catch {
    return { score: 100, band: 'critical', contributions: [{ source: 'unknown', points: 100 }] }
  }
}

/** An early decision once its moment is known, which changes no more than its risk: see `dependsOnMoment`. */
export const inMoment = (set: PolicySet, early: Decision, facts: Facts): Decision => ({
  ...early,
  risk: riskInMoment(early.risk, told(set, facts)),
})

/**
 * The decision of a policy set on facts; a pure function that denies when anything fails. A request is evaluated
 * without and with what the agent declares and the stricter verdict counts, but that a question may be answered; each
 * of these without and, if that denies, with an approval. With `approved` only that last evaluation is made.
 */
export const decide = (set: PolicySet, facts: Facts, options: DecideOptions = {}): Decision => {
  const { outcome, shadow, explanation } = safely(set, facts, options)
  const { verdict, reasons, plain, approved, ...more } = outcome
  return {
    verdict,
    risk: riskFor(set, facts),
    reasons: [...reasons],
    ...more,
    ...(shadow !== undefined && { shadow }),
    determining: [...new Set([...plain, ...approved])].sort(),
    explanation,
  }
}
