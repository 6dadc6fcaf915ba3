// API keys: making, listing and revoking them.
import { KEY_STATUSES } from '@countersign/terms'
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { Name, ReasonBody, ReceiptRef, Title } from '../wire/fields.ts'
import { AgentId, KeyId } from '../wire/ids.ts'
import { defineOperation, tableOf } from '../wire/operation.ts'
import { page, pageQuery } from '../wire/pages.ts'
import { receiptRef, sample, timeAt, unknownEnvironment } from '../wire/samples.ts'
import { ScopeName } from '../wire/scopes.ts'
import { Time } from '../wire/time.ts'

/** Errors of API keys. */
export const keyErrors = {
  'key.scope_escalation': {
    status: 403,
    title: 'A key cannot grant scopes that it does not hold',
    remedy:
      'Ask for scopes your own key holds, and for approvals:decide with one that holds admin; a key bound to an agent may hold check, gate, complete, verify, approvals:read and receipts:read.',
  },
  'key.state': {
    status: 409,
    title: 'The key is in a state that does not allow this',
    remedy: 'Read the key with GET /v1/keys/{key_id}; a revoked key cannot come back, so create a new one.',
  },
} as const satisfies ErrorTable

const keyMembers = {
  id: KeyId,
  name: z.string().meta({ description: 'Its name, for people' }),
  hint: z.string().optional().meta({ description: 'The last characters of the secret, to tell keys apart' }),
  scopes: z.array(ScopeName).meta({ description: 'What it may be used for' }),
  agent_id: AgentId.optional(),
  environment: z
    .string()
    .optional()
    .meta({ description: 'The only environment that it is for; any, if absent' }),
  status: z.enum(KEY_STATUSES).meta({ description: 'Whether it can be used' }),
  created_at: Time.meta({ description: 'When it was made' }),
  revoked_at: Time.optional().meta({ description: 'When it was revoked' }),
}

/** An API key without its secret. */
export const Key = z.object(keyMembers).meta({ id: 'Key' })

/** A key after it was revoked, and the receipt of that. */
export const KeyChanged = z.object({ ...keyMembers, receipt: ReceiptRef }).meta({ id: 'KeyChanged' })

/** A new key with its secret, which is answered this once. */
export const KeyCreated = z
  .object({
    ...keyMembers,
    receipt: ReceiptRef,
    secret: z.string().optional().meta({
      description: 'The API key itself. Shown once: a repeat with the same Idempotency-Key leaves it out.',
      'x-secret': true,
    }),
  })
  .meta({ id: 'KeyCreated' })

/** Makes a key. */
export const KeyCreateRequest = z
  .strictObject({
    name: Title.meta({ description: 'Its name, for people' }),
    scopes: z
      .array(ScopeName)
      .min(1)
      .max(32)
      .refine((held) => new Set(held).size === held.length, 'must name each scope only once')
      .meta({ description: 'What it may be used for' }),
    agent_id: AgentId.optional().meta({ description: 'Binds the key to this agent' }),
    environment: Name.optional().meta({ description: 'Binds the key to this environment' }),
  })
  .meta({ id: 'KeyCreateRequest' })

const sampleKey: z.input<typeof Key> = {
  id: sample.key,
  name: 'Deploy bot',
  hint: 'x7k2',
  scopes: ['check', 'gate', 'complete'],
  agent_id: sample.agent,
  status: 'active',
  created_at: timeAt(5),
}

const firstKey: z.input<typeof Key> = {
  id: sample.admin,
  name: 'admin',
  hint: 'td1p',
  scopes: ['admin'],
  status: 'active',
  created_at: timeAt(1),
}

/** POST /v1/keys */
const keysCreate = defineOperation({
  name: 'keys.create',
  method: 'POST',
  path: '/v1/keys',
  scope: 'keys:write',
  input: { body: KeyCreateRequest },
  output: KeyCreated,
  status: 201,
  errors: ['key.scope_escalation', 'not_found', 'agent.state', 'environment.unknown'],
  summary: 'Create an API key',
  description:
    'The secret is shown once and stored as a keyed hash. A key cannot grant scopes it does not hold, approvals:decide is granted only by an owner or a key with admin, and a key bound to an agent may hold only check, gate, complete, verify, approvals:read and receipts:read.',
  examples: [
    {
      title: 'a key for an agent',
      request: { name: 'Deploy bot', scopes: ['check', 'gate', 'complete'], agent_id: sample.agent },
      answer: { ...sampleKey, secret: 'cs_live_…', receipt: receiptRef('key.created', 5) },
    },
  ],
  refusals: {
    'key.scope_escalation': { detail: 'this key does not hold the scope `policies:write`' },
    not_found: {},
    'agent.state': { detail: 'the agent is revoked' },
    ...unknownEnvironment,
  },
})

/** GET /v1/keys */
const keysList = defineOperation({
  name: 'keys.list',
  method: 'GET',
  path: '/v1/keys',
  scope: 'keys:read',
  input: { query: z.strictObject(pageQuery) },
  output: page(Key).meta({ id: 'KeyPage' }),
  errors: [],
  summary: 'List API keys',
  description: 'Keys of the org, oldest first, including revoked ones; never their secrets.',
  examples: [{ title: 'every key', request: {}, answer: { data: [firstKey, sampleKey], has_more: false } }],
})

/** GET /v1/keys/{key_id} */
const keysGet = defineOperation({
  name: 'keys.get',
  method: 'GET',
  path: '/v1/keys/{key_id}',
  scope: 'keys:read',
  input: { params: z.strictObject({ key_id: KeyId }) },
  output: Key,
  errors: [],
  summary: 'Read an API key',
  description: 'What the key may do and whether it is revoked; never its secret.',
  examples: [{ title: 'a key', request: { key_id: sample.key }, answer: sampleKey }],
})

/** POST /v1/keys/{key_id}/revoke */
const keysRevoke = defineOperation({
  name: 'keys.revoke',
  method: 'POST',
  path: '/v1/keys/{key_id}/revoke',
  urgent: true,
  scope: 'keys:write',
  input: { params: z.strictObject({ key_id: KeyId }), body: ReasonBody },
  output: KeyChanged,
  errors: ['key.state'],
  summary: 'Revoke an API key',
  description: 'Once its receipt is in the log, the key is refused.',
  examples: [
    {
      title: 'a key that was lost',
      request: { key_id: sample.key, reason: 'it was committed to a repository' },
      answer: {
        ...sampleKey,
        status: 'revoked',
        revoked_at: timeAt(16),
        receipt: receiptRef('key.revoked', 16),
      },
    },
  ],
  refusals: { 'key.state': { detail: 'the key is revoked already' } },
})

/** The operations on API keys. */
export const keys = tableOf(keysCreate, keysList, keysGet, keysRevoke)
