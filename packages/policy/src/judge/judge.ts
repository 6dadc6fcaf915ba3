import { strictest, type Verdict } from '@countersign/terms'
import type { Evaluation } from '../evaluator.ts'
import { bothObligations, type Obligations, obligationsOf } from '../obligations.ts'
import { type Reason, reason } from '../reasons.ts'
import type { Asking } from './ask.ts'
import { type Bench, type Book, type View, viewOf } from './book.ts'
import { bothReasons, errorReasons, forbiddenReasons, policyReasons } from './reasons.ts'

/** What hard rules say; what may be deferred or sanitized is seen to afterwards. */
export interface Judgement {
  readonly verdict: Exclude<Verdict, 'sanitize' | 'defer'>
  readonly reasons: readonly Reason[]
  readonly obligations?: Obligations
  /** The policies that decided in the view without an approval. */
  readonly plain: readonly string[]
  readonly approved: readonly string[]
  /** The forbids that ask for more information, in the view that allows. */
  readonly soft: readonly string[]
}

const NONE: readonly string[] = []

/** A denial for given reasons. */
export const denial = (reasons: readonly Reason[], by: Partial<Judgement> = {}): Judgement => ({
  plain: NONE,
  approved: NONE,
  soft: NONE,
  ...by,
  verdict: 'deny',
  reasons,
})

const brokenReasons = ({ errors, isBroken }: View): Reason[] | undefined => {
  if (errors.length > 0) return errorReasons(errors)
  return isBroken ? [reason('evaluation.failed')] : undefined
}

const allows = ({ hard, permits }: View): boolean => hard.length === 0 && permits.length > 0

const allowed = (book: Book, { permits, soft }: View, approved: boolean): Judgement => ({
  verdict: 'allow',
  reasons: policyReasons(book, 'policy.permitted', permits),
  plain: approved ? NONE : permits,
  approved: approved ? permits : NONE,
  soft,
})

const denied = (book: Book, plain: View | undefined, { hard }: View): Judgement =>
  denial(hard.length === 0 ? [reason('policy.no_match')] : forbiddenReasons(book, hard), {
    plain: plain?.hard ?? NONE,
    approved: hard,
  })

const annotationsOf = (book: Book, id: string): Readonly<Record<string, string>> =>
  book.byId.get(id)?.annotations ?? {}

/** The forbids that an approval lifts and the permits that it opens: the obligations of all of them hold. */
const steppedUp = (book: Book, { hard }: View, { permits }: View): Judgement => ({
  verdict: 'require_approval',
  reasons: policyReasons(book, 'policy.approval_required', hard.length > 0 ? hard : permits),
  obligations: [...hard, ...permits]
    .map((id) => obligationsOf(annotationsOf(book, id)))
    .reduce(bothObligations, {}),
  plain: hard,
  approved: permits,
  soft: NONE,
})

const judge = (
  book: Book,
  bench: Bench,
  ask: (approved: boolean) => Evaluation,
  used: boolean,
): Judgement => {
  const plain = used ? undefined : viewOf(book, bench, ask(false))
  if (plain !== undefined) {
    const broken = brokenReasons(plain)
    if (broken !== undefined) return denial(broken)
    if (allows(plain)) return allowed(book, plain, false)
  }
  const approved = viewOf(book, bench, ask(true))
  const broken = brokenReasons(approved)
  if (broken !== undefined) return denial(broken)
  if (!allows(approved)) return denied(book, plain, approved)
  return plain === undefined ? allowed(book, approved, true) : steppedUp(book, plain, approved)
}

/** Both in one: the stricter with its reasons; where they agree, the reasons of both. */
const combined = (without: Judgement, declared: Judgement): Judgement => {
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
    // What the agent tells may answer a question, and may raise one.
    soft: declared.soft,
  }
}

/** What the policies of a bench say without and with what the agent declares, in one. */
export const judgeBoth = (book: Book, bench: Bench, asking: Asking, used: boolean): Judgement => {
  const half = (declared: boolean): Judgement =>
    judge(book, bench, (approved) => asking.evaluate({ approved, declared }), used)
  const without = half(false)
  return asking.withDeclared ? combined(without, half(true)) : without
}
