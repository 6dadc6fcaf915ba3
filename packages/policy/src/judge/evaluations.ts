// The evaluations of one decision: under all labels of a call, with and without approval and declarations.
import { createWork } from '../evaluate/work.ts'
import type { Content } from '../facts/content.ts'
import { type RequestView, requestsUnder } from '../facts/request.ts'
import type { CedarRequest, Evaluation } from '../model/cedar.ts'
import { type Facts, hasDeclared } from '../model/facts.ts'
import type { PolicySet } from '../sets/policy-set.ts'
import { calleeOf } from '../tools/names.ts'
import type { Labels } from './labels.ts'

/** The evaluations of one decision, each made at most once. */
export type Evaluations = {
  /** Whether what the agent declares makes a second judgement necessary. */
  readonly withDeclared: boolean
  /** The evaluations of a view, one under each label; where no policy reads what differs they are those of the simpler view. */
  evaluate(view: RequestView): readonly Evaluation[]
  /** The views that were evaluated, in order. */
  views(): readonly RequestView[]
  /** What they were answered. */
  answers(): readonly Evaluation[]
  /** The requests that Cedar gets for a view, under each label. */
  requests(view: RequestView): readonly CedarRequest[]
  /** The policies that decide by another name of the call, or by the same in other capitals. */
  byOtherName(): ReadonlySet<string>
}

/** The ids that are in one of two lists alone. */
function differing(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...a.filter((id) => !b.includes(id)), ...b.filter((id) => !a.includes(id))]
}

const NO_IDS: ReadonlySet<string> = new Set()

/** Prepares the evaluations of a set on facts; throws when the facts cannot be put into its vocabulary. */
export function evaluationsOf(set: PolicySet, facts: Facts, content: Content, labels: Labels): Evaluations {
  const requests = requestsUnder(set, facts, content, [labels.first, ...labels.registered])
  const { strict } = set.names
  const callee = calleeOf(facts)
  const work = createWork()
  const readsApproved = set.reads.has('approved')
  /** By whether an approval and what is declared are shown. */
  const answers: (readonly Evaluation[] | undefined)[] = []
  const views: RequestView[] = []
  let byOtherName: Set<string> | undefined
  function ask(request: CedarRequest): Evaluation {
    const plain = set.evaluate(request, work)
    const answer = strict?.read(request, plain, callee, work) ?? plain
    if (answer === plain) return answer
    byOtherName ??= new Set()
    for (const effect of ['permits', 'forbids'] as const)
      for (const id of differing(plain[effect], answer[effect])) byOtherName.add(id)
    return answer
  }
  function keyOf({ approved, declared }: RequestView): number {
    return (approved && readsApproved ? 1 : 0) + (declared ? 2 : 0)
  }
  function evaluate(view: RequestView): readonly Evaluation[] {
    const key = keyOf(view)
    const kept = answers[key]
    if (kept !== undefined) return kept
    const answer = requests.map((request) => ask(request(view)))
    answers[key] = answer
    views.push(view)
    return answer
  }
  return {
    withDeclared: hasDeclared(facts) && set.reads.has('declared'),
    evaluate,
    views: () => views,
    answers: () => views.flatMap((view) => answers[keyOf(view)] ?? []),
    requests: (view) => requests.map((request) => request(view)),
    byOtherName: () => byOtherName ?? NO_IDS,
  }
}
