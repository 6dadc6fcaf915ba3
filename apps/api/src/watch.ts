// Where faults, metrics and traces are reported.
import type { Logger } from 'pino'
import type { Outage } from './outage.ts'
import type { Metrics } from './ports/metrics.ts'
import type { Tracing } from './ports/tracing.ts'
import { faultOf } from './store/faults.ts'

export type Watch = {
  log: Logger
  metrics: Metrics | undefined
  tracing: Tracing | undefined
  outage: Outage
}

/** Reports a lost database; false for any other fault. */
export function isLost({ outage }: Watch, error: unknown): boolean {
  const { code, cause } = faultOf(error)
  if (code !== 'unavailable' && code !== 'outcome_unknown') return false
  outage.lost(cause)
  return true
}
