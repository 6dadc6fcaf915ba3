// Tells whether a verdict can depend on the time, or on what was done before.

import type { Facts } from '../model/facts.ts'
import type { PolicySet } from '../sets/policy-set.ts'

const OF_THE_MOMENT = ['time', 'calls', 'session', 'run', 'taints', 'exposure'] as const

/**
 * Whether the verdict can depend on when it is given and on what was done before: `declared` holds what was declared
 * under the same session or run.
 */
export function dependsOnMoment(
  set: Pick<PolicySet, 'reads'>,
  named: Pick<Facts, 'session' | 'run'>,
): boolean {
  return (
    OF_THE_MOMENT.some((member) => set.reads.has(member)) ||
    ((named.session !== undefined || named.run !== undefined) && set.reads.has('declared'))
  )
}
