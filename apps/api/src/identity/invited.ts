// Accepting an invitation: with the account that is signed in, or with a new one.
import { ID_PATTERNS } from '@countersign/terms'
import type { Context } from '../operations/context.ts'
import { logTime } from '../operations/current.ts'
import { acceptInvitation, invitationOf } from '../operations/members/join.ts'
import { ApiError } from '../operations/refusal.ts'
import type { Account, Browser } from '../ports/accounts.ts'
import type { Invitation } from '../ports/nouns.ts'
import { type EntranceParts, invalid, type JoinedSession, KNOWN, methodOf, passkeysOf } from './entering.ts'
import type { Person } from './person.ts'

export type Invited = {
  org: { id: string; name: string }
  invitation: Pick<Invitation, 'role' | 'groups' | 'email' | 'mailed'>
}

type Joined = { role: string }

export type Joins = {
  /** What a link is for; undefined once it was used, revoked, or is past its time. */
  invited(token: string): Promise<Invited | undefined>
  /** The signed-in account becomes the member; its own name and address are what the org sees. */
  joinAs(token: string, account: Account): Promise<Pick<JoinedSession, 'orgId'> & Joined>
  joinNew(token: string, person: Person, browser: Browser): Promise<JoinedSession & Joined>
}

const TOKEN = /^([0-9a-z]{26})\.([\w-]{43})$/

export function joins(parts: EntranceParts): Joins {
  const { context, accounts, accountStore, firstKeys, memberPasskeys } = parts
  async function invited(token: string): Promise<(Invited & { hash: Uint8Array }) | undefined> {
    const found = partsOf(context, token)
    const config = found && (await context.store.config(found.orgId, { fresh: true }))
    if (found === undefined || config === undefined) return undefined
    const invitation = invitationOf(config, found.hash, await logTime(context, found.orgId))
    return invitation && { org: { id: found.orgId, name: config.org.name }, invitation, hash: found.hash }
  }
  return {
    invited,
    async joinAs(token, { id: accountId, name, email }) {
      const found = partsOf(context, token)
      if (found === undefined) throw new ApiError('not_found')
      // One account is one member of an org; the database holds that, too.
      const memberships = await accountStore.memberships(accountId)
      if (memberships.some(({ orgId }) => orgId === found.orgId)) throw new ApiError('member.exists')
      const passkeys = memberPasskeys(await accountStore.credentials(accountId))
      const person = { name, email, accountId, passkeys }
      const role = await acceptInvitation(context, found.orgId, found.hash, person)
      return { orgId: found.orgId, role }
    },
    async joinNew(token, { name, email, chosen }, browser) {
      const found = await invited(token)
      if (found === undefined) throw new ApiError('not_found')
      if ((await accountStore.withEmail(email)) !== undefined) throw invalid('email', KNOWN)
      const key = await firstKeys.of(chosen)
      // Whoever got the link by mail has the address; of another one, nobody knows whose it is.
      const isProven = found.invitation.mailed && found.invitation.email?.toLowerCase() === email
      const accountId = await accounts.create({ name, email, ...key, isProven })
      try {
        const passkeys = passkeysOf(parts, key)
        await acceptInvitation(context, found.org.id, found.hash, { name, email, accountId, passkeys })
      } catch (error) {
        await accountStore.erase(accountId)
        throw error
      }
      const { role } = found.invitation
      return {
        orgId: found.org.id,
        role,
        setCookies: await accounts.enter(browser, accountId, methodOf(key)),
      }
    },
  }
}

/** A link names its org, so that only this org's invitations are looked at. */
function partsOf({ store }: Context, token: string): { orgId: string; hash: Uint8Array } | undefined {
  const [, org, secret] = TOKEN.exec(token) ?? []
  const orgId = `org_${org}`
  if (secret === undefined || !ID_PATTERNS.org.test(orgId)) return undefined
  return { orgId, hash: store.keys.hashOf(secret) }
}
