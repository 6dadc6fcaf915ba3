// Adds a member.
import type { Input } from '@countersign/contract'
import { newId } from '@countersign/terms'
import type { Member, OrgConfig } from '../../ports/nouns.ts'
import type { Handler } from '../call.ts'
import { change } from '../change.ts'
import { type Committed, committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { changedMember, requireItsScopes } from './answer.ts'

const MEMBERS_MAX = 1000

export function createMember(context: Context): Handler<'members.create'> {
  return async (call, request) => {
    requireItsScopes(call.caller, request.role)
    const member = newMember(context, request)
    const name = committed(context, 'member.name', member.name)
    const email = member.email === null ? undefined : committed(context, 'member.email', member.email)
    const made = await change(context, call, {
      environment: null,
      emails: emailsOf(member),
      make({ config, now }) {
        requireRoomFor(config, member)
        return {
          draft: addedDraft(member, name, email),
          committed: [name, email],
          changes: [{ kind: 'member.add', member: { ...member, createdAt: now } }],
        }
      },
    })
    return changedMember(context, call, made)
  }
}

export function addedDraft(
  { id, role, groups }: Pick<Member, 'id' | 'role' | 'groups'>,
  name: Committed,
  email: Committed | undefined,
) {
  const about = { name: name.commitment, ...(email && { email: email.commitment }) }
  return { type: 'member.added' as const, member: { id, role, groups, ...about } }
}

function newMember({ clock, random }: Context, request: Input<'members.create'>): Omit<Member, 'createdAt'> {
  const { name, email, role, groups } = request
  return {
    id: newId('mem', clock(), random(10)),
    name,
    email: email ?? null,
    role,
    groups: groups ?? [],
    substitute: null,
    passkeys: [],
    slack: null,
    accountId: null,
  }
}

/** In small letters, to be named among what a work needs. */
export function emailsOf({ email }: Pick<Member, 'email'>): readonly string[] {
  return email === null ? [] : [email.toLowerCase()]
}

/** Its e-mail address must be among what the work needs. */
export function requireRoomFor({ people, emails }: OrgConfig, member: Pick<Member, 'email'>): void {
  for (const email of emailsOf(member)) {
    const holder = emails.get(email)
    if (holder === undefined) throw new Error('an e-mail address is needed but not loaded')
    if (holder !== null) throw new ApiError('member.exists')
  }
  if (people.count >= MEMBERS_MAX)
    throw new ApiError('member.limit', { detail: `the org has ${MEMBERS_MAX} members` })
}
