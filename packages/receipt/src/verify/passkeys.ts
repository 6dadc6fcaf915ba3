// Decisions signed by a passkey: whose passkeys a window shows, and whether the assertions are theirs.
import { isJsonObject } from '@countersign/json'
import type { Disclosure } from '../commitment.ts'
import {
  type AssertionFault,
  assertionFault,
  type ExpectedAssertion,
  passkeyThumbprint,
  readPasskeyKey,
} from '../passkey.ts'
import { decisionChallenge, type SignedDecision } from '../payload/binding.ts'
import type { Payload, PayloadOf } from '../payload/types.ts'
import type { Suite } from '../suite.ts'
import { type Axes, AxisFailure } from './report.ts'

/** The passkeys that a window shows, and what was found about the decisions that they signed. */
export type Passkeys = {
  /** Relying parties by member and thumbprint; null for a passkey that was removed. */
  readonly known: Map<string, string | null>
  checked: number
  undisclosed: number
  /** Signed by a passkey that was added before the window. */
  unknown: number
}

type Decided = PayloadOf<'approval.granted' | 'approval.rejected'>

export function createPasskeys(): Passkeys {
  return { known: new Map(), checked: 0, undisclosed: 0, unknown: 0 }
}

/** Follows one receipt, whose disclosures open its commitments, of a window that begins at `from`. */
export function followPasskeys(
  suite: Suite,
  passkeys: Passkeys,
  payload: Payload,
  disclosures: readonly Disclosure[],
  from: number,
): void {
  switch (payload.type) {
    case 'member.passkey_added':
    case 'member.passkey_removed': {
      const { thumbprint, relying_party: party } = payload.passkey
      const isAdded = payload.type === 'member.passkey_added'
      passkeys.known.set(nameOf(payload.member.id, thumbprint), isAdded ? party : null)
      return
    }
    case 'approval.granted':
    case 'approval.rejected':
      if (payload.decision.via === 'passkey') checkDecision(suite, passkeys, payload, disclosures, from)
      return
    default:
  }
}

function checkDecision(
  suite: Suite,
  passkeys: Passkeys,
  payload: Decided,
  disclosures: readonly Disclosure[],
  from: number,
): void {
  const assertion = disclosures.find(({ path }) => path === 'decision.assertion')?.value
  if (assertion === undefined) {
    passkeys.undisclosed++
    return
  }
  const challenge = decisionChallenge(suite, decisionOf(payload))
  const thumbprint = thumbprintIn(suite, assertion)
  const party = passkeys.known.get(nameOf(payload.decision.by, thumbprint ?? ''))
  if (thumbprint !== undefined && typeof party === 'string') {
    requireSound(suite, payload, assertion, { challenge, passkey: { thumbprint, relying_party: party } })
    passkeys.checked++
    return
  }
  requireSound(suite, payload, assertion, { challenge })
  if (party === null || from === 0) throw failure(payload, 'key')
  passkeys.unknown++
}

/** What the passkey signed, as the receipt records it. */
function decisionOf({ type, approval, decision }: Decided): SignedDecision {
  const { id, digest } = approval
  const { by, for: absent } = decision
  return {
    approval: id,
    digest,
    by,
    decision: type === 'approval.granted' ? 'grant' : 'reject',
    ...(absent !== undefined && { for: absent }),
    ...('grant' in approval && approval.grant !== undefined && { grant: approval.grant }),
  }
}

function thumbprintIn(suite: Suite, assertion: unknown): string | undefined {
  try {
    return isJsonObject(assertion)
      ? passkeyThumbprint(suite, readPasskeyKey(assertion.public_key))
      : undefined
  } catch {
    return undefined
  }
}

function requireSound(suite: Suite, payload: Decided, assertion: unknown, expected: ExpectedAssertion): void {
  const fault = assertionFault(suite, assertion, expected)
  if (fault !== undefined) throw failure(payload, fault)
}

const REASONS: Record<AssertionFault, string> = {
  malformed: 'the assertion is not one of a passkey',
  type: 'the assertion was not made to get a signature',
  challenge: 'the passkey signed another decision',
  origin: 'the passkey was used on the page of another site',
  relying_party: 'the passkey signed for another relying party',
  flags: 'the passkey did not verify who used it',
  key: 'the passkey is not one that the member had then',
  signature: 'the signature is not of this passkey',
}

function failure({ seq }: Payload, fault: AssertionFault): AxisFailure {
  return new AxisFailure('passkey', `passkey.${fault}`, `seq ${seq}: ${REASONS[fault]}`)
}

function nameOf(member: string, thumbprint: string): string {
  return `${member} ${thumbprint}`
}

/** Says how far the passkeys were checked, where a decision was signed by one. */
export function closePasskeys({ checked, undisclosed, unknown }: Passkeys, axes: Axes): void {
  if (checked + undisclosed + unknown === 0) return
  const detail = `${checked} checked, ${undisclosed} not disclosed, ${unknown} by passkeys from before the window`
  if (undisclosed > 0) axes.skipped('passkey', 'passkey.undisclosed', detail)
  else if (unknown > 0) axes.skipped('passkey', 'passkey.unknown', detail)
  else axes.passed('passkey', detail)
}
