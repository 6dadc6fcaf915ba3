// Every error there is: its status, what it means, and what to do next.
/** What the catalogue says about a code; `retryable` means the same request may succeed later. */
export type ErrorEntry = {
  readonly status: number
  readonly title: string
  readonly remedy: string
  readonly retryable?: boolean
}

/** The error catalogue: code → status, what went wrong, and what to do next. */
export const errorCatalogue = {
  'request.invalid': {
    status: 400,
    title: 'The request does not have the form this operation accepts',
    remedy: 'Correct the members named in `errors` and send the request again.',
  },
  'request.nul': {
    status: 400,
    title: 'The request contains the character U+0000',
    remedy: 'Remove U+0000 from the text at the place named in `errors`, or send binary content as base64.',
  },
  'auth.missing': {
    status: 401,
    title: 'This operation needs an API key',
    remedy: 'Send the key as `Authorization: Bearer cs_…` or as `X-API-Key: cs_…`.',
  },
  'auth.invalid': {
    status: 401,
    title: 'The API key is not valid',
    remedy:
      'Use a key that is complete, known and not revoked; an administrator can make a new one with POST /v1/keys.',
  },
  'auth.scope': {
    status: 403,
    title: 'The API key lacks the scope this operation needs',
    remedy: 'Use a key that holds the scope named in `detail`.',
  },
  'auth.agent_mismatch': {
    status: 403,
    title: 'The API key belongs to another agent',
    remedy: 'Leave `agent_id` out, or use the key of the agent you name.',
  },
  'key.scope_escalation': {
    status: 403,
    title: 'A key cannot grant scopes that it does not hold',
    remedy:
      'Ask for scopes your own key holds; a key bound to an agent may hold check, gate, complete, verify and receipts:read.',
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
  'agent.state': {
    status: 409,
    title: 'The agent is in a state that does not allow this',
    remedy:
      'Read the agent with GET /v1/agents/{agent_id}; a revoked agent cannot come back, so create a new one.',
  },
  'environment.exists': {
    status: 409,
    title: 'The org already has an environment with this name',
    remedy: 'GET /v1/environments lists the environments of the org.',
  },
  'environment.in_use': {
    status: 409,
    title: 'The environment is still in use',
    remedy:
      'First revoke the agents and keys that are bound to it, and choose another environment for its policies.',
  },
  'environment.limit': {
    status: 409,
    title: 'The org has as many environments as it can have',
    remedy: 'Remove one that is no longer used with POST /v1/environments/{environment}/remove.',
  },
  'gate.closed': {
    status: 409,
    title: 'The gate is already closed',
    remedy:
      'A gate can be completed only once. Read its receipts with GET /v1/receipts?gate_id=…; ask for a new gate to act again.',
  },
  'gate.expired': {
    status: 409,
    title: 'The gate has expired',
    remedy: 'Ask for a new gate before acting, and complete it before its `expires_at`.',
  },
  'org.state': {
    status: 409,
    title: 'The org is in a state that does not allow this',
    remedy: 'Read the org with GET /v1/org; resume it with POST /v1/org/resume if it is halted.',
  },
  'policy.conflict': {
    status: 409,
    title: 'The policies or the tools have changed in the meantime',
    remedy: 'Read the live version with GET /v1/policies/live, apply your change to it, and send it again.',
  },
  'policy.no_shadow': {
    status: 409,
    title: 'No such policy is in shadow mode',
    remedy: 'GET /v1/policies/live shows the mode of every policy.',
  },
  'tool.exists': {
    status: 409,
    title: 'A tool with this name is already registered; names that differ only in case count as the same',
    remedy: 'Change it with PATCH /v1/tools/{tool}.',
  },
  'tool.limit': {
    status: 409,
    title: 'The org has as many tools as it can register',
    remedy: 'Remove tools that are no longer used with POST /v1/tools/{tool}/remove.',
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
  'environment.unknown': {
    status: 422,
    title: 'The org has no such environment',
    remedy: 'Name one that GET /v1/environments lists, or add it with POST /v1/environments.',
  },
  'policy.invalid': {
    status: 422,
    title: 'The policies cannot be published',
    remedy: 'Correct what `errors` names; POST /v1/policies checks a document without publishing it.',
  },
  'tool.schema': {
    status: 422,
    title: 'The input schema cannot be used',
    remedy: 'Send a JSON Schema of an object, within the limits that `detail` names.',
  },
  'log.range': {
    status: 422,
    title: 'The log has no such range',
    remedy: 'Use 0 < from < to ≤ tree size; GET /v1/logs/{org_id}/checkpoint gives the size.',
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
  'policy.busy': {
    status: 503,
    title: 'Too many policies are being checked',
    remedy:
      'Wait for the number of seconds in `Retry-After`, or check them offline with `countersign policy lint`.',
    retryable: true,
  },
  'export.busy': {
    status: 503,
    title: 'An export or comparison is already running for this org',
    remedy: 'Wait until it has finished, or for the number of seconds in `Retry-After`, then try again.',
    retryable: true,
  },
  'verify.busy': {
    status: 503,
    title: 'Too many verifications are running',
    remedy: 'Wait for the number of seconds in `Retry-After`, or verify offline with `countersign verify`.',
    retryable: true,
  },
} as const satisfies Record<string, ErrorEntry>
