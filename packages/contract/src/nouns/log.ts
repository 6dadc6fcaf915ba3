// What anyone may read of a log: its keys, its signed head, and proofs that it only grew.
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { Base64Url, Position, queryInteger, Sha256Hex } from '../wire/fields.ts'
import { OrgId } from '../wire/ids.ts'
import { defineOperation, tableOf } from '../wire/operation.ts'
import { hashAt, sample } from '../wire/samples.ts'

/** Errors of the log. */
export const logErrors = {
  'log.range': {
    status: 422,
    title: 'The log has no such range',
    remedy: 'Use 0 < from < to ≤ tree size; GET /v1/logs/{org_id}/checkpoint gives the size.',
  },
} as const satisfies ErrorTable

/** A signing key of a log as an RFC 9964 JWK, and the tree sizes it is valid for: above `from_size`, up to `until_size`. */
export const LogKey = z
  .object({
    kty: z.literal('AKP').meta({ description: 'The type of key, of RFC 9964' }),
    alg: z.literal('ML-DSA-65').meta({ description: 'The signature scheme' }),
    pub: Base64Url.meta({ description: 'The public key' }),
    kid: Base64Url.meta({ description: 'Its RFC 7638 thumbprint' }),
    from_size: Position.optional().meta({ description: 'It signs sizes of the log above this one' }),
    until_size: Position.optional().meta({
      description: 'The last size of the log that it signs',
    }),
  })
  .meta({ id: 'LogKey' })

/** The signing keys of a log, as a JWK set. */
export const LogKeys = z
  .object({ keys: z.array(LogKey).meta({ description: 'Every key that has ever signed the log' }) })
  .meta({ id: 'LogKeys' })

/** A signed tree head. */
export const Checkpoint = z
  .object({
    org: OrgId,
    origin: z.string().meta({ description: 'The name of the log' }),
    tree_size: Position.meta({ description: 'How many receipts it holds' }),
    root: Sha256Hex.meta({ description: 'Its Merkle root, in hex' }),
    kid: Base64Url.meta({ description: 'The key that signed it' }),
    cose: Base64Url.meta({ description: 'COSE_Sign1 over the root, without an inclusion proof' }),
  })
  .meta({ id: 'Checkpoint' })

/** A proof that the log of size `to` begins with the log of size `from`. */
export const Consistency = z
  .object({
    org: OrgId,
    origin: z.string().meta({ description: 'The name of the log' }),
    from: Position.meta({ description: 'The smaller size' }),
    to: Position.meta({ description: 'The larger size' }),
    path: z.array(Sha256Hex).meta({ description: 'The hashes of the proof, RFC 9162' }),
  })
  .meta({ id: 'Consistency' })

const params = z.strictObject({ org_id: OrgId })
const open = { method: 'GET', scope: 'log:read', auth: 'optional' } as const

const KID = 'nGmFQhN1Q0X1oVQ8mJtQm2m1n0J3r0c1mC2l6d0bq3E'
const origin = `countersign/${sample.org}`

/** GET /v1/logs/{org_id}/keys */
const logKeys = defineOperation({
  ...open,
  name: 'log.keys',
  path: '/v1/logs/{org_id}/keys',
  input: { params },
  output: LogKeys,
  errors: [],
  summary: 'Read the keys of a log',
  description: 'Keep the thumbprint of a key you trust: keys that arrive with the evidence prove nothing.',
  examples: [
    {
      title: 'the only key so far, cut short here',
      request: { org_id: sample.org },
      answer: { keys: [{ kty: 'AKP', alg: 'ML-DSA-65', pub: 'mYhQ', kid: KID, from_size: 0 }] },
    },
  ],
})

/** GET /v1/logs/{org_id}/checkpoint */
const logCheckpoint = defineOperation({
  ...open,
  name: 'log.checkpoint',
  path: '/v1/logs/{org_id}/checkpoint',
  input: { params },
  output: Checkpoint,
  errors: [],
  summary: 'Read the latest checkpoint of a log',
  description: 'Keep it: with it, a later export can be checked for truncation, rollback and forks.',
  examples: [
    {
      title: 'the newest signed head, its signature cut short here',
      request: { org_id: sample.org },
      answer: { org: sample.org, origin, tree_size: 19, root: hashAt(400), kid: KID, cose: '0oRY' },
    },
  ],
})

/** GET /v1/logs/{org_id}/consistency */
const logConsistency = defineOperation({
  ...open,
  name: 'log.consistency',
  path: '/v1/logs/{org_id}/consistency',
  input: {
    params,
    query: z.strictObject({
      from: queryInteger(0, Number.MAX_SAFE_INTEGER).meta({ description: 'The smaller size, from 1' }),
      to: queryInteger(0, Number.MAX_SAFE_INTEGER).meta({ description: 'The larger size' }),
    }),
  },
  output: Consistency,
  errors: ['log.range'],
  summary: 'Prove that a log only grew',
  description: 'An RFC 9162 consistency proof between two sizes, 0 < from < to ≤ size.',
  examples: [
    {
      title: 'from one receipt to two',
      request: { org_id: sample.org, from: 1, to: 2 },
      answer: { org: sample.org, origin, from: 1, to: 2, path: [hashAt(1)] },
    },
  ],
  refusals: { 'log.range': { detail: 'the log has 19 receipts' } },
})

/** The operations on logs, open to anyone where the org allows it. */
export const log = tableOf(logKeys, logCheckpoint, logConsistency)
