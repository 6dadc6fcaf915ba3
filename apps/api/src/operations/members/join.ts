// Makes an account a member of an org: what a link let them do, not a caller's right.
import { newId } from '@countersign/terms'
import type { Change, Entry, View } from '../../ports/ledger.ts'
import type { Invitation, Member, OrgConfig } from '../../ports/nouns.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { openInvitations } from '../invitations/answer.ts'
import { ApiError } from '../refusal.ts'
import { addedDraft, emailsOf, requireRoomFor } from './create.ts'

export type Joining = Pick<Member, 'name' | 'role' | 'groups' | 'passkeys'> & {
  email: string
  accountId: string
}

/** The receipt names the service as its actor: the person who opened the link was not a member yet. */
export function joiningEntries(
  context: Pick<Context, 'clock' | 'random' | 'randomFill' | 'suite'>,
  person: Joining,
): { member: Member; entries: Entry[] } {
  const member = newMember(context, person)
  return { member, entries: joinedEntries(member, commitmentsTo(context, person)) }
}

function newMember({ clock, random }: Pick<Context, 'clock' | 'random'>, person: Joining): Member {
  const createdAt = clock()
  return { ...person, ...NOTHING_YET, id: newId('mem', createdAt, random(10)), createdAt }
}

const NOTHING_YET = { substitute: null, slack: null }

function commitmentsTo(
  context: Pick<Context, 'randomFill' | 'suite'>,
  { name, email }: Pick<Joining, 'name' | 'email'>,
) {
  return {
    name: committed(context, 'member.name', name),
    email: committed(context, 'member.email', email),
  }
}

function joinedEntries(
  member: Member,
  { name, email }: ReturnType<typeof commitmentsTo>,
  first: readonly Change[] = [],
): Entry[] {
  return [
    {
      draft: { ...addedDraft(member, name, email), actor: 'system' },
      disclosures: [name.disclosure, email.disclosure],
      changes: [...first, { kind: 'member.add', member }],
    },
    ...passkeyEntries(member),
  ]
}

/** A receipt of each that the member brings along: what they sign is verified by it. */
function passkeyEntries({ id, passkeys }: Pick<Member, 'id' | 'passkeys'>): Entry[] {
  return passkeys.map(({ thumbprint, relying_party }) => ({
    draft: {
      type: 'member.passkey_added',
      actor: 'system',
      member: { id },
      passkey: { thumbprint, relying_party },
    },
    disclosures: [],
    changes: [],
  }))
}

const BYTES = 8 * 1024
const PASSKEY_BYTES = 1024

function bytesOf({ passkeys }: Pick<Joining, 'passkeys'>): number {
  return BYTES + PASSKEY_BYTES * passkeys.length
}

/** The person of a link becomes the member that the invitation promises, once. Answers the role. */
export function acceptInvitation(
  context: Context,
  orgId: string,
  hash: Uint8Array,
  person: Pick<Joining, 'name' | 'email' | 'accountId' | 'passkeys'>,
): Promise<string> {
  const told = commitmentsTo(context, person)
  return context.store.record(orgId, {
    needs: { emails: emailsOf(person) },
    bytes: bytesOf(person),
    configures: true,
    decide({ config, now }) {
      const invitation = invitationOf(config, hash, now)
      if (invitation === undefined) throw new ApiError('not_found')
      const { id, role, groups } = invitation
      const member: Member = { ...person, ...NOTHING_YET, id, role, groups, createdAt: now }
      requireRoomFor(config, member)
      return {
        entries: joinedEntries(member, told, [{ kind: 'invitation.remove', id }]),
        answer: () => role,
      }
    },
  })
}

export function invitationOf(config: OrgConfig, hash: Uint8Array, now: number): Invitation | undefined {
  return openInvitations(config, now).find((one) => Buffer.compare(one.hash, hash) === 0)
}

/** Records it, unless `allow` throws by what stands under the lock. Answers the member's id. */
export function join(
  context: Context,
  orgId: string,
  person: Joining,
  allow: (view: View) => void,
): Promise<string> {
  const joined = newMember(context, person)
  const told = commitmentsTo(context, person)
  return context.store.record(orgId, {
    needs: { emails: emailsOf(person) },
    bytes: bytesOf(person),
    configures: true,
    decide(view) {
      allow(view)
      const member = { ...joined, createdAt: view.now }
      requireRoomFor(view.config, member)
      return { entries: joinedEntries(member, told), answer: () => member.id }
    },
  })
}
