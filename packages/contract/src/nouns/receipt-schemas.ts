// Receipts as they are asked for and answered: summaries, evidence, erasures.
import * as z from 'zod'
import {
  Base64Url,
  Position,
  QueryBoolean,
  queryInteger,
  Reason,
  ReceiptRef,
  Sha256Hex,
} from '../wire/fields.ts'
import { ReceiptId } from '../wire/ids.ts'
import { JsonObjectSchema, JsonValueSchema } from '../wire/json.ts'
import { Time } from '../wire/time.ts'
import { Verdict } from './decision-schemas.ts'

/** A line of the list of receipts. */
export const ReceiptSummary = z
  .object({
    id: ReceiptId,
    type: z.string().meta({ description: 'What it records, such as `gate.allowed`' }),
    seq: Position.meta({ description: 'Its position in the log, from 0' }),
    issued_at: Time.meta({ description: 'When it was written' }),
    leaf_hash: Sha256Hex.meta({ description: 'Its hash as a leaf of the log' }),
    agent_id: z.string().optional().meta({ description: 'The agent that it is about' }),
    action: z.string().optional().meta({ description: 'What was attempted' }),
    tool: z.string().optional().meta({ description: 'What was called' }),
    verdict: Verdict.optional(),
    gate_id: z.string().optional().meta({ description: 'The gate that it is about' }),
    approval_id: z.string().optional().meta({ description: 'The approval that it is about' }),
    session_id: z.string().optional().meta({ description: 'The session of the agent' }),
    run_id: z.string().optional().meta({ description: 'The run of the agent' }),
    environment: z.string().optional().meta({ description: 'Where' }),
    outcome: z.string().optional().meta({ description: 'What was reported of the call' }),
  })
  .meta({ id: 'ReceiptSummary' })

/** A committed value and the salt that opens its commitment. */
export const Disclosure = z
  .object({
    path: z.string().meta({ description: 'Which member of the receipt it opens' }),
    salt: Sha256Hex.meta({ description: 'The salt, in hex' }),
    value: JsonValueSchema.optional().meta({ description: 'The value' }),
  })
  .meta({
    id: 'Disclosure',
    description: 'Opens the commitment at `path`; `value` is absent where it was erased',
  })

/** A receipt with everything that proves it, except the key one trusts. */
export const Evidence = z
  .object({
    id: ReceiptId,
    payload: z.string().meta({ description: 'The canonical bytes that were hashed, verbatim' }),
    receipt: JsonObjectSchema.meta({ description: 'The payload, parsed' }),
    leaf_hash: Sha256Hex.meta({ description: 'The hash of the payload as a leaf of the log' }),
    seq: Position.meta({ description: 'Its position in the log, from 0' }),
    tree_size: Position.meta({ description: 'The size of the log that the proof leads to' }),
    inclusion_path: z
      .array(Sha256Hex)
      .meta({ description: 'The hashes from the leaf to the root, RFC 9162' }),
    kid: Base64Url.meta({ description: 'RFC 7638 thumbprint of the signing key' }),
    cose: Base64Url.meta({
      description: 'RFC 9942 receipt: COSE_Sign1 over the root, with the inclusion proof',
    }),
    disclosures: z.array(Disclosure).meta({ description: 'What opens the commitments of the receipt' }),
  })
  .meta({ id: 'Evidence' })

const CommitmentPath = z
  .string()
  .max(64)
  .regex(/^[a-z_]+(\.[a-z_]+)*$/, 'must be the path of a commitment, such as `action.arguments`')

/** What to erase of a receipt, and why. */
export const EraseRequest = z
  .strictObject({
    paths: z
      .array(CommitmentPath)
      .min(1)
      .max(16)
      .refine((paths) => new Set(paths).size === paths.length, 'must name each path only once')
      .meta({ description: 'Which commitments of the receipt nobody is to open any more' }),
    reason: Reason,
  })
  .meta({ id: 'EraseRequest' })

/** What was erased. */
export const Erasure = z
  .object({
    erased: z
      .array(
        z.object({
          receipt_id: ReceiptId,
          paths: z.array(z.string()).meta({ description: 'The commitments that nobody can open any more' }),
        }),
      )
      .meta({ description: 'Every receipt of which something was erased now; empty where all was gone' }),
    complete: z
      .boolean()
      .meta({ description: 'Whether nothing of it is left; where it is false, ask for the same again' }),
    receipt: ReceiptRef.optional().meta({
      description: 'The receipt that says so, where anything was erased',
    }),
  })
  .meta({ id: 'Erasure' })

/** The types of receipts, version 1. */
export const ReceiptType = z
  .string()
  .regex(/^[a-z]+\.[a-z_]+$|^[a-z]+$/, 'must be a receipt type such as `gate.denied`')
  .max(64)

/** Which part of the log is exported. */
export const ExportQuery = z
  .strictObject({
    from_seq: queryInteger(0, Number.MAX_SAFE_INTEGER).optional().meta({ description: 'The first position' }),
    to_seq: queryInteger(0, Number.MAX_SAFE_INTEGER).optional().meta({ description: 'Exclusive' }),
    from: Time.optional().meta({ description: 'The first time' }),
    to: Time.optional().meta({ description: 'Exclusive' }),
    since_size: queryInteger(1, Number.MAX_SAFE_INTEGER)
      .optional()
      .meta({ description: 'Add a proof that the log only grew since it had this size' }),
    disclosures: QueryBoolean.optional().meta({ description: 'Add salts and values; false by default' }),
  })
  .refine((query) => !(query.from_seq !== undefined && query.from !== undefined), {
    message: 'give `from_seq` or `from`, not both',
    path: ['from'],
  })
  .refine((query) => !(query.to_seq !== undefined && query.to !== undefined), {
    message: 'give `to_seq` or `to`, not both',
    path: ['to'],
  })
