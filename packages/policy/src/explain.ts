import type { PolicyInfo, PolicySet } from './evaluator.ts'

/** What one policy had to do with a decision, as far as the evaluations tell. */
export interface Explanation {
  policy_id: string
  effect: 'permit' | 'forbid'
  /** Whether it was among the policies that decided. */
  applies: boolean
  text: string
}

/** The policies that decided without and with an approval. */
export interface Trace {
  plain: ReadonlySet<string>
  approved: ReadonlySet<string>
}

const deedOf = (policy: PolicyInfo, { plain, approved }: Trace): string | undefined => {
  if (policy.effect === 'permit') {
    if (plain.has(policy.id)) return 'permits this'
    return approved.has(policy.id) ? 'permits this once it is approved' : undefined
  }
  if (approved.has(policy.id)) return 'forbids this'
  return plain.has(policy.id) ? 'forbids this until it is approved' : undefined
}

/** One plain sentence per policy of the set, in its order. */
export const explain = (set: PolicySet, trace: Trace): Explanation[] =>
  set.policies.map((policy) => {
    const deed = deedOf(policy, trace)
    const why = policy.annotations.reason
    const text = `\`${policy.id}\` ${deed ?? 'did not decide this'}${why === undefined ? '' : `: ${why}`}`
    return { policy_id: policy.id, effect: policy.effect, applies: deed !== undefined, text }
  })
