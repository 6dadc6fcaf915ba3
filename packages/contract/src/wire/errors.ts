// What an error is, and the errors that any operation, or the server itself, may answer.

/** What the catalogue says about a code; `retryable` means the same request may succeed later. */
export type ErrorEntry = {
  readonly status: number
  readonly title: string
  readonly remedy: string
  readonly retryable?: boolean
}

/** Errors by their code. */
export type ErrorTable = { readonly [code: string]: ErrorEntry }

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

/** Errors that belong to no noun. */
export const generalErrors = {
  'request.invalid': {
    status: 400,
    title: 'The request does not have the form this operation accepts',
    remedy: 'Correct what `errors` or `detail` names and send the request again.',
  },
  'request.nul': {
    status: 400,
    title: 'The request contains the character U+0000',
    remedy: 'Remove U+0000 from the text at the place named in `errors`, or send binary content as base64.',
  },
  'auth.missing': {
    status: 401,
    title: 'This operation needs an API key or a session',
    remedy: 'Send the key as `Authorization: Bearer cs_…` or as `X-API-Key: cs_…`.',
  },
  'auth.scheme': {
    status: 401,
    title: 'The `Authorization` header is not `Bearer` and a key',
    remedy: 'Send the key as `Authorization: Bearer cs_…` or as `X-API-Key: cs_…`.',
  },
  'auth.invalid': {
    status: 401,
    title: 'The API key or the session is not valid',
    remedy:
      'Use a key that is complete, known and not revoked; an administrator can make a new one with POST /v1/keys. A member signs in again.',
  },
  'auth.scope': {
    status: 403,
    title: 'The API key or the role lacks the scope this operation needs',
    remedy: 'Use a key that holds the scope named in `detail`, or ask an owner of the org for such a role.',
  },
  'auth.sign_in': {
    status: 403,
    title: 'What cannot be undone needs a member who has signed in within the last ten minutes',
    remedy: 'Sign in again, then repeat the request.',
  },
  'auth.org': {
    status: 400,
    title: 'The session belongs to a member of several orgs, or of none',
    remedy: 'Name one of your orgs in the header `Countersign-Org`.',
  },
  'auth.forged': {
    status: 403,
    title: 'The request did not come from a page of this service',
    remedy:
      'With a session cookie, send the `Origin` of this service and the token of its pages as `X-CSRF-Token`; a program uses a key or a bearer token.',
  },
  'auth.agent_mismatch': {
    status: 403,
    title: 'The API key belongs to another agent',
    remedy: 'Leave `agent_id` out, or use the key of the agent you name.',
  },
  not_found: {
    status: 404,
    title: 'There is no such object',
    remedy: 'Check the id, and that the key belongs to the org that owns the object.',
  },
  'route.unknown': {
    status: 404,
    title: 'There is no such path',
    remedy: 'See /openapi.json for every path of this API; they start with /v1.',
  },
  'method.not_allowed': {
    status: 405,
    title: 'The path does not support this method',
    remedy: 'Use a method named in the `Allow` header.',
  },
  'request.timeout': {
    status: 408,
    title: 'The request did not arrive in time',
    remedy: 'Send the whole request without pauses; repeat it with the same Idempotency-Key.',
    retryable: true,
  },
  'request.too_large': {
    status: 413,
    title: 'The request is larger than this operation accepts',
    remedy:
      'Shorten the body (limits are in /openapi.json), or send `arguments_commitment` instead of large arguments.',
  },
  'content.type': {
    status: 415,
    title: 'The body must be JSON in UTF-8 without content encoding',
    remedy: 'Send exactly one header `Content-Type: application/json` and no `Content-Encoding`.',
  },
  'idempotency.reused': {
    status: 422,
    title: 'The Idempotency-Key has already been used for a different request',
    remedy: 'Repeat the earlier request unchanged, or use a new Idempotency-Key for a new request.',
  },
  'rate.limited': {
    status: 429,
    title: 'Too many requests',
    remedy: 'Wait for the number of seconds in `Retry-After`, then repeat with the same Idempotency-Key.',
    retryable: true,
  },
  'quota.exceeded': {
    status: 429,
    title: "Today's byte quota is used up; there is no verdict",
    remedy:
      'Do not act. Wait until the quota resets, after the number of seconds in `Retry-After`, or ask the operator of the service to raise it.',
    retryable: true,
  },
  internal: {
    status: 500,
    title: 'The service failed; there is no verdict',
    remedy:
      'Do not act. Repeat with the same Idempotency-Key, and report the `request_id` if it happens again.',
    retryable: true,
  },
  'server.busy': {
    status: 503,
    title: 'The service is handling as much as it can; there is no verdict',
    remedy:
      'Do not act. Wait for the number of seconds in `Retry-After`, then repeat with the same Idempotency-Key.',
    retryable: true,
  },
  'ledger.busy': {
    status: 503,
    title: "The write queue of this org's log is full; there is no verdict",
    remedy:
      'Do not act. Wait for the number of seconds in `Retry-After`, then repeat with the same Idempotency-Key.',
    retryable: true,
  },
  'outcome.unknown': {
    status: 503,
    title: 'It is not known whether the change was stored',
    remedy: 'Do not act. Repeat with the same Idempotency-Key: the answer will say what was stored.',
    retryable: true,
  },
  'store.unavailable': {
    status: 503,
    title: 'The database cannot be reached; there is no verdict',
    remedy: 'Do not act. Repeat with the same Idempotency-Key; GET /ready shows when the service is back.',
    retryable: true,
  },
} as const satisfies ErrorTable

/** The code of an error that belongs to no noun. */
export type GeneralErrorCode = keyof typeof generalErrors
