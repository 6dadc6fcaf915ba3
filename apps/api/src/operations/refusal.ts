// An error of the catalogue, thrown by operations; only http knows its status and headers.
import { type ErrorCode, type ErrorItem, errorCatalogue } from '@countersign/contract'

/** What may go with an error; everything but the cause reaches the caller, so it holds nothing internal. */
export type ApiErrorDetails = {
  detail?: string
  errors?: readonly ErrorItem[]
  /** Kept for the log, never sent. */
  cause?: unknown
}

export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly detail: string | undefined
  readonly errors: readonly ErrorItem[] | undefined

  constructor(code: ErrorCode, { detail, errors, cause }: ApiErrorDetails = {}) {
    super(detail ?? errorCatalogue[code].title, cause === undefined ? {} : { cause })
    this.code = code
    this.detail = detail
    this.errors = errors
  }
}
