// Verification as a service. It trusts the keys of this service's own logs and nothing that arrives.

import { setImmediate as nextTurn } from 'node:timers/promises'
import { ApiError, type Call, type Handler, type Input } from '@countersign/contract'
import {
  bundleVerifier,
  type KeySet,
  type Report,
  readBundleHeader,
  type Trust,
  toJwk,
  verifyEvidence,
} from '@countersign/receipt'
import { ID_PATTERNS } from '@countersign/terms'
import type { Context } from './context.ts'
import { evidenceOf, readable } from './evidence.ts'

const LINES_PER_TURN = 50

export function verify(context: Context): Handler<'verify'> {
  return (call, request) => {
    if (request.receipt_id !== undefined) return verifyStored(context, call, request, request.receipt_id)
    if (request.bundle !== undefined) return verifyBundle(context, request, request.bundle)
    return verifyGiven(context, request, request.evidence)
  }
}

async function verifyStored(
  context: Context,
  { caller }: Call<'optional'>,
  request: Input<'verify'>,
  id: string,
): Promise<Report> {
  if (caller === undefined) throw new ApiError('auth.missing')
  const evidence = await evidenceOf(context, caller.orgId, await readable(context, caller, id))
  const keys = await trustedKeys(context, caller.orgId)
  return verifyEvidence(context.suite, evidence, { trust: trustIn(keys), ...expectations(request) })
}

async function verifyGiven(context: Context, request: Input<'verify'>, evidence: unknown): Promise<Report> {
  const org = (evidence as { receipt?: { org?: unknown } }).receipt?.org
  const keys = await trustedKeys(context, org)
  return verifyEvidence(context.suite, evidence, { trust: trustIn(keys), ...expectations(request) })
}

function expectations({ expected_output, expected_arguments }: Input<'verify'>) {
  return {
    ...(expected_output !== undefined && { expectedOutput: expected_output }),
    ...(expected_arguments !== undefined && { expectedArguments: expected_arguments }),
  }
}

async function verifyBundle(context: Context, request: Input<'verify'>, bundle: string): Promise<Report> {
  if (request.expected_output !== undefined || request.expected_arguments !== undefined) {
    throw new ApiError('request.invalid', {
      detail:
        '`expected_output` and `expected_arguments` belong to one receipt: give its `evidence` or `receipt_id`',
    })
  }
  const lines = bundle.split('\n')
  const keys = await trustedKeys(context, orgOf(lines[0] ?? ''))
  const verifier = bundleVerifier(context.suite, { trust: trustIn(keys) })
  // The text after the last line feed is a line only if the file was cut there.
  const last = lines.pop()
  for (const [n, line] of lines.entries()) {
    verifier.push(line)
    if (n % LINES_PER_TURN === 0) await nextTurn()
  }
  if (last !== '') verifier.push(last ?? '')
  return verifier.end()
}

function orgOf(line: string): unknown {
  try {
    return readBundleHeader(line).org
  } catch {
    return undefined
  }
}

/** Never empty: a signer that is not ours gets one answer, whether the org is one of this service or not. */
function trustIn(keys: KeySet): Trust {
  return { keys, thumbprints: ['nobody'] }
}

/** Keys of a log of this service; none for a log that it does not know. */
async function trustedKeys({ store, suite }: Context, org: unknown): Promise<KeySet> {
  if (typeof org !== 'string' || !ID_PATTERNS.org.test(org)) return { keys: [] }
  const keys = await store.log.keys(org)
  return {
    keys: keys.map((key) =>
      toJwk(suite, key.publicKey, {
        from_size: key.fromSize,
        ...(key.untilSize !== null && { until_size: key.untilSize }),
      }),
    ),
  }
}
