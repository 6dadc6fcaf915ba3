// What anyone may read of a log: its keys, its signed head, and proofs that it only grew.
import * as z from 'zod'
import { Base64Url, Position, queryInteger, Sha256Hex } from '../wire/fields.ts'
import { OrgId } from '../wire/ids.ts'
import { defineOperation, tableOf } from '../wire/operation.ts'

/** A signing key of a log as an RFC 9964 JWK, and the tree sizes it is valid for: above `from_size`, up to `until_size`. */
export const LogKey = z
  .object({
    kty: z.literal('AKP'),
    alg: z.literal('ML-DSA-65'),
    pub: Base64Url,
    kid: Base64Url,
    from_size: Position.optional(),
    until_size: Position.optional(),
  })
  .meta({ id: 'LogKey' })

/** The signing keys of a log, as a JWK set. */
export const LogKeys = z.object({ keys: z.array(LogKey) }).meta({ id: 'LogKeys' })

/** A signed tree head. */
export const Checkpoint = z
  .object({
    org: OrgId,
    origin: z.string(),
    tree_size: Position,
    root: Sha256Hex,
    kid: Base64Url,
    cose: Base64Url.meta({ description: 'COSE_Sign1 over the root, without an inclusion proof' }),
  })
  .meta({ id: 'Checkpoint' })

/** A proof that the log of size `to` begins with the log of size `from`. */
export const Consistency = z
  .object({ org: OrgId, origin: z.string(), from: Position, to: Position, path: z.array(Sha256Hex) })
  .meta({ id: 'Consistency' })

const params = z.strictObject({ org_id: OrgId })
const open = { method: 'GET', scope: 'log:read', auth: 'optional' } as const

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
})

/** GET /v1/logs/{org_id}/consistency */
const logConsistency = defineOperation({
  ...open,
  name: 'log.consistency',
  path: '/v1/logs/{org_id}/consistency',
  input: {
    params,
    query: z.strictObject({
      from: queryInteger(0, Number.MAX_SAFE_INTEGER),
      to: queryInteger(0, Number.MAX_SAFE_INTEGER),
    }),
  },
  output: Consistency,
  errors: ['log.range'],
  summary: 'Prove that a log only grew',
  description: 'An RFC 9162 consistency proof between two sizes, 0 < from < to ≤ size.',
})

/** The operations on logs, open to anyone where the org allows it. */
export const log = tableOf(logKeys, logCheckpoint, logConsistency)
