// Receipts: listing them, reading one as evidence, and exporting the log.
import { canonicalize, type JsonObject } from '@countersign/json'
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import {
  Base64Url,
  Name,
  Position,
  QueryBoolean,
  queryInteger,
  Reason,
  ReceiptRef,
  SessionId,
  Sha256Hex,
} from '../wire/fields.ts'
import { AgentId, ApprovalId, GateId, ReceiptId } from '../wire/ids.ts'
import { JsonObjectSchema, JsonValueSchema } from '../wire/json.ts'
import { defineOperation, tableOf } from '../wire/operation.ts'
import { page, pageQuery } from '../wire/pages.ts'
import { gateAt, hashAt, issuedAt, receiptAt, receiptRef, sample, timeAt } from '../wire/samples.ts'
import { Time } from '../wire/time.ts'
import { Verdict } from './decision-schemas.ts'

/** Errors of exports. */
export const receiptErrors = {
  'export.busy': {
    status: 503,
    title: 'An export or comparison is already running for this org',
    remedy: 'Wait until it has finished, or for the number of seconds in `Retry-After`, then try again.',
    retryable: true,
  },
  'erase.busy': {
    status: 503,
    title: 'Something else is being erased for this org',
    remedy: 'Wait until that has finished, or for the number of seconds in `Retry-After`, then try again.',
    retryable: true,
  },
  'receipt.in_use': {
    status: 409,
    title: 'A gate that still needs these values is open or waits for an approval',
    remedy:
      'Complete the gate named in `detail`, withdraw its approval, or wait until it has expired; then erase again.',
  },
} as const satisfies ErrorTable

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
const ReceiptType = z
  .string()
  .regex(/^[a-z]+\.[a-z_]+$|^[a-z]+$/, 'must be a receipt type such as `gate.denied`')
  .max(64)
const params = z.strictObject({ receipt_id: ReceiptId })

const sampleSummary: z.input<typeof ReceiptSummary> = {
  ...receiptRef('gate.denied', 11),
  issued_at: timeAt(11),
  agent_id: sample.agent,
  action: 'delete_branch',
  verdict: 'deny',
  gate_id: gateAt(11),
  environment: 'production',
}

const samplePayload: JsonObject = {
  v: 1,
  type: 'org.halted',
  id: receiptAt(18),
  org: sample.org,
  seq: 18,
  prev: hashAt(17),
  nonce: hashAt(118).slice(0, 32),
  issued_at: issuedAt(18),
  actor: sample.key,
  change: { reason: { alg: 'hmac-sha256', c: hashAt(218) }, status: 'halted' },
}

const sampleDisclosure = { path: 'change.reason', salt: hashAt(303), value: 'an agent deletes backups' }

const KID = 'nGmFQhN1Q0X1oVQ8mJtQm2m1n0J3r0c1mC2l6d0bq3E'

/** GET /v1/receipts */
const receiptsList = defineOperation({
  name: 'receipts.list',
  method: 'GET',
  path: '/v1/receipts',
  scope: 'receipts:read',
  input: {
    query: z.strictObject({
      type: ReceiptType.optional().meta({ description: 'Only receipts of this type' }),
      agent_id: AgentId.optional(),
      verdict: Verdict.optional().meta({ description: 'Only decisions with this verdict' }),
      action: Name.optional().meta({ description: 'Only calls of this action' }),
      tool: Name.optional().meta({ description: 'Only calls of this tool' }),
      gate_id: GateId.optional(),
      approval_id: ApprovalId.optional(),
      session_id: SessionId.optional().meta({ description: 'Only calls of this session' }),
      from: Time.optional().meta({ description: 'Only receipts from this time on' }),
      to: Time.optional().meta({ description: 'Only receipts before this time' }),
      order: z
        .enum(['asc', 'desc'])
        .default('desc')
        .meta({ description: '`desc`, the newest first, or `asc`' }),
      ...pageQuery,
    }),
  },
  output: page(ReceiptSummary).meta({ id: 'ReceiptPage' }),
  errors: [],
  summary: 'List receipts',
  description:
    'Newest first unless `order=asc`. `from` is inclusive, `to` exclusive. A key bound to an agent sees the receipts of that agent only.',
  examples: [
    {
      title: 'the newest',
      request: { limit: 1 },
      answer: { data: [sampleSummary], has_more: true, next_cursor: 'cmVjZWlwdHM6MTE' },
    },
    {
      title: 'what one agent was denied in an hour',
      request: {
        agent_id: sample.agent,
        verdict: 'deny',
        from: '2026-11-18T10:00:00Z',
        to: '2026-11-18T11:00:00Z',
      },
      answer: { data: [sampleSummary], has_more: false },
    },
  ],
})

/** GET /v1/receipts/{receipt_id} */
const receiptsGet = defineOperation({
  name: 'receipts.get',
  method: 'GET',
  path: '/v1/receipts/{receipt_id}',
  scope: 'receipts:read',
  input: { params },
  output: Evidence,
  errors: [],
  summary: 'Read a receipt as evidence',
  description:
    'The receipt with the inclusion proof and signature of the commit that contains it. Verify it offline with `countersign verify --trust`.',
  agent: {
    title: 'Read a receipt',
    text: 'Read a receipt with the proof that it is in the signed log.',
    readOnly: true,
    destructive: false,
    idempotent: true,
  },
  examples: [
    {
      title: 'the evidence of a halt; the signature is cut short here',
      request: { receipt_id: receiptAt(18) },
      answer: {
        id: receiptAt(18),
        payload: canonicalize(samplePayload),
        receipt: samplePayload,
        leaf_hash: hashAt(18),
        seq: 18,
        tree_size: 19,
        inclusion_path: [hashAt(301), hashAt(302)],
        kid: KID,
        cose: '0oRY',
        disclosures: [sampleDisclosure],
      },
    },
  ],
})

/** GET /v1/receipts/{receipt_id}/cose */
const receiptsCose = defineOperation({
  name: 'receipts.cose',
  method: 'GET',
  path: '/v1/receipts/{receipt_id}/cose',
  scope: 'receipts:read',
  input: { params },
  output: z.instanceof(Uint8Array),
  produces: 'cose',
  errors: [],
  summary: 'Read a receipt as COSE',
  description: 'The RFC 9942 receipt as bytes; the payload is detached.',
  examples: [
    {
      title: 'the first bytes of a COSE_Sign1',
      request: { receipt_id: receiptAt(18) },
      answer: Uint8Array.of(0xd2, 0x84, 0x58),
    },
  ],
})

const ExportQuery = z
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

/** GET /v1/bundle */
const receiptsExport = defineOperation({
  name: 'receipts.export',
  method: 'GET',
  path: '/v1/bundle',
  scope: 'receipts:export',
  input: { query: ExportQuery },
  output: z.string(),
  produces: 'ndjson',
  perOrgMax: 1,
  busy: 'export.busy',
  errors: ['log.range'],
  summary: 'Export a bundle',
  description:
    'Everything an auditor needs to verify offline, as lines of JSON: a header with the checkpoint and the keys, then one line per receipt. The whole log unless a range is given.',
  fileName: 'countersign-bundle.ndjson',
  examples: [
    {
      title: 'the log with its disclosed values; header and receipts are cut short here',
      request: { disclosures: true },
      answer: [
        canonicalize({ format: 'countersign-bundle/1', from: 0, org: sample.org, to: 19 }),
        canonicalize({ disclosures: [sampleDisclosure], payload: canonicalize(samplePayload) }),
      ],
    },
  ],
  refusals: { 'log.range': { detail: 'the log has 19 receipts' } },
})

/** POST /v1/receipts/{receipt_id}/erase */
const receiptsErase = defineOperation({
  name: 'receipts.erase',
  method: 'POST',
  path: '/v1/receipts/{receipt_id}/erase',
  scope: 'receipts:erase',
  input: { params, body: EraseRequest },
  output: Erasure,
  perOrgMax: 1,
  busy: 'erase.busy',
  errors: ['auth.sign_in', 'receipt.in_use'],
  summary: 'Erase a value',
  description:
    'Erases values behind commitments of a receipt, and their salts, for good; the receipt and every proof stay. With arguments or a target goes what was made of them: the facts that policies read, the arguments that were left. Receipts about the same approval that disclose the same value are erased with it. What is in force, such as the name of an agent, stays where it is used. A member must have signed in within the last ten minutes.',
  examples: [
    {
      title: 'the arguments of a call, and the facts that were read from them',
      request: {
        receipt_id: receiptAt(11),
        paths: ['action.arguments'],
        reason: 'the customer asked for it',
      },
      answer: {
        erased: [{ receipt_id: receiptAt(11), paths: ['action.arguments', 'policy.inputs'] }],
        complete: true,
        receipt: receiptRef('data.erased', 21),
      },
    },
  ],
  refusals: {
    'auth.sign_in': {},
    'receipt.in_use': { detail: `the gate \`${gateAt(11)}\` is open` },
  },
})

/** The operations on receipts. */
export const receipts = tableOf(receiptsList, receiptsGet, receiptsCose, receiptsExport, receiptsErase)
