// What the store and the adapters throw when they cannot do their work; only http knows the status for it.

export type FaultCode =
  /** The database cannot be reached, or did not answer in time: nothing happened. */
  | 'unavailable'
  /** Too much waits, or the org's lock is held too long: nothing happened. */
  | 'busy'
  /** A commit was sent and its fate is not known; the idempotency key resolves it. */
  | 'outcome_unknown'
  /** There is no such org. */
  | 'org_unknown'
  /** Too many policies wait to be checked. */
  | 'policy_busy'
  /** Too many verifications wait. */
  | 'verify_busy'
  /** A fault of our own. */
  | 'internal'

export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode

  constructor(code: FaultCode, cause?: unknown) {
    super(code, cause === undefined ? {} : { cause })
    this.code = code
  }
}
