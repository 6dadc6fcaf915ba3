// The evaluations of one decision: under all labels of a call, with and without approval and declarations.
import { createWork, type Work } from '../evaluate/work.ts'
import type { Content } from '../facts/content.ts'
import { callsUnder, type LabelledCall, type RequestView, requestIn } from '../facts/request.ts'
import type { CedarRequest, Evaluation } from '../model/cedar.ts'
import { type Facts, hasDeclared } from '../model/facts.ts'
import type { PolicySet } from '../sets/policy-set.ts'
import { type Callee, calleeOf } from '../tools/names.ts'
import type { Label, Labels } from './labels.ts'

/** The evaluations of one decision, each made at most once. */
export type Evaluations = {
  /** Whether what the agent declares makes a second judgement necessary. */
  readonly withDeclared: boolean
  readonly set: PolicySet
  readonly callee: Callee
  readonly calls: readonly LabelledCall[]
  readonly work: Work
  /** The evaluations of each view, one under each label, by whether an approval and what is declared are shown. */
  readonly answers: (readonly Evaluation[] | undefined)[]
  /** The views that were evaluated, in order. */
  views: readonly RequestView[]
  /** The policies that decide by another name of the call, or by the same in other capitals. */
  byOtherName: Set<string> | undefined
}

/** The ids that are in one of two lists alone. */
function differing(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...a.filter((id) => !b.includes(id)), ...b.filter((id) => !a.includes(id))]
}

/** By the number of each: see `numberOf`. */
const VIEWS: readonly RequestView[] = [
  { approved: false, declared: false },
  { approved: true, declared: false },
  { approved: false, declared: true },
  { approved: true, declared: true },
]

function numberOf(approved: boolean, declared: boolean): number {
  return (approved ? 1 : 0) + (declared ? 2 : 0)
}

/** Prepares the evaluations of a set on facts; throws when the facts cannot be put into its vocabulary. */
export function evaluationsOf(set: PolicySet, facts: Facts, content: Content, labels: Labels): Evaluations {
  return {
    withDeclared: hasDeclared(facts) && set.reads.has('declared'),
    set,
    callee: calleeOf(facts),
    calls: callsUnder(set, facts, content, labelsIn(labels)),
    work: createWork(),
    answers: [undefined, undefined, undefined, undefined],
    views: NO_VIEWS,
    byOtherName: undefined,
  }
}

const NO_VIEWS: readonly RequestView[] = []

function labelsIn({ first, registered }: Labels): readonly Label[] {
  return registered.length === 0 ? [first] : [first, ...registered]
}

function ask(evaluations: Evaluations, request: CedarRequest): Evaluation {
  const { set, callee, work } = evaluations
  const plain = set.evaluate(request, work)
  const answer = set.names.strict?.read(request, plain, callee, work) ?? plain
  if (answer === plain) return answer
  evaluations.byOtherName ??= new Set()
  for (const effect of ['permits', 'forbids'] as const)
    for (const id of differing(plain[effect], answer[effect])) evaluations.byOtherName.add(id)
  return answer
}

/** The evaluations of a view, one under each label; where no policy reads what differs they are those of the simpler view. */
export function evaluateIn(
  evaluations: Evaluations,
  approved: boolean,
  declared: boolean,
): readonly Evaluation[] {
  const { set, calls, answers, views } = evaluations
  const key = numberOf(approved && set.reads.has('approved'), declared)
  const kept = answers[key]
  if (kept !== undefined) return kept
  const view = VIEWS[numberOf(approved, declared)] ?? { approved, declared }
  const answer = calls.map((call) => ask(evaluations, requestIn(call, view)))
  answers[key] = answer
  evaluations.views = views.concat(view)
  return answer
}

/** What all views were answered, in their order. */
export function answersOf({ set, answers, views }: Evaluations): readonly Evaluation[] {
  return views.flatMap(
    ({ approved, declared }) => answers[numberOf(approved && set.reads.has('approved'), declared)] ?? [],
  )
}

/** The requests that Cedar gets for a view, under each label. */
export function requestsOfView({ calls }: Evaluations, view: RequestView): readonly CedarRequest[] {
  return calls.map((call) => requestIn(call, view))
}
