// The work of one verification, without the store: reads a request, verifies it against keys that are given.
import { operations, VerifyRequest } from '@countersign/contract'
import {
  type Evidence,
  type KeySet,
  type Report,
  readBundleHeader,
  type Suite,
  type Trust,
  verifyBundle,
  verifyEvidence,
} from '@countersign/receipt'
import { ID_PATTERNS } from '@countersign/terms'
import type * as z from 'zod'
import { ApiError } from '../../operations/refusal.ts'
import { parseBody, parsePart } from '../../reading.ts'
import type { Needs } from './messages.ts'

export type Request = z.output<typeof VerifyRequest>

/** The request in these bytes; throws errors of the catalogue. */
export function readRequest(body: Uint8Array): Request {
  const request = parsePart(VerifyRequest, parseBody(body, operations.verify), 'body')
  const expects = request.expected_output !== undefined || request.expected_arguments !== undefined
  if (request.bundle !== undefined && expects) {
    throw new ApiError('request.invalid', {
      detail:
        '`expected_output` and `expected_arguments` belong to one receipt: give its `evidence` or `receipt_id`',
    })
  }
  return request
}

/** What the store must be asked: whose keys, and for which receipt. */
export function needsOf({ receipt_id: receiptId, bundle, evidence }: Request): Needs {
  if (receiptId !== undefined) return { receiptId, org: undefined }
  const named = bundle === undefined ? orgOfEvidence(evidence) : orgOfBundle(bundle)
  return {
    receiptId: undefined,
    org: typeof named === 'string' && ID_PATTERNS.org.test(named) ? named : undefined,
  }
}

/** Verifies what was asked; `evidence` is that of the receipt that was named. */
export function verifyRequest(
  suite: Suite,
  request: Request,
  { keys, evidence }: { keys: KeySet; evidence?: Evidence },
): Report {
  const trust = trustIn(keys)
  if (request.bundle !== undefined) return verifyBundle(suite, request.bundle, { trust })
  return verifyEvidence(suite, evidence ?? request.evidence, { trust, ...expectations(request) })
}

function expectations({ expected_output, expected_arguments }: Request) {
  return {
    ...(expected_output !== undefined && { expectedOutput: expected_output }),
    ...(expected_arguments !== undefined && { expectedArguments: expected_arguments }),
  }
}

function orgOfEvidence(evidence: unknown): unknown {
  return (evidence as { receipt?: { org?: unknown } } | undefined)?.receipt?.org
}

function orgOfBundle(bundle: string): unknown {
  const end = bundle.indexOf('\n')
  try {
    return readBundleHeader(end === -1 ? bundle : bundle.slice(0, end)).org
  } catch {
    return undefined
  }
}

/** Never empty: a signer that is not ours gets one answer, whether the org is one of this service or not. */
function trustIn(keys: KeySet): Trust {
  return { keys, thumbprints: ['nobody'] }
}
