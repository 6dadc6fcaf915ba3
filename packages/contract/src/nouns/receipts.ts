// Receipts: listing them, reading one as evidence, exporting the log and erasing what it discloses.
import { canonicalize, type JsonObject } from '@countersign/json'
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { Name, SessionId } from '../wire/fields.ts'
import { AgentId, ApprovalId, GateId, ReceiptId } from '../wire/ids.ts'
import { defineOperation, tableOf } from '../wire/operation.ts'
import { page, pageQuery } from '../wire/pages.ts'
import { gateAt, hashAt, issuedAt, receiptAt, receiptRef, sample, timeAt } from '../wire/samples.ts'
import { Time } from '../wire/time.ts'
import { Verdict } from './decision-schemas.ts'
import {
  EraseRequest,
  Erasure,
  Evidence,
  ExportQuery,
  ReceiptSummary,
  ReceiptType,
} from './receipt-schemas.ts'

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
