import { readOnce } from '../compile/data.ts'
import type { Evaluation, PolicySet } from '../evaluator.ts'
import { NO_HOSTS } from '../facts/hosts.ts'
import { NO_PATHS } from '../facts/paths.ts'
import { NO_TIME } from '../facts/time.ts'
import { type Facts, hasDeclared } from '../facts.ts'
import { type RequestView, requestsOf } from '../request.ts'

for (const unread of [NO_HOSTS, NO_PATHS, NO_TIME]) readOnce(unread)

/** The evaluations of one decision, each made at most once. */
export interface Asking {
  /** Whether what the agent declares makes a second judgement necessary. */
  readonly withDeclared: boolean
  /** The evaluation of a view; where no policy reads what differs it is that of the simpler view. */
  evaluate(view: RequestView): Evaluation
  /** The views that were evaluated, in order. */
  views(): readonly RequestView[]
  /** What they were answered. */
  answers(): readonly Evaluation[]
  request: ReturnType<typeof requestsOf>
}

/** Prepares the evaluations of a set on facts; throws when the facts cannot be put into its vocabulary. */
export const askingOf = (set: PolicySet, facts: Facts): Asking => {
  const request = requestsOf(set, facts)
  const readsApproved = set.reads.has('approved')
  const answers = new Map<number, Evaluation>()
  const views: RequestView[] = []
  const evaluate = ({ approved, declared }: RequestView): Evaluation => {
    const key = (approved && readsApproved ? 1 : 0) + (declared ? 2 : 0)
    const kept = answers.get(key)
    if (kept !== undefined) return kept
    const answer = set.evaluate(request({ approved, declared }))
    answers.set(key, answer)
    views.push({ approved, declared })
    return answer
  }
  return {
    withDeclared: hasDeclared(facts) && set.reads.has('declared'),
    evaluate,
    views: () => views,
    answers: () => [...answers.values()],
    request,
  }
}
