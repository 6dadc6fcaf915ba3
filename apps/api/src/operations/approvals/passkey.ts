// What the passkey of a member signed is checked before it is recorded; anybody can check it again.
import type { Input } from '@countersign/contract'
import { type AssertionFault, assertionFault, decisionChallenge } from '@countersign/receipt'
import type { Member } from '../../ports/nouns.ts'
import { type Committed, committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import type { Waiting } from './settle.ts'

type Request = Input<'approvals.decide'>
type Decider = { member: Member; absent: Member | undefined }

/** A member who has a passkey approves with it: a password that somebody else knows is not enough. */
export function requirePasskey({ passkeys }: Member, { decision, passkey }: Request): void {
  if (decision === 'grant' && passkeys.length > 0 && passkey === undefined)
    throw new ApiError('approval.passkey')
}

/** The assertion under which a decision is recorded; undefined where no passkey signed it. */
export function signedWith(
  context: Context,
  { pending }: Waiting,
  { decision, grant, passkey: answer }: Request,
  { member, absent }: Decider,
): Committed | undefined {
  if (answer === undefined) return undefined
  const passkey = member.passkeys.find(({ id }) => id === answer.credential_id)
  if (passkey === undefined) throw refusal('key')
  const { id: approval, digest } = pending.approval
  const assertion = {
    authenticator_data: answer.authenticator_data,
    client_data: answer.client_data,
    public_key: passkey.key,
    signature: answer.signature,
  }
  const challenge = decisionChallenge(context.suite, {
    approval,
    digest,
    by: member.id,
    decision,
    ...(absent && { for: absent.id }),
    ...(grant && { grant }),
  })
  const fault = assertionFault(context.suite, assertion, { challenge, passkey })
  if (fault !== undefined) throw refusal(fault)
  return committed(context, 'decision.assertion', assertion)
}

function refusal(fault: AssertionFault): ApiError {
  const detail =
    fault === 'key'
      ? 'the passkey is not one of the member'
      : `what the passkey signed does not fit this decision: \`${fault}\``
  return new ApiError('approval.passkey', { detail })
}
