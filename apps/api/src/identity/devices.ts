// Programs without a browser that sign in as a member, by a code that the member types (RFC 8628).
import { createHash, randomBytes, randomInt } from 'node:crypto'
import type { AccountStore, Accounts, Membership, SignedIn } from '../ports/accounts.ts'
import { SESSION_SECONDS } from './better-auth.ts'

/** What asks, as the member sees it before answering; the program itself chose its name. */
export type Asking = { client: string; address: string; askedAt: number }

/** What a program gets once it may act. */
export type Allowed = Membership & { token: string; expiresAt: number }

export type Devices = {
  begin(asking: Omit<Asking, 'askedAt'>): Promise<{ deviceCode: string; userCode: string }>
  /** What asks with the code that somebody typed; undefined when it is wrong, answered or over. */
  asking(typed: string): Promise<Asking | undefined>
  /** Answers once; without an org the member refuses. False when it is answered or over already. */
  answer(typed: string, who: SignedIn, as: Membership | undefined): Promise<boolean>
  /** What became of it; what is allowed is handed over once. */
  collect(deviceCode: string): Promise<'pending' | 'refused' | 'over' | Allowed>
}

export const DEVICE_CODE_LASTS_MS = 10 * 60_000

/** No vowels, so that no code spells a word; 25 thousand million codes, of which few are open for minutes. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const LETTERS_IN_CODE = 8

type Parts = { accounts: Pick<Accounts, 'admit'>; accountStore: AccountStore; clock: () => number }

/** The code as it was given out, however it is typed. */
function codeOf(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
    .slice(0, LETTERS_IN_CODE)
}

/** Where the answer waits for the program: it follows from the code that only the program has. */
function answerOf(deviceCode: string): string {
  return createHash('sha256').update(`answer\0${deviceCode}`).digest('hex')
}

export function createDevices({ accounts, accountStore, clock }: Parts): Devices {
  return {
    async begin(asking) {
      const deviceCode = randomBytes(32).toString('base64url')
      const userCode = Array.from({ length: LETTERS_IN_CODE }, () => LETTERS[randomInt(LETTERS.length)]).join(
        '',
      )
      const askedAt = clock()
      const expiresAt = askedAt + DEVICE_CODE_LASTS_MS
      const content = { ...asking, askedAt, answer: answerOf(deviceCode) }
      await accountStore.issue(userCode, { kind: 'device', content, expiresAt })
      await accountStore.issue(deviceCode, { kind: 'device_code', content: {}, expiresAt })
      return { deviceCode, userCode }
    },

    async asking(typed) {
      const found = await accountStore.peek(codeOf(typed), 'device')
      return found && (found.content as Asking)
    },

    async answer(typed, who, as) {
      const found = await accountStore.take(codeOf(typed), 'device')
      if (found === undefined) return false
      const { answer, client } = found.content as Asking & { answer: string }
      // The session begins now, so that ending all sessions of the account ends this one, too.
      const content = as === undefined ? {} : { ...as, ...(await admit(who, client, as.orgId)) }
      await accountStore.issue(answer, { kind: 'device_answer', content, expiresAt: found.expiresAt })
      return true
    },

    async collect(deviceCode) {
      if ((await accountStore.peek(deviceCode, 'device_code')) === undefined) return 'over'
      const answered = await accountStore.take(answerOf(deviceCode), 'device_answer')
      if (answered === undefined) return 'pending'
      await accountStore.take(deviceCode, 'device_code')
      return 'token' in answered.content ? (answered.content as Allowed) : 'refused'
    },
  }

  async function admit({ account, session }: SignedIn, userAgent: string, orgId: string) {
    const expiresAt = clock() + SESSION_SECONDS * 1000
    const { method, signedInAt } = session
    const token = await accounts.admit({ accountId: account.id, orgId, userAgent, method, signedInAt })
    return { expiresAt, token }
  }
}
