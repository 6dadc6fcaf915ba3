import { type Evaluation, type PolicySet, WHOLE_SET } from './evaluator.ts'
import { type Explanation, explain } from './explain.ts'
import type { Facts } from './facts.ts'
import { bothObligations, type Obligations, obligationsOf } from './obligations.ts'
import { type Reason, type ReasonCode, reason, SEVERITIES, type Severity } from './reasons.ts'
import { requestsOf } from './request.ts'
import { type Risk, riskOf } from './risk.ts'
import { type Verdict, withDeclared } from './verdict.ts'

/** What is decided for one request, and why. */
export interface Decision {
  verdict: Verdict
  risk: Risk
  /** At least one. */
  reasons: Reason[]
  /** Present when the verdict is `sanitize`: what runs in place of the arguments. */
  sanitizedArguments?: Readonly<Record<string, unknown>>
  /** Present when the verdict is `sanitize`: what was taken out, by class or JSON pointer. */
  sanitize?: readonly string[]
  /** Present when the verdict is `defer`: what has to be told, in the order of the policies. */
  questions?: readonly string[]
  /** Present when the verdict is `allow` or `sanitize` and a permit that decided bears labels. */
  taints?: readonly string[]
  /** Present when the set has policies in shadow mode: what they would have made of it. */
  shadow?: { verdict: Verdict; determining: readonly string[] }
  /** Present when the verdict is `require_approval`. */
  obligations?: Obligations
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

interface Judgement {
  verdict: Verdict
  reasons: Reason[]
  obligations?: Obligations
  plain: readonly string[]
  approved: readonly string[]
}

type Ask = (approved: boolean) => Evaluation

const deny = (reasons: Reason[], by: Partial<Judgement> = {}): Judgement => ({
  plain: [],
  approved: [],
  ...by,
  verdict: 'deny',
  reasons,
})

const severityOf = (text: string | undefined): Severity | undefined =>
  SEVERITIES.find((known) => known === text)

const policyReasons = (set: PolicySet, code: ReasonCode, ids: readonly string[]): Reason[] =>
  ids.map((policy_id) => {
    const annotations = set.annotations(policy_id)
    const severity = severityOf(annotations.severity)
    return reason(code, {
      policy_id,
      ...(annotations.reason !== undefined && { message: annotations.reason }),
      ...(severity !== undefined && { severity }),
    })
  })

const failed = ({ errors }: Evaluation): Judgement =>
  deny(
    errors.map(({ policyId }) =>
      policyId === WHOLE_SET ? reason('evaluation.failed') : reason('policy.error', { policy_id: policyId }),
    ),
  )

const permitted = (set: PolicySet, { determining }: Evaluation, approved: boolean): Judgement => ({
  verdict: 'allow',
  reasons: policyReasons(set, 'policy.permitted', determining),
  plain: approved ? [] : determining,
  approved: approved ? determining : [],
})

const denied = (set: PolicySet, plain: readonly string[], { determining }: Evaluation): Judgement => {
  const reasons =
    determining.length === 0
      ? [reason('policy.no_match')]
      : policyReasons(set, 'policy.forbidden', determining)
  return deny(reasons, { plain, approved: determining })
}

/** The forbids that an approval lifts and the permits that it opens: the obligations of all of them hold. */
const steppedUp = (set: PolicySet, plain: readonly string[], approved: readonly string[]): Judgement => ({
  verdict: 'require_approval',
  reasons: policyReasons(set, 'policy.approval_required', plain.length > 0 ? plain : approved),
  obligations: [...plain, ...approved]
    .map((id) => obligationsOf(set.annotations(id)))
    .reduce(bothObligations, {}),
  plain,
  approved,
})

// An allow that no policy accounts for is a broken evaluator's.
const usable = (evaluation: Evaluation): boolean =>
  evaluation.errors.length === 0 && (evaluation.decision === 'deny' || evaluation.determining.length > 0)

const unusable = (evaluation: Evaluation): Judgement =>
  evaluation.errors.length > 0 ? failed(evaluation) : deny([reason('evaluation.failed')])

const judge = (set: PolicySet, ask: Ask, approvalUsed: boolean): Judgement => {
  const plain = approvalUsed ? undefined : ask(false)
  if (plain !== undefined) {
    if (!usable(plain)) return unusable(plain)
    if (plain.decision === 'allow') return permitted(set, plain, false)
  }
  const approved = ask(true)
  if (!usable(approved)) return unusable(approved)
  if (approved.decision === 'deny') return denied(set, plain?.determining ?? [], approved)
  return plain === undefined
    ? permitted(set, approved, true)
    : steppedUp(set, plain.determining, approved.determining)
}

const sameReason = (a: Reason, b: Reason): boolean => a.code === b.code && a.policy_id === b.policy_id

/** Both judgements in one: the stricter verdict with its reasons; where they agree, the reasons of both. */
const combine = (without: Judgement, declared: Judgement): Judgement => {
  const verdict = withDeclared(without.verdict, declared.verdict)
  if (without.verdict !== declared.verdict) return verdict === without.verdict ? without : declared
  const added = declared.reasons.filter((next) => !without.reasons.some((kept) => sameReason(kept, next)))
  return {
    verdict,
    reasons: [...without.reasons, ...added],
    ...(verdict === 'require_approval' && {
      obligations: bothObligations(without.obligations ?? {}, declared.obligations ?? {}),
    }),
    plain: [...without.plain, ...declared.plain],
    approved: [...without.approved, ...declared.approved],
  }
}

const judgeBoth = (set: PolicySet, facts: Facts, approvalUsed: boolean): Judgement => {
  const { status } = facts.agent
  if (status !== 'active') return deny([reason(`agent.${status}`)])
  const requests = requestsOf(facts)
  const ask =
    (declared: boolean): Ask =>
    (approved) =>
      set.evaluate(requests({ approved, declared }))
  const without = judge(set, ask(false), approvalUsed)
  return facts.declared === undefined ? without : combine(without, judge(set, ask(true), approvalUsed))
}

const safely = (set: PolicySet, facts: Facts, approvalUsed: boolean): Judgement => {
  try {
    return judgeBoth(set, facts, approvalUsed)
  } catch {
    return deny([reason('evaluation.failed')])
  }
}

const safeRisk = (facts: Facts): Risk => {
  try {
    return riskOf(facts)
  } catch {
    return { score: 100, band: 'critical' }
  }
}

/**
 * The decision of a policy set on facts; a pure function that denies when anything fails. A request is evaluated
 * without and with what the agent declares and the stricter verdict counts; each of these without and, if that
 * denies, with an approval. With `approved` only the evaluation with an approval is made.
 */
export const decide = (set: PolicySet, facts: Facts, options: DecideOptions = {}): Decision => {
  const judged = safely(set, facts, options.approved === true)
  const trace = { plain: new Set(judged.plain), approved: new Set(judged.approved) }
  return {
    verdict: judged.verdict,
    risk: safeRisk(facts),
    reasons: judged.reasons,
    ...(judged.obligations !== undefined && { obligations: judged.obligations }),
    determining: [...new Set([...trace.plain, ...trace.approved])].sort(),
    explanation: options.explain === true ? explain(set, trace) : [],
  }
}
