// The passkeys of an account, in each of its orgs: what a member signs decisions with, and a receipt of each.
import { encodeBase64url } from '@countersign/json'
import { decisionChallenge, passkeyThumbprint, type SignedDecision, type Suite } from '@countersign/receipt'
import type { MemberCaller } from '../operations/call.ts'
import type { Context } from '../operations/context.ts'
import { addPasskeys, knownPasskeys, removePasskey } from '../operations/members/passkeys.ts'
import { ApiError } from '../operations/refusal.ts'
import type { AccountStore, PasskeyCredential, SignedIn } from '../ports/accounts.ts'
import type { MemberPasskey } from '../ports/nouns.ts'
import { coseKey } from './cose-key.ts'
import type { Sessions } from './session.ts'

type Acting = { caller: MemberCaller; requestId: string }

export type Passkeys = {
  /** Every org of the account learns of those that it does not know. */
  record(who: SignedIn, requestId: string): Promise<void>
  /** The same in one org. */
  recordIn(acting: Acting): Promise<void>
  /** Removes one from the account and from each of its orgs; refuses where nothing else would open the account. */
  remove(who: SignedIn, passkeyId: string, requestId: string): Promise<void>
  /** Whether one of the orgs knows a passkey of the account, be it one that the account lost. */
  isKnown(accountId: string): Promise<boolean>
  /** Those that a member signs decisions with. */
  of(caller: MemberCaller): Promise<readonly MemberPasskey[]>
  /** What a browser asks a passkey of the member for: options of WebAuthn, in JSON. */
  request(caller: MemberCaller, decision: Omit<SignedDecision, 'by'>): Promise<object>
}

type Parts = { context: Context; sessions: Sessions; accountStore: AccountStore }

const ASKED_FOR_MS = 120_000

/** As orgs know them; one that no verifier could check is left out. */
export function memberPasskeys(
  suite: Suite,
  publicUrl: string,
  credentials: readonly PasskeyCredential[],
): MemberPasskey[] {
  const { hostname } = new URL(publicUrl)
  return credentials.flatMap(({ id, publicKey }) => {
    const key = coseKey(Buffer.from(publicKey, 'base64'))
    if (key === undefined) return []
    return [{ id, key, thumbprint: passkeyThumbprint(suite, key), relying_party: hostname }]
  })
}

export function createPasskeys({ context, sessions, accountStore }: Parts): Passkeys {
  const { suite, publicUrl } = context

  async function recordIn({ caller, requestId }: Acting): Promise<void> {
    if (caller.accountId === null) return
    const credentials = await accountStore.credentials(caller.accountId)
    await addPasskeys(context, { caller, requestId }, memberPasskeys(suite, publicUrl(), credentials))
  }

  async function callersOf(who: SignedIn): Promise<MemberCaller[]> {
    const memberships = await sessions.memberships(who.account.id)
    const callers = await Promise.all(
      memberships.map(({ orgId }) => sessions.memberOf(who, orgId, { fresh: true })),
    )
    return callers.filter((caller) => caller !== undefined)
  }

  return {
    of: (caller) => knownPasskeys(context, caller),
    recordIn,
    async record(who, requestId) {
      for (const caller of await callersOf(who)) await recordIn({ caller, requestId })
    },
    async remove(who, passkeyId, requestId) {
      const { id: accountId } = who.account
      const found = (await accountStore.passkeys(accountId)).find(({ id }) => id === passkeyId)
      if (found === undefined) return
      if (!(await accountStore.hasOtherWay(accountId, passkeyId))) throw onlyWay()
      // In the orgs first: of two steps, the one that takes a right away must not be the one that is missing.
      for (const one of memberPasskeys(suite, publicUrl(), [found.credential]))
        for (const caller of await callersOf(who)) await removePasskey(context, { caller, requestId }, one)
      if (!(await accountStore.removePasskey(accountId, passkeyId))) throw onlyWay()
    },
    async isKnown(accountId) {
      for (const membership of await sessions.memberships(accountId))
        if ((await knownPasskeys(context, membership)).length > 0) return true
      return false
    },
    async request(caller, decision) {
      const passkeys = await knownPasskeys(context, caller)
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

function onlyWay(): ApiError {
  return new ApiError('request.invalid', {
    detail: 'nothing else opens your account: set a password or add another passkey first',
  })
}
