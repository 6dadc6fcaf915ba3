import { type ErrorEntry, errorCatalogue } from './catalogue.ts'

/** A code of the error catalogue. */
export type ErrorCode = keyof typeof errorCatalogue

/** One fault in a request: where it is (RFC 6901 pointer, byte offset in the body, line and column of a text) and what is wrong. */
export interface ErrorItem {
  readonly code: string
  readonly message: string
  readonly pointer?: string
  readonly parameter?: string
  readonly offset?: number
  readonly line?: number
  readonly column?: number
  readonly policy_id?: string
  readonly test?: string
}

/** What may go with an error; everything here reaches the caller, so it holds nothing internal. */
export interface ApiErrorDetails {
  readonly detail?: string
  readonly errors?: readonly ErrorItem[]
  readonly headers?: Readonly<Record<string, string>>
  /** Kept for the log, never sent. */
  readonly cause?: unknown
}

/** An error of the catalogue; operations throw it, and only the HTTP layer turns it into a status. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly detail: string | undefined
  readonly errors: readonly ErrorItem[] | undefined
  readonly headers: Readonly<Record<string, string>> | undefined

  constructor(code: ErrorCode, details: ApiErrorDetails = {}) {
    super(
      details.detail ?? errorCatalogue[code].title,
      details.cause === undefined ? {} : { cause: details.cause },
    )
    this.code = code
    this.detail = details.detail
    this.errors = details.errors
    this.headers = details.headers
  }
}

/** Every code of the catalogue, sorted. */
export const errorCodes: readonly ErrorCode[] = (Object.keys(errorCatalogue) as ErrorCode[]).sort()

/** The catalogue's entry for a code. */
export function errorEntry(code: ErrorCode): ErrorEntry {
  return errorCatalogue[code]
}

/** Whether a text from outside is a code of the catalogue. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCatalogue, text)
}
