// How people come in: they sign up with an org of their own, or open the link for the first owner of one.
import { createHash, randomBytes } from 'node:crypto'
import { newId } from '@countersign/terms'
import type { Context } from '../operations/context.ts'
import { newKey } from '../operations/keys/make.ts'
import { join } from '../operations/members/join.ts'
import { createOrg } from '../operations/org/create.ts'
import { ApiError } from '../operations/refusal.ts'
import type { Browser, FirstKey } from '../ports/accounts.ts'
import type { OrgConfig } from '../ports/nouns.ts'
import {
  type EntranceParts,
  invalid,
  invalidChoice,
  type JoinedSession,
  KNOWN,
  methodOf,
  passkeysOf,
  type Signup,
} from './entering.ts'
import { type Joins, joins } from './invited.ts'
import type { Chosen, Named, Person } from './person.ts'

export type Entrances = Joins & {
  signup: Signup
  /** What a browser is asked before it makes the passkey of a new account; `seed` is the token of its forms. */
  askForNew(person: Named, seed: string): Promise<object>
  /** The same for somebody whose link already lets them in: they may learn that the address has an account. */
  askForNewcomer(person: Named, seed: string): Promise<object>
  /** Begins a sign-up; answers the same for every address, and mails what is true. `seed` is the browser's. */
  begin(person: Person & { org: string }, seed: string): Promise<void>
  /** What a link of a sign-up is for, and whether this browser began it. */
  signingUp(token: string, seed: string): Promise<SigningUp | undefined>
  /** What a browser that did not begin it is asked, where a passkey was chosen. */
  askAgain(token: string, seed: string): Promise<object>
  /** Makes account, org and key. A browser that did not begin it shows again what was chosen. */
  confirm(
    token: string,
    seed: string,
    chosen: Chosen,
    browser: Browser,
  ): Promise<JoinedSession & { adminKey: string }>
  /** A link with which somebody may make an org although not everybody may. */
  newOrgLink(): Promise<string>
  isNewOrgLink(token: string): Promise<boolean>
  enterByLink(
    token: string,
    person: Person & { org: string },
    browser: Browser,
  ): Promise<JoinedSession & { adminKey: string }>
  /** A new link for the first owner, which ends the one before; undefined where it must not be printed. */
  ownerLink(orgId: string, mayPrint: boolean): Promise<string | undefined>
  /** The org that a link makes its opener the owner of. */
  orgToOwn(token: string): Promise<{ name: string } | undefined>
  own(token: string, person: Person, browser: Browser): Promise<JoinedSession>
}

export type SigningUp = { org: string; email: string; isSameBrowser: boolean; hasPassword: boolean }

const HOUR = 3_600_000
const SIGN_UP_LASTS_MS = 24 * HOUR
const NEW_ORG_LASTS_MS = 7 * 24 * HOUR
const OWNER_LASTS_MS = HOUR

export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

export function createEntrances(parts: EntranceParts): Entrances {
  return {
    signup: parts.signup,
    askForNew: parts.firstKeys.create,
    async askForNewcomer(person, seed) {
      // Told before the browser makes a passkey that would open nothing.
      if ((await parts.accountStore.withEmail(person.email)) !== undefined) throw invalid('email', KNOWN)
      return parts.firstKeys.create(person, seed)
    },
    ...signUps(parts),
    ...newOrgLinks(parts),
    ...ownerLinks(parts),
    ...joins(parts),
  }
}

type SignUp = Named & { key: FirstKey; org: string; browser: string }

function signUps(parts: EntranceParts): Pick<Entrances, 'begin' | 'signingUp' | 'askAgain' | 'confirm'> {
  const { context, accountStore, firstKeys } = parts
  async function peek(token: string): Promise<SignUp | undefined> {
    return (await accountStore.peek(token, 'sign_up'))?.content as SignUp | undefined
  }
  return {
    async begin({ name, email, chosen, org }, seed) {
      // Looked up whether or not the address is known: the time that it takes must not reveal which.
      const key = await firstKeys.of(chosen)
      if ((await accountStore.withEmail(email)) !== undefined)
        return mail(parts, email, knownAddress(context))
      const token = newToken()
      const content: SignUp = { name, email, key, org, browser: markOf(seed) }
      await accountStore.issue(token, {
        kind: 'sign_up',
        content,
        expiresAt: context.clock() + SIGN_UP_LASTS_MS,
      })
      mail(parts, email, confirmation(context, token))
    },
    async signingUp(token, seed) {
      const found = await peek(token)
      if (found === undefined) return undefined
      const { org, email, key } = found
      return { org, email, isSameBrowser: found.browser === markOf(seed), hasPassword: 'passwordHash' in key }
    },
    async askAgain(token, seed) {
      const key = (await peek(token))?.key
      if (key === undefined || !('passkey' in key)) throw new ApiError('not_found')
      return firstKeys.ask(key.passkey, seed)
    },
    async confirm(token, seed, chosen, browser) {
      const found = await peek(token)
      if (found === undefined) throw new ApiError('not_found')
      const isSame = found.browser === markOf(seed)
      // Whoever began it chose what opens it: the owner of the address must not lend it to a stranger's account.
      if (!isSame && !(await firstKeys.is(chosen, found.key))) throw invalidChoice(found.key)
      if ((await accountStore.take(token, 'sign_up')) === undefined) throw new ApiError('not_found')
      return enterNewOrg(parts, { ...found, isProven: true }, browser)
    },
  }
}

function newOrgLinks(parts: EntranceParts): Pick<Entrances, 'newOrgLink' | 'isNewOrgLink' | 'enterByLink'> {
  const { context, accountStore, firstKeys } = parts
  return {
    async newOrgLink() {
      const token = newToken()
      const expiresAt = context.clock() + NEW_ORG_LASTS_MS
      await accountStore.issue(token, { kind: 'new_org', content: {}, expiresAt })
      return `${context.publicUrl()}/sign-up/${token}`
    },
    isNewOrgLink: async (token) => (await accountStore.peek(token, 'new_org')) !== undefined,
    async enterByLink(token, { chosen, ...person }, browser) {
      if ((await accountStore.peek(token, 'new_org')) === undefined) throw new ApiError('not_found')
      if ((await accountStore.withEmail(person.email)) !== undefined) throw invalid('email', KNOWN)
      const key = await firstKeys.of(chosen)
      if ((await accountStore.take(token, 'new_org')) === undefined) throw new ApiError('not_found')
      return enterNewOrg(parts, { ...person, key, isProven: false }, browser)
    },
  }
}

/** Makes the org with its owner and its first key, or nothing at all. */
async function enterNewOrg(
  parts: EntranceParts,
  { name, email, key: first, org, isProven }: Omit<SignUp, 'browser'> & { isProven: boolean },
  browser: Browser,
): Promise<JoinedSession & { adminKey: string }> {
  const { context, accounts, accountStore } = parts
  if ((await accountStore.withEmail(email)) !== undefined) throw invalid('email', KNOWN)
  const accountId = await accounts.create({ name, email, ...first, isProven })
  const orgId = newId('org', context.clock(), context.random(10))
  const { key, secret } = newKey(context, orgId, { name: 'first admin key', scopes: ['admin'] })
  try {
    const passkeys = passkeysOf(parts, first)
    const owner = { name, email, role: 'owner' as const, groups: [], accountId, passkeys }
    await createOrg(context, { id: orgId, name: org, createdAt: key.createdAt }, { key, secret }, owner)
  } catch (error) {
    await accountStore.erase(accountId)
    throw error
  }
  return { orgId, adminKey: secret, setCookies: await accounts.enter(browser, accountId, methodOf(first)) }
}

function ownerLinks(parts: EntranceParts): Pick<Entrances, 'ownerLink' | 'orgToOwn' | 'own'> {
  const { context, accounts, accountStore, firstKeys } = parts
  async function orgOf(token: string): Promise<{ orgId: string; config: OrgConfig } | undefined> {
    const orgId = (await accountStore.peek(token, 'owner'))?.content.org
    if (typeof orgId !== 'string') return undefined
    const config = await context.store.config(orgId, { fresh: true })
    return config === undefined || hasOwner(config) ? undefined : { orgId, config }
  }
  return {
    async ownerLink(orgId, mayPrint) {
      const config = await context.store.config(orgId, { fresh: true })
      if (!mayPrint || config === undefined || hasOwner(config)) return undefined
      await accountStore.withdraw('owner')
      const token = newToken()
      const expiresAt = context.clock() + OWNER_LASTS_MS
      await accountStore.issue(token, { kind: 'owner', content: { org: orgId }, expiresAt })
      return `${context.publicUrl()}/owner/${token}`
    },
    async orgToOwn(token) {
      const found = await orgOf(token)
      return found && { name: found.config.org.name }
    },
    async own(token, { name, email, chosen }, browser) {
      const found = await orgOf(token)
      if (found === undefined) throw new ApiError('not_found')
      if ((await accountStore.withEmail(email)) !== undefined) throw invalid('email', KNOWN)
      const key = await firstKeys.of(chosen)
      if ((await accountStore.take(token, 'owner')) === undefined) throw new ApiError('not_found')
      const accountId = await accounts.create({ name, email, ...key, isProven: false })
      try {
        const passkeys = passkeysOf(parts, key)
        const owner = { name, email, role: 'owner' as const, groups: [], accountId, passkeys }
        await join(context, found.orgId, owner, ({ config }) => {
          if (hasOwner(config)) throw new ApiError('not_found')
        })
      } catch (error) {
        await accountStore.erase(accountId)
        throw error
      }
      return { orgId: found.orgId, setCookies: await accounts.enter(browser, accountId, methodOf(key)) }
    },
  }
}

/** One whom the backend only keeps a name of cannot sign in, and so owns nothing here. */
function hasOwner({ people }: OrgConfig): boolean {
  return people.isOwned
}

function markOf(seed: string): string {
  return createHash('sha256').update(`sign-up\0${seed}`).digest('hex')
}

type Letter = { subject: string; text: string }

/** Not waited for: how long it takes would reveal what was mailed. */
function mail({ context, onMail }: EntranceParts, to: string, letter: Letter): void {
  const sent = context.mailer?.send({ id: newToken(), to, ...letter })
  void sent?.then((outcome) => {
    if (outcome.status !== 'sent') onMail(outcome.code)
  })
}

/** Nothing that was typed: signing up with somebody else's address would otherwise send them a text. */
function confirmation({ publicUrl }: Context, token: string): Letter {
  return {
    subject: 'Confirm your address for Countersign',
    text: `Open this link to make your org on Countersign:

${publicUrl()}/welcome/${token}

It works once, for a day. If you did not ask for this, do nothing: nothing has been made.
`,
  }
}

function knownAddress({ publicUrl }: Context): Letter {
  return {
    subject: 'You already have an account at Countersign',
    text: `Somebody, perhaps you, signed up at Countersign with this address, which has an account already.

Sign in:            ${publicUrl()}/sign-in
Set a new password: ${publicUrl()}/reset

If it was not you, do nothing: nothing has changed.
`,
  }
}
