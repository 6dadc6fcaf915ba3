// Any thrown value as an RFC 9457 problem document: the only place where an error gets status and headers.
import { type ErrorCode, errorEntry, type ProblemDocument, problemDocument } from '@countersign/contract'
import { ApiError } from '../operations/refusal.ts'
import { Fault, type FaultCode } from '../ports/faults.ts'
import { Refusal } from './refusal.ts'

/** An error as it leaves: the only place where a status of an error is chosen. */
export type ProblemAnswer = {
  readonly status: number
  readonly headers: Headers
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

type Headers = Readonly<Record<string, string>>

/** Headers that go with a code, wherever it was thrown. */
const HEADERS: Readonly<Partial<Record<ErrorCode, Headers>>> = {
  'auth.missing': { 'www-authenticate': 'Bearer realm="countersign"' },
  'auth.scheme': { 'www-authenticate': 'Bearer realm="countersign", error="invalid_request"' },
  'auth.invalid': { 'www-authenticate': 'Bearer realm="countersign", error="invalid_token"' },
  'rate.limited': { 'retry-after': '1' },
  'quota.exceeded': { 'retry-after': '60' },
  'ledger.busy': { 'retry-after': '1' },
  'store.unavailable': { 'retry-after': '2' },
  'outcome.unknown': { 'retry-after': '1' },
  'server.busy': { 'retry-after': '1' },
  'policy.busy': { 'retry-after': '2' },
  'export.busy': { 'retry-after': '2' },
  'verify.busy': { 'retry-after': '2' },
}

/** What the store and the adapters could not do, as the catalogue calls it. */
const FAULT_CODES: Readonly<Record<FaultCode, ErrorCode>> = {
  unavailable: 'store.unavailable',
  busy: 'ledger.busy',
  outcome_unknown: 'outcome.unknown',
  org_unknown: 'not_found',
  policy_busy: 'policy.busy',
  verify_busy: 'verify.busy',
  internal: 'internal',
}

/** Any thrown value as an error of the catalogue; what is not known to be public becomes `internal`. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof Fault) return new ApiError(FAULT_CODES[error.code], { cause: error.cause ?? error })
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  const known =
    typeof code === 'string' && Object.hasOwn(FRAMEWORK_CODES, code) ? FRAMEWORK_CODES[code] : undefined
  return new ApiError(known ?? 'internal', { cause: error })
}

/** The problem document of an error, RFC 9457. */
export function problemOf(error: ApiError, requestId: string): ProblemAnswer {
  return {
    status: errorEntry(error.code).status,
    headers: {
      'content-type': 'application/problem+json',
      ...HEADERS[error.code],
      ...(error instanceof Refusal ? error.answerHeaders : {}),
    },
    body: problemDocument(error.code, requestId, error),
  }
}
