// Judges a request by its evaluations with and without an approval, and with what is declared.
import { strictest, type Verdict } from '@countersign/terms'
import { type Reason, reason } from '../model/reasons.ts'
import { bothObligations, type Obligations, obligationsOf } from '../sets/obligations.ts'
import { type ModeSet, type PolicyIndex, type View, viewOf } from '../sets/policy-index.ts'
import { type Evaluations, evaluateIn } from './evaluations.ts'
import { bothReasons, errorReasons, forbiddenReasons, policyReasons } from './reasons.ts'

/** What the rules say that cannot be deferred; what may be deferred or sanitized is seen to afterwards. */
export type Judgement = {
  readonly verdict: Exclude<Verdict, 'sanitize' | 'defer'>
  readonly reasons: readonly Reason[]
  readonly obligations?: Obligations
  /** The policies that decided in the view without an approval. */
  readonly plain: readonly string[]
  readonly approved: readonly string[]
  /** The forbids that ask for more information, in the view that allows. */
  readonly deferring: readonly string[]
}

const NONE: readonly string[] = []

/** A denial for given reasons. */
export function denial(reasons: readonly Reason[], by: Partial<Judgement> = {}): Judgement {
  return {
    plain: NONE,
    approved: NONE,
    deferring: NONE,
    ...by,
    verdict: 'deny',
    reasons,
  }
}

function brokenReasons({ errors, isBroken }: View): Reason[] | undefined {
  if (errors.length > 0) return errorReasons(errors)
  return isBroken ? [reason('evaluation.failed')] : undefined
}

function allows({ denying, permits }: View): boolean {
  return denying.length === 0 && permits.length > 0
}

function allowed(index: PolicyIndex, { permits, deferring }: View, approved: boolean): Judgement {
  return {
    verdict: 'allow',
    reasons: policyReasons(index, 'policy.permitted', permits, approved ? '; this call was approved' : ''),
    plain: approved ? NONE : permits,
    approved: approved ? permits : NONE,
    deferring,
  }
}

function denied(index: PolicyIndex, plain: View | undefined, { denying }: View): Judgement {
  return denial(denying.length === 0 ? [reason('policy.no_match')] : forbiddenReasons(index, denying), {
    plain: plain?.denying ?? NONE,
    approved: denying,
  })
}

function annotationsOf(index: PolicyIndex, id: string): Readonly<Record<string, string>> {
  return index.byId.get(id)?.annotations ?? {}
}

/** The forbids that an approval lifts and the permits that it opens: the obligations of all of them hold. */
function steppedUp(index: PolicyIndex, { denying }: View, { permits }: View): Judgement {
  return {
    verdict: 'require_approval',
    reasons: policyReasons(index, 'policy.approval_required', denying.length > 0 ? denying : permits),
    obligations: [...denying, ...permits]
      .map((id) => obligationsOf(annotationsOf(index, id)))
      .reduce(bothObligations),
    plain: denying,
    approved: permits,
    deferring: NONE,
  }
}

function judge(
  index: PolicyIndex,
  modes: ModeSet,
  evaluations: Evaluations,
  declared: boolean,
  approvalUsed: boolean,
): Judgement {
  const plain = approvalUsed ? undefined : viewOf(index, modes, evaluateIn(evaluations, false, declared))
  if (plain !== undefined) {
    const broken = brokenReasons(plain)
    if (broken !== undefined) return denial(broken)
    if (allows(plain)) return allowed(index, plain, false)
  }
  const approved = viewOf(index, modes, evaluateIn(evaluations, true, declared))
  const broken = brokenReasons(approved)
  if (broken !== undefined) return denial(broken)
  if (!allows(approved)) return denied(index, plain, approved)
  return plain === undefined ? allowed(index, approved, true) : steppedUp(index, plain, approved)
}

/** Both in one: the stricter with its reasons; where they agree, the reasons of both. */
function combined(without: Judgement, declared: Judgement): Judgement {
  const verdict = strictest(without.verdict, declared.verdict)
  if (without.verdict !== declared.verdict) return verdict === without.verdict ? without : declared
  return {
    verdict: without.verdict,
    reasons: bothReasons(without.reasons, declared.reasons),
    ...(verdict === 'require_approval' && {
      obligations: bothObligations(without.obligations ?? {}, declared.obligations ?? {}),
    }),
    plain: [...without.plain, ...declared.plain],
    approved: [...without.approved, ...declared.approved],
    // What the agent declares may answer a question, and may raise one.
    deferring: declared.deferring,
  }
}

/** What the policies say without and with what the agent declares, in one. */
export function judgeBoth(
  index: PolicyIndex,
  modes: ModeSet,
  evaluations: Evaluations,
  approvalUsed: boolean,
): Judgement {
  const without = judge(index, modes, evaluations, false, approvalUsed)
  if (!evaluations.withDeclared) return without
  return combined(without, judge(index, modes, evaluations, true, approvalUsed))
}
