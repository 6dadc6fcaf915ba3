// A refusal of the HTTP layer itself: an error of the catalogue with headers that only HTTP knows.
import type { ErrorCode } from '@countersign/contract'
import { ApiError, type ApiErrorDetails } from '../operations/refusal.ts'

/** What only HTTP answers: limits, quotas, and methods that a path does not have. */
export class Refusal extends ApiError {
  readonly answerHeaders: Readonly<Record<string, string>>

  constructor(code: ErrorCode, answerHeaders: Readonly<Record<string, string>>, details?: ApiErrorDetails) {
    super(code, details)
    this.answerHeaders = answerHeaders
  }
}

/** A refusal that says after how many seconds to come back. */
export function refuseUntil(code: ErrorCode, ms: number, detail?: string): Refusal {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  return new Refusal(code, { 'retry-after': String(seconds) }, detail === undefined ? {} : { detail })
}
