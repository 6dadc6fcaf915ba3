// Verifying a receipt, evidence or a bundle.
import * as z from 'zod'
import type { ErrorTable } from '../wire/errors.ts'
import { Position } from '../wire/fields.ts'
import { ReceiptId } from '../wire/ids.ts'
import { GivenJsonObject, GivenJsonValue } from '../wire/json.ts'
import { bodyDepthDefault, bodyValuesDefault, defineOperation, tableOf } from '../wire/operation.ts'
import { receiptAt, sample } from '../wire/samples.ts'

/** Errors of verifications. */
export const verifyErrors = {
  'verify.busy': {
    status: 503,
    title: 'Too many verifications are running',
    remedy: 'Wait for the number of seconds in `Retry-After`, or verify offline with `countersign verify`.',
    retryable: true,
  },
} as const satisfies ErrorTable

/** The greatest evidence or bundle that is verified online: 2 MiB; larger ones are verified offline. */
export const verifyBodyBytesMax = 2 * 1024 * 1024

/** What to verify: a receipt of the caller's org, evidence, or a bundle. */
export const VerifyRequest = z
  .strictObject({
    receipt_id: ReceiptId.optional().meta({ description: "A receipt of the key's org; needs an API key" }),
    evidence: GivenJsonObject.optional().meta({
      description: 'As returned by GET /v1/receipts/{receipt_id}',
    }),
    bundle: z.string().min(1).optional().meta({ description: 'A whole bundle, as one string' }),
    expected_output: GivenJsonValue.optional().meta({
      description: 'Also check that the receipt commits to this output',
    }),
    expected_arguments: GivenJsonObject.optional().meta({
      description: 'Also check that the receipt commits to these arguments',
    }),
  })
  .refine(
    (request) =>
      [request.receipt_id, request.evidence, request.bundle].filter((part) => part !== undefined).length ===
      1,
    { message: 'give exactly one of `receipt_id`, `evidence` and `bundle`', path: ['receipt_id'] },
  )
  .meta({ id: 'VerifyRequest' })

/** One thing that was checked. */
export const VerifyAxis = z
  .object({
    name: z.string().meta({ description: 'What was checked, such as `signature`' }),
    status: z.enum(['passed', 'failed', 'not_checked']).meta({ description: 'What came of it' }),
    code: z.string().optional().meta({ description: 'Why it did not pass, as a code' }),
    detail: z.string().optional().meta({ description: 'Why it did not pass, in words' }),
  })
  .meta({ id: 'VerifyAxis', description: 'One thing that was checked' })

/** The verdict on evidence; `valid` only when no required axis failed or was skipped. */
export const VerifyResponse = z
  .object({
    verdict: z
      .enum(['valid', 'invalid', 'indeterminate'])
      .meta({ description: '`valid` only where nothing required failed or was skipped' }),
    axes: z.array(VerifyAxis).meta({ description: 'Everything that was checked' }),
    org: z.string().optional().meta({ description: 'Whose log it is' }),
    from: Position.optional().meta({ description: 'The first position that it holds' }),
    to: Position.optional().meta({ description: 'The position behind the last one' }),
    tree_size: Position.optional().meta({ description: 'The size of the log that it proves' }),
    hidden: z
      .object({
        before: Position.meta({ description: 'Before' }),
        after: Position.meta({ description: 'After' }),
      })
      .optional()
      .meta({ description: 'How many receipts the log holds before and after those in the bundle' }),
    erased: Position.optional().meta({
      description: 'How many values were erased, as the receipts in the bundle say',
    }),
    where: z
      .object({
        seq: Position.optional().meta({ description: 'The position in the log' }),
        line: Position.optional().meta({ description: 'The line of the bundle' }),
      })
      .optional()
      .meta({ description: 'Where the first fault is' }),
  })
  .meta({ id: 'VerifyResponse' })

/** POST /v1/verify */
const verify = defineOperation({
  name: 'verify',
  method: 'POST',
  path: '/v1/verify',
  scope: 'verify',
  auth: 'optional',
  isolated: true,
  busy: 'verify.busy',
  input: { body: VerifyRequest },
  output: VerifyResponse,
  bodyBytesMax: verifyBodyBytesMax,
  // Evidence discloses arguments that were themselves as deep as a body may be.
  bodyDepthMax: bodyDepthDefault + 16,
  // What was asked, what the policies rested on and what was left of the arguments may each be as large as a body.
  bodyValuesMax: 5 * bodyValuesDefault,
  errors: ['auth.missing', 'not_found', 'verify.busy'],
  summary: 'Verify a receipt, evidence or a bundle',
  description:
    "Evidence and bundles can be verified without an API key. Only the keys of this service's own logs are trusted: evidence from an unknown log is `indeterminate`. To verify without trusting this service, or more than 2 MiB, verify offline with `countersign verify`.",
  agent: {
    title: 'Verify a receipt',
    text: 'Check that a receipt or evidence is genuine. Trust it only when verdict is valid; indeterminate means that something could not be checked.',
    readOnly: true,
    destructive: false,
    idempotent: true,
  },
  examples: [
    {
      title: "a receipt of the key's own org",
      request: { receipt_id: receiptAt(18) },
      answer: {
        verdict: 'valid',
        axes: [
          { name: 'structure', status: 'passed' },
          { name: 'payload', status: 'passed' },
          { name: 'leaf', status: 'passed' },
          { name: 'inclusion', status: 'passed' },
          { name: 'cose', status: 'passed' },
          { name: 'signature', status: 'passed' },
          { name: 'key', status: 'passed' },
          { name: 'disclosures', status: 'passed', detail: '1 opened, 0 without value' },
        ],
        org: sample.org,
        tree_size: 19,
      },
    },
  ],
  refusals: { 'auth.missing': {}, not_found: {}, 'verify.busy': {} },
})

/** The verification of what a log holds. */
export const verification = tableOf(verify)
