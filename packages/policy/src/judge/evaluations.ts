// The evaluations of one decision: under all labels of a call, with and without approval and declarations.
import type { Content } from '../facts/content.ts'
import { type RequestView, requestsUnder } from '../facts/request.ts'
import type { Answers, CedarRequest, Evaluation } from '../model/cedar.ts'
import { type Facts, hasDeclared } from '../model/facts.ts'
import type { PolicySet } from '../sets/policy-set.ts'
import type { Labels } from './labels.ts'

/** The evaluations of one decision, each made at most once. */
export type Evaluations = {
  /** Whether what the agent declares makes a second judgement necessary. */
  readonly withDeclared: boolean
  /** The evaluation of a view; where no policy reads what differs it is that of the simpler view. */
  evaluate(view: RequestView): Answers
  /** The views that were evaluated, in order. */
  views(): readonly RequestView[]
  /** What they were answered. */
  answers(): readonly Evaluation[]
  /** What is asked of a view, under each label. */
  requests(view: RequestView): readonly CedarRequest[]
}

/** Prepares the evaluations of a set on facts; throws when the facts cannot be put into its vocabulary. */
export function evaluationsOf(set: PolicySet, facts: Facts, content: Content, labels: Labels): Evaluations {
  const needed = [labels.first, ...labels.registered]
  const respelled = labels.respelled.map((label) => ({ ...label, respelled: true as const }))
  const requests = requestsUnder(set, facts, content, [...needed, ...respelled])
  const readsApproved = set.reads.has('approved')
  const answers = new Map<number, Answers>()
  const views: RequestView[] = []
  function evaluate({ approved, declared }: RequestView): Answers {
    const key = (approved && readsApproved ? 1 : 0) + (declared ? 2 : 0)
    const kept = answers.get(key)
    if (kept !== undefined) return kept
    const all = requests.map((request) => set.evaluate(request({ approved, declared })))
    const answer = { needed: all.slice(0, needed.length), respelled: all.slice(needed.length) }
    answers.set(key, answer)
    views.push({ approved, declared })
    return answer
  }
  return {
    withDeclared: hasDeclared(facts) && set.reads.has('declared'),
    evaluate,
    views: () => views,
    answers: () => [...answers.values()].flatMap(({ needed: own, respelled: other }) => [...own, ...other]),
    requests: (view) => requests.map((request) => request(view)),
  }
}
