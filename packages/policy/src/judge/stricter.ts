// Two decisions about one request, as where `production` is judged beside another: the stricter counts.
import { strictest, strictness } from '@countersign/terms'
import { reason } from '../model/reasons.ts'
import type { Redactions } from '../sanitize/redact.ts'
import { bothObligations } from '../sets/obligations.ts'
import type { Decision, ShadowDecision } from './decision.ts'
import { bothReasons } from './reasons.ts'
import { riskier } from './risk.ts'

function joined(a: readonly string[] | undefined, b: readonly string[] | undefined): string[] {
  return [...new Set([...(a ?? []), ...(b ?? [])])]
}

/** What both leave of the arguments; a denial where that cannot be found out. */
function sanitizedByBoth(a: Decision, b: Decision, redactions: Redactions | undefined): Partial<Decision> {
  const sanitize = joined(a.sanitize, b.sanitize)
  const isLost = a.sanitizedArguments === undefined || b.sanitizedArguments === undefined
  const sanitizedArguments = isLost ? 'impossible' : (redactions?.without(sanitize) ?? 'impossible')
  return sanitizedArguments === 'impossible'
    ? { verdict: 'deny', reasons: [reason('sanitize.impossible')] }
    : { verdict: 'sanitize', sanitize, sanitizedArguments }
}

/** What goes with the verdict, where both decisions gave the same. */
function both(a: Decision, b: Decision, redactions: Redactions | undefined): Decision {
  return {
    verdict: a.verdict,
    risk: a.risk,
    reasons: bothReasons(a.reasons, b.reasons),
    determining: joined(a.determining, b.determining).sort(),
    explanation: [...a.explanation, ...b.explanation],
    ...(a.verdict === 'require_approval' && {
      obligations: bothObligations(a.obligations ?? {}, b.obligations ?? {}),
    }),
    ...(a.verdict === 'defer' && { questions: joined(a.questions, b.questions) }),
    ...(a.verdict === 'sanitize' && sanitizedByBoth(a, b, redactions)),
  }
}

function stricterShadow(a: ShadowDecision, b: ShadowDecision): ShadowDecision {
  return {
    verdict: strictest(a.verdict, b.verdict),
    determining: joined(a.determining, b.determining).sort(),
  }
}

function shadowOf({ shadow: a }: Decision, { shadow: b }: Decision): ShadowDecision | undefined {
  return a === undefined || b === undefined ? (a ?? b) : stricterShadow(a, b)
}

/** Labels of both, since what is permitted is permitted under both. */
function taintsOf(verdict: Decision['verdict'], a: Decision, b: Decision): string[] {
  return verdict === 'allow' || verdict === 'sanitize' ? joined(a.taints, b.taints).sort() : []
}

/**
 * The stricter of two decisions about one request, with its reasons; those of both where they agree. The higher risk
 * counts, all obligations, questions and labels hold, and what either takes out of the arguments is taken out, by the
 * redactions that both were made with.
 */
export function stricterOf(a: Decision, b: Decision, redactions: Redactions | undefined): Decision {
  const difference = strictness(a.verdict) - strictness(b.verdict)
  const {
    taints: _,
    shadow: __,
    ...decision
  } = difference === 0 ? both(a, b, redactions) : difference > 0 ? a : b
  const shadow = shadowOf(a, b)
  const taints = taintsOf(decision.verdict, a, b)
  return {
    ...decision,
    risk: riskier(a.risk, b.risk),
    ...(taints.length > 0 && { taints }),
    ...(shadow !== undefined && { shadow }),
  }
}
