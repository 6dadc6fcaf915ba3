// What judging needs to know of a set, computed once, and the part of an evaluation that counts.
import type { Evaluation, PolicyInfo } from '../model/cedar.ts'
import type { Reason, ReasonCode } from '../model/reasons.ts'

/** Whose policies count: those that are enforced, or these and those in shadow mode. */
export type ModeSet = 'enforced' | 'with shadow'

/** What judging needs to know of a set, besides its answers. */
export type PolicyIndex = {
  readonly byId: ReadonlyMap<string, PolicyInfo>
  readonly hasShadow: boolean
  /** Whether a forbid only asks for more information. */
  readonly hasDeferring: boolean
  /** Whether a permit takes something out of the arguments, or labels. */
  readonly hasSanitizing: boolean
  readonly hasLabelling: boolean
  /** The reasons that its policies gave, by code and policy. */
  readonly reasons: Map<ReasonCode, Map<string, Reason>>
}

/** The index of the policies of a set. */
export function policyIndexOf(policies: readonly PolicyInfo[]): PolicyIndex {
  return {
    byId: new Map(policies.map((policy) => [policy.id, policy])),
    hasShadow: policies.some(({ mode }) => mode === 'shadow'),
    hasDeferring: policies.some(({ annotations }) => annotations.defer !== undefined),
    hasSanitizing: policies.some(({ annotations }) => annotations.sanitize !== undefined),
    hasLabelling: policies.some(({ annotations }) => annotations.taint !== undefined),
    reasons: new Map(),
  }
}

/** The part of an evaluation that counts. */
export type View = {
  readonly permits: readonly string[]
  /** The forbids that deny. */
  readonly denying: readonly string[]
  /** The forbids that only ask for more information. */
  readonly deferring: readonly string[]
  /** The ids of the policies that failed. */
  readonly errors: readonly string[]
  /** Whether the evaluator contradicts itself, so that nothing it says may be used. */
  readonly isBroken: boolean
}

const NONE: readonly string[] = []

function contradicts({ decision, permits, forbids, errors }: Evaluation): boolean {
  return (decision === 'allow') !== (permits.length > 0 && forbids.length === 0 && errors.length === 0)
}

function viewOfOne(index: PolicyIndex, modes: ModeSet, evaluation: Evaluation): View {
  const isWhole = modes === 'with shadow' || !index.hasShadow
  return isWhole && !index.hasDeferring ? wholeView(evaluation) : partedView(index, isWhole, evaluation)
}

/** Where every policy counts, and none only asks. */
function wholeView(evaluation: Evaluation): View {
  const { permits, forbids, errors } = evaluation
  return {
    permits,
    denying: forbids,
    deferring: NONE,
    errors: errors.length === 0 ? NONE : errors.map(({ policyId }) => policyId),
    isBroken: contradicts(evaluation),
  }
}

function partedView(index: PolicyIndex, all: boolean, evaluation: Evaluation): View {
  function counts(id: string): boolean {
    return index.byId.get(id)?.mode !== 'shadow'
  }
  const forbids = all ? evaluation.forbids : evaluation.forbids.filter(counts)
  function defers(id: string): boolean {
    return index.byId.get(id)?.annotations.defer !== undefined
  }
  const isParted = index.hasDeferring && forbids.length > 0
  const errors = evaluation.errors.length === 0 ? NONE : evaluation.errors.map(({ policyId }) => policyId)
  return {
    permits: all ? evaluation.permits : evaluation.permits.filter(counts),
    denying: isParted ? forbids.filter((id) => !defers(id)) : forbids,
    deferring: isParted ? forbids.filter(defers) : NONE,
    errors: all ? errors : errors.filter(counts),
    isBroken: contradicts(evaluation),
  }
}

function joined(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())].sort()
}

/** What of the answers under all labels counts: each must permit, and none may forbid. */
export function viewOf(index: PolicyIndex, modes: ModeSet, answers: readonly Evaluation[]): View {
  const [only] = answers
  if (only !== undefined && answers.length === 1) return viewOfOne(index, modes, only)
  const views = answers.map((answer) => viewOfOne(index, modes, answer))
  return {
    permits: views.every(({ permits }) => permits.length > 0)
      ? joined(views.map(({ permits }) => permits))
      : NONE,
    denying: joined(views.map(({ denying }) => denying)),
    deferring: joined(views.map(({ deferring }) => deferring)),
    errors: joined(views.map(({ errors }) => errors)),
    isBroken: views.some(({ isBroken }) => isBroken),
  }
}
