// Records which passkeys a member has: a receipt of each that they added or removed.
import type { MemberPasskey } from '../../ports/nouns.ts'
import type { Call, MemberCaller } from '../call.ts'
import { change } from '../change.ts'
import type { Context } from '../context.ts'
import { memberIn } from './answer.ts'

type Acting = { caller: MemberCaller; requestId: string }

/** Leaves the org with exactly these; what it knows already needs no receipt. */
export async function recordPasskeys(
  context: Context,
  acting: Acting,
  held: readonly MemberPasskey[],
): Promise<void> {
  const { orgId, memberId } = acting.caller
  const config = await context.store.config(orgId, { fresh: true, memberId })
  const known = config?.members.get(memberId)?.passkeys ?? []
  // Those that are gone first: of two steps, the one that takes a right away must not be the one that is missing.
  for (const one of known) if (!has(held, one)) await recordOne(context, acting, 'removed', one)
  for (const one of held) if (!has(known, one)) await recordOne(context, acting, 'added', one)
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
