// Looking up errors in the catalogue.
import { type ErrorEntry, errorCatalogue } from './catalogue.ts'

/** A code of the error catalogue. */
export type ErrorCode = keyof typeof errorCatalogue

/** One fault in a request: where it is (RFC 6901 pointer, byte offset in the body, line and column of a text) and what is wrong. */
export type ErrorItem = {
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
