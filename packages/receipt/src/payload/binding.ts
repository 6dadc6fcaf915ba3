// What an approval is bound to, and what a member's passkey signs when they decide.
import { canonicalize, encodeHex, encodeUtf8 } from '@countersign/json'
import type { ApprovalVerb } from '@countersign/terms'
import type { Suite } from '../suite.ts'
import type { GrantLimits } from './members.ts'
import type { PayloadOf } from './types.ts'

type Pending = PayloadOf<'gate.pending'>

/** The call that an approval is for: these members of the receipt that asks for it, and of each that uses it. */
export type ApprovalBinding = Pick<Pending, 'org' | 'agent' | 'action' | 'environment' | 'session'> & {
  policy?: Omit<NonNullable<Pending['policy']>, 'inputs'>
}

/** Picks the binding out of the payload of a gate, or of what is about to become one. */
export function approvalBinding(
  gate: Pick<Pending, 'org' | 'agent' | 'action' | 'environment' | 'session' | 'policy'>,
): ApprovalBinding {
  const { org, agent, action, environment, session, policy }: typeof gate = Object(gate)
  return {
    org,
    action,
    environment,
    ...(agent !== undefined && { agent }),
    ...(session !== undefined && { session }),
    ...(policy !== undefined && { policy: policyOf(policy) }),
  }
}

function policyOf(policy: NonNullable<Pending['policy']>): NonNullable<ApprovalBinding['policy']> {
  const { version, digest }: typeof policy = Object(policy)
  return { version, digest }
}

/** The digest of an approval: `sha256:` and hex over the RFC 8785 form of its binding. */
export function bindingDigest(suite: Pick<Suite, 'sha256'>, binding: ApprovalBinding): string {
  return `sha256:${encodeHex(suite.sha256(encodeUtf8(canonicalize(binding))))}`
}

/** A decision as a passkey signs it; `digest` is the one that the member was shown. */
export type SignedDecision = {
  approval: string
  digest: string
  by: string
  /** The member for whom they stand in. */
  for?: string
  decision: ApprovalVerb
  grant?: GrantLimits
}

/**
 * The WebAuthn challenge for a decision, 32 bytes: SHA-256 over `countersign-decision/1`, a zero byte and the RFC 8785
 * form of the decision.
 */
export function decisionChallenge(suite: Pick<Suite, 'sha256'>, decision: SignedDecision): Uint8Array {
  return suite.sha256(encodeUtf8(`countersign-decision/1\0${canonicalize(decision)}`))
}
