import { ApiError, type ErrorCode, errorEntry, type ProblemDocument } from '@countersign/contract'

/** An error as it leaves: the only place where a status of an error is chosen. */
export interface ProblemAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: ProblemDocument
}

/** What Fastify and Node call an error, and what the catalogue calls it. */
const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content.type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request.invalid',
  FST_ERR_BAD_URL: 'request.invalid',
  FST_ERR_MAX_PARAM_LENGTH: 'request.invalid',
  FST_ERR_ASYNC_CONSTRAINT: 'route.unknown',
  ERR_HTTP_REQUEST_TIMEOUT: 'request.timeout',
  FST_ERR_HANDLER_TIMEOUT: 'internal',
  HPE_HEADER_OVERFLOW: 'request.too_large',
  ECONNRESET: 'request.invalid',
}

const RETRY_AFTER: Readonly<Partial<Record<ErrorCode, string>>> = {
  'ledger.busy': '1',
  'store.unavailable': '2',
  'outcome.unknown': '1',
  'policy.busy': '2',
  'verify.busy': '2',
}

/** Any thrown value as an error of the catalogue; what is not known to be public becomes `internal`. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  const known =
    typeof code === 'string' && Object.hasOwn(FRAMEWORK_CODES, code) ? FRAMEWORK_CODES[code] : undefined
  return new ApiError(known ?? 'internal', { cause: error })
}

/** The problem document of an error, RFC 9457. */
export function problemOf(error: ApiError, requestId: string): ProblemAnswer {
  const { status, title, remedy } = errorEntry(error.code)
  const retryAfter = RETRY_AFTER[error.code]
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
      ...error.headers,
    },
    body: {
      type: `/docs/errors#${error.code}`,
      title,
      status,
      ...(error.detail === undefined ? {} : { detail: error.detail }),
      remedy,
      instance: `urn:countersign:request:${requestId}`,
      code: error.code,
      request_id: requestId,
      ...(error.errors === undefined ? {} : { errors: [...error.errors] }),
    },
  }
}
