// The one error of the client: a call that failed has no verdict.
import type { ErrorItem, ProblemDocument } from '@countersign/contract'
import { readerOf } from './answer.ts'
import { components, isRetryable, problem } from './generated.ts'

/** Codes of failures without an answer from a Countersign API. */
export type ClientErrorCode = 'client.network' | 'client.timeout' | 'client.aborted' | 'client.answer'

/** What is known about a failed call. */
export type CountersignErrorDetails = {
  readonly code: string
  readonly status?: number
  readonly message: string
  readonly detail?: string | undefined
  readonly remedy?: string | undefined
  readonly requestId?: string | undefined
  readonly retryable?: boolean
  readonly errors?: readonly ErrorItem[] | undefined
  readonly cause?: unknown
}

/** A call without a verdict: whatever was asked for must not be done. */
export class CountersignError extends Error {
  override readonly name = 'CountersignError'
  /** A code of the API's error catalogue, or one of `ClientErrorCode`. */
  readonly code: string
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly detail: string | undefined
  /** What to do next. */
  readonly remedy: string | undefined
  readonly requestId: string | undefined
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
  readonly errors: readonly ErrorItem[]

  constructor(details: CountersignErrorDetails) {
    super(details.message, details.cause === undefined ? {} : { cause: details.cause })
    this.code = details.code
    this.status = details.status ?? 0
    this.detail = details.detail
    this.remedy = details.remedy
    this.requestId = details.requestId
    this.retryable = details.retryable ?? false
    this.errors = details.errors ?? []
  }
}

/** Makes the error for a problem document, or for any other answer that is not a success. */
export function errorOf(status: number, body: unknown, requestId: string | undefined): CountersignError {
  const read = readProblem(body)
  if (read === undefined) {
    return new CountersignError({
      code: 'client.answer',
      status,
      message: `the server answered ${status} without a problem document; check that the base URL is the URL of a Countersign API`,
      requestId,
      retryable: status === 429 || status >= 502,
    })
  }
  const { code, title, detail, remedy, request_id, errors } = read
  return new CountersignError({
    code,
    status,
    message: `${title}${detail === undefined ? '' : `: ${detail}`}. ${remedy}`,
    detail,
    remedy,
    requestId: request_id,
    retryable: Object.hasOwn(isRetryable, code)
      ? isRetryable[code] === true
      : status === 429 || status === 503,
    errors: errors as readonly ErrorItem[] | undefined,
  })
}

const readAnswer = readerOf(components)

function readProblem(body: unknown): ProblemDocument | undefined {
  try {
    // The generated form is the one of this type.
    return readAnswer(problem, body) as ProblemDocument
  } catch {
    return undefined
  }
}
