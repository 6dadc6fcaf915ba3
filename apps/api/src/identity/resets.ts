// A forgotten password: a link, by mail or from the member who did the reset, that sets a new one once.
import type { Passwords } from '../adapters/passwords.ts'
import type { Context } from '../operations/context.ts'
import { ApiError } from '../operations/refusal.ts'
import type { AccountStore } from '../ports/accounts.ts'
import { newToken } from './entrances.ts'
import { parsePassword } from './person.ts'

export type Resets = {
  canMail: boolean
  /** Does not reveal whether the address has an account. */
  ask(email: string): Promise<void>
  isOpen(token: string): Promise<boolean>
  set(token: string, password: string): Promise<void>
}

const LASTS_MS = 3_600_000

type Parts = {
  context: Context
  accountStore: AccountStore
  passwords: Passwords
  onMail: (code: string) => void
}

export function createResets({ context, accountStore, passwords, onMail }: Parts): Resets {
  const { mailer } = context
  async function isOpen(token: string): Promise<boolean> {
    const { account, mark } = (await accountStore.peek(token, 'reset'))?.content ?? {}
    return typeof account === 'string' && (await accountStore.passwordMark(account)) === mark
  }
  async function mail(email: string): Promise<void> {
    const account = await accountStore.withEmail(email)
    if (account === undefined || mailer === undefined) return
    const token = newToken()
    const content = { account: account.id, mark: await accountStore.passwordMark(account.id), proves: true }
    await accountStore.issue(token, { kind: 'reset', content, expiresAt: context.clock() + LASTS_MS })
    const outcome = await mailer.send({
      id: newToken(),
      to: account.email,
      subject: 'Set a new password for Countersign',
      text: `Set a new password:\n\n${context.publicUrl()}/reset/${token}\n\nThe link works once, for an hour. If you did not ask for it, do nothing.\n`,
    })
    if (outcome.status !== 'sent') onMail(outcome.code)
  }
  return {
    canMail: mailer !== undefined,
    async ask(email) {
      // Not waited for: how long it takes would reveal whether there is an account.
      mail(email).catch(() => onMail('internal'))
    },
    isOpen,
    async set(token, password) {
      // A hash is dear, and strangers must not have them made.
      if (!(await isOpen(token))) throw new ApiError('not_found')
      const hash = await passwords.hash(parsePassword(password))
      const { account, mark, proves } = (await accountStore.take(token, 'reset'))?.content ?? {}
      if (typeof account !== 'string' || typeof mark !== 'string') throw new ApiError('not_found')
      // Another link, or its owner, may have set a new one since; or they were reset once more.
      const isSet = await accountStore.setPassword(account, hash, { mark, proves: proves === true })
      if (!isSet) throw new ApiError('not_found')
    },
  }
}
