// Accounts: the people who sign in, their sessions, and which members of which orgs they are.
import type { SignInMethod } from '@countersign/terms'

export type Account = {
  id: string
  name: string
  email: string
  hasSecondFactor: boolean
  /** Whether its owner has shown that the address is theirs. */
  isProven: boolean
}

/** One browser or program in which somebody is signed in. */
export type Session = {
  id: string
  method: SignInMethod
  /** The only org that it acts in: what a program was given holds in no other. */
  orgId: string | null
  /** ms since epoch; a session never gets younger: who signs in again gets another one. */
  signedInAt: number
  expiresAt: number
  userAgent: string
}

export type SignedIn = { account: Account; session: Session }

export type Membership = { orgId: string; memberId: string }

/** What a passkey is known by: its credential id, and its public key as COSE in base64. */
export type PasskeyCredential = { id: string; publicKey: string }

export type Passkey = { id: string; name: string; createdAt: number; credential: PasskeyCredential }

/** One that a browser made for an account that is not there yet; `publicKey` is COSE in base64. */
export type NewPasskey = PasskeyCredential & {
  counter: number
  deviceType: string
  backedUp: boolean
  transports: string
  aaguid: string
}

/** What an account can be entered with at first. */
export type FirstKey = { passwordHash: string } | { passkey: NewPasskey }

/** What a link is for. */
export type TicketKind =
  | 'sign_up'
  | 'new_org'
  | 'owner'
  | 'reset'
  | 'address'
  | 'device'
  | 'device_code'
  | 'device_answer'
  | 'used_code'

export type Ticket = { kind: TicketKind; content: Record<string, unknown>; expiresAt: number }

export type AccountStore = {
  /** Who is signed in with this token; undefined once the session has ended. */
  signedIn(token: string): Promise<SignedIn | undefined>
  sessions(accountId: string): Promise<Session[]>
  endSession(accountId: string, sessionId: string): Promise<void>
  /** All of them, but for the one that is named. */
  endSessions(accountId: string, exceptId?: string): Promise<void>
  memberships(accountId: string): Promise<Membership[]>
  /** Whether the account is a member of this org and of no other. */
  isOnlyIn(accountId: string, orgId: string): Promise<boolean>
  /** Of these accounts, those whose address is proven, in small letters. */
  provenAddresses(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  prove(accountId: string): Promise<void>
  withEmail(email: string): Promise<Account | undefined>
  /** Removes the account with everything it signs in with; it must be a member of no org. */
  erase(accountId: string): Promise<void>
  /** Keeps what a link is for, under the hash of its token. */
  issue(token: string, ticket: Ticket): Promise<void>
  /** What it is for, while it may be opened. */
  peek(token: string, kind: TicketKind): Promise<Ticket | undefined>
  /** The same, and nobody can open it again. */
  take(token: string, kind: TicketKind): Promise<Ticket | undefined>
  /** Ends every link of a kind. */
  withdraw(kind: TicketKind): Promise<void>
  /** Whether it is named for the first time before this moment: what works once is taken here. */
  isFirst(name: string, expiresAt: number): Promise<boolean>
  /** Changes with the password; empty where the account has none, undefined where there is no such account. */
  passwordMark(accountId: string): Promise<string | undefined>
  /**
   * The only password from now on; every session ends. False, and nothing is done, where the password is not the one
   * of `mark` any more. `proves` says that the person who sets it has the address.
   */
  setPassword(accountId: string, hash: string, how: { mark: string; proves: boolean }): Promise<boolean>
  /** Where there is none: false, and nothing is done, where there is one. */
  addPassword(accountId: string, hash: string): Promise<boolean>
  /**
   * Ends every session and every way in, so that only who knows the `mark` sets a password; undefined, and nothing is
   * done, where the account is a member of another org.
   */
  resetAccess(accountId: string, orgId: string): Promise<{ account: Account; mark: string } | undefined>
  passkeys(accountId: string): Promise<Passkey[]>
  /** Whether the account has a password, or a passkey beside this one. */
  hasOtherWay(accountId: string, passkeyId: string): Promise<boolean>
  /** False, and nothing is done, where nothing else opens the account. */
  removePasskey(accountId: string, passkeyId: string): Promise<boolean>
  credentials(accountId: string): Promise<PasskeyCredential[]>
  /** Whether any account has the passkey of this id. */
  hasCredential(id: string): Promise<boolean>
  /** Removes sessions, challenges and links that are past their time. */
  sweep(): Promise<void>
}

/** Headers of the browser that matter here: its cookies, and what it calls itself. */
export type Browser = { cookie: string; userAgent: string }

/** What came of an attempt, and the cookies that the browser gets. */
export type Entered<State extends string> = { state: State; setCookies: readonly string[] }

export type Challenge = { options: object; setCookies: readonly string[] }

export type NewAccount = { name: string; email: string; isProven: boolean } & FirstKey

/** Signing in and what one signs in with. */
export type Accounts = {
  signIn(
    browser: Browser,
    credentials: { email: string; password: string },
  ): Promise<Entered<'signed_in' | 'second_factor' | 'refused'>>
  /** The second step, with a code of an authenticator app or a recovery code. */
  secondFactor(
    browser: Browser,
    code: string,
  ): Promise<Entered<'signed_in' | 'refused' | 'expired' | 'locked'>>
  signOut(browser: Browser): Promise<readonly string[]>
  /** Makes an account. Whether the address is theirs is proven or not. */
  create(person: NewAccount): Promise<string>
  /** Signs a program in as an account whose owner has just allowed it; answers what it sends as its bearer token. */
  admit(program: {
    accountId: string
    /** The only org that it may act in. */
    orgId: string
    userAgent: string
    /** As they were signed in who allowed it, and since then: nobody has proved anything since. */
    method: SignInMethod
    signedInAt: number
  }): Promise<string>
  /** Signs a browser in as an account that was made in it just now. */
  enter(browser: Browser, accountId: string, method: SignInMethod): Promise<readonly string[]>
  hashPassword(password: string): Promise<string>
  /** Loads what signing in needs, so that nobody waits for it at the first sign-in. */
  prepare(): Promise<void>
  /** Other sessions of the account end; this one stays as old as it is, under another token. */
  changePassword(
    browser: Browser,
    change: { current: string; next: string },
    who: SignedIn,
  ): Promise<Entered<'done' | 'refused'>>
  /** Begins to set up an authenticator app; the codes are for when it is lost, shown this once. */
  startTotp(browser: Browser, password: string): Promise<{ uri: string; codes: string[] } | undefined>
  /** From then on a code is asked for at every sign-in with the password. */
  confirmTotp(browser: Browser, code: string): Promise<Entered<'done' | 'refused'>>
  stopTotp(browser: Browser, password: string): Promise<Entered<'done' | 'refused'>>
  /** What a browser is asked before it makes a passkey, or signs in with one. */
  passkeyOptions(browser: Browser, use: 'add' | 'sign_in'): Promise<Challenge | undefined>
  addPasskey(browser: Browser, response: object, name: string): Promise<boolean>
  signInWithPasskey(browser: Browser, response: object): Promise<Entered<'signed_in' | 'refused'>>
}
