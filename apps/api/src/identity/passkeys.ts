// The passkeys of an account, in each of its orgs: what a member signs decisions with, and a receipt of each.
import { encodeBase64url } from '@countersign/json'
import { decisionChallenge, passkeyThumbprint, type SignedDecision } from '@countersign/receipt'
import type { MemberCaller } from '../operations/call.ts'
import type { Context } from '../operations/context.ts'
import { recordPasskeys } from '../operations/members/passkeys.ts'
import type { AccountStore, SignedIn } from '../ports/accounts.ts'
import type { MemberPasskey } from '../ports/nouns.ts'
import { coseKey } from './cose-key.ts'
import type { Sessions } from './session.ts'

type Acting = { caller: MemberCaller; requestId: string }

export type Passkeys = {
  /** Every org of the account learns which passkeys it has. */
  record(who: SignedIn, requestId: string): Promise<void>
  /** The same in one org. */
  recordIn(acting: Acting): Promise<void>
  /** Those that a member signs decisions with. */
  of(caller: MemberCaller): Promise<readonly MemberPasskey[]>
  /** What a browser asks a passkey of the member for: options of WebAuthn, in JSON. */
  request(caller: MemberCaller, decision: Omit<SignedDecision, 'by'>): Promise<object>
}

type Parts = { context: Context; sessions: Sessions; accountStore: AccountStore }

const ASKED_FOR_MS = 120_000

export function createPasskeys({ context, sessions, accountStore }: Parts): Passkeys {
  const { suite, store, publicUrl } = context

  async function held(accountId: string): Promise<MemberPasskey[]> {
    const { hostname } = new URL(publicUrl())
    return (await accountStore.credentials(accountId)).flatMap(({ id, publicKey }) => {
      const key = coseKey(Buffer.from(publicKey, 'base64'))
      if (key === undefined) return []
      return [{ id, key, thumbprint: passkeyThumbprint(suite, key), relying_party: hostname }]
    })
  }

  async function recordIn({ caller, requestId }: Acting): Promise<void> {
    if (caller.accountId === null) return
    await recordPasskeys(context, { caller, requestId }, await held(caller.accountId))
  }

  async function of({ orgId, memberId }: MemberCaller): Promise<readonly MemberPasskey[]> {
    const config = await store.config(orgId, { fresh: true, memberId })
    return config?.members.get(memberId)?.passkeys ?? []
  }

  return {
    of,
    recordIn,
    async record(who, requestId) {
      for (const { orgId } of await sessions.memberships(who.account.id)) {
        const caller = await sessions.memberOf(who, orgId, { fresh: true })
        if (caller !== undefined) await recordIn({ caller, requestId })
      }
    },
    async request(caller, decision) {
      const passkeys = await of(caller)
      return {
        challenge: encodeBase64url(decisionChallenge(suite, { ...decision, by: caller.memberId })),
        rpId: new URL(publicUrl()).hostname,
        allowCredentials: passkeys.map(({ id }) => ({ id, type: 'public-key' })),
        userVerification: 'required',
        timeout: ASKED_FOR_MS,
      }
    },
  }
}
