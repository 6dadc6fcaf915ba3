// Records which passkeys a member has: a receipt of each that they add or remove.
import type { MemberPasskey } from '../../ports/nouns.ts'
import type { Call, MemberCaller } from '../call.ts'
import { change } from '../change.ts'
import type { Context } from '../context.ts'
import { memberIn } from './answer.ts'

type Acting = { caller: MemberCaller; requestId: string }

/**
 * The org learns of those that it does not know. It forgets none that is missing: an account may lose them by a mail,
 * and what the org demands of its member must not end with that.
 */
export async function addPasskeys(
  context: Context,
  acting: Acting,
  held: readonly MemberPasskey[],
): Promise<void> {
  const known = await knownPasskeys(context, acting.caller)
  for (const one of held) if (!has(known, one)) await recordOne(context, acting, 'added', one)
}

/** The member removes one that the org may know. */
export async function removePasskey(
  context: Context,
  acting: Acting,
  { thumbprint }: Pick<MemberPasskey, 'thumbprint'>,
): Promise<void> {
  const known = await knownPasskeys(context, acting.caller)
  const found = known.find((one) => one.thumbprint === thumbprint)
  if (found !== undefined) await recordOne(context, acting, 'removed', found)
}

/** Those that the member signs decisions with. */
export async function knownPasskeys(
  { store }: Context,
  { orgId, memberId }: Pick<MemberCaller, 'orgId' | 'memberId'>,
): Promise<readonly MemberPasskey[]> {
  const config = await store.config(orgId, { fresh: true, memberId })
  return config?.members.get(memberId)?.passkeys ?? []
}

function has(passkeys: readonly MemberPasskey[], { thumbprint }: MemberPasskey): boolean {
  return passkeys.some((one) => one.thumbprint === thumbprint)
}

const RECEIPT = { added: 'member.passkey_added', removed: 'member.passkey_removed' } as const

async function recordOne(
  context: Context,
  { caller, requestId }: Acting,
  what: 'added' | 'removed',
  passkey: MemberPasskey,
): Promise<void> {
  const { memberId: id } = caller
  const call: Call = { operation: 'members.update', caller, requestId }
  const { thumbprint, relying_party } = passkey
  await change(context, call, {
    environment: null,
    members: [id],
    make({ config }) {
      const { role, groups, substitute, passkeys } = memberIn(config, id)
      const others = passkeys.filter((one) => one.thumbprint !== thumbprint)
      return {
        draft: {
          type: RECEIPT[what],
          member: { id },
          passkey: { thumbprint, relying_party },
        },
        changes: [
          {
            kind: 'member.change',
            id,
            role,
            groups,
            substitute,
            passkeys: what === 'added' ? [...others, passkey] : others,
          },
        ],
      }
    },
  })
}
