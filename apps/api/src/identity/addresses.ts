// What is mailed to the owner of an account: a link that confirms the address, and what was changed.
import type { Context } from '../operations/context.ts'
import { ApiError } from '../operations/refusal.ts'
import type { Account, AccountStore } from '../ports/accounts.ts'
import { newToken } from './entrances.ts'

/** Changes that are mailed to the owner, since somebody else may have made them. */
export const NEWS = {
  passkey_added: 'A passkey was added to your account. Whoever holds it can sign in as you.',
  passkey_removed: 'A passkey was removed from your account.',
  slack_linked:
    'A Slack user was linked with you: whoever has it can decide approvals as you, of low and medium risk.',
  totp_on: 'Signing in to your account with the password now asks for a code of an authenticator app.',
  totp_off: 'Signing in to your account with the password asks for no code any more.',
  password_added: 'A password was set for your account. Whoever knows it can sign in as you.',
  password: 'The password of your account was changed, and every other session has ended.',
} as const

export type Addresses = {
  canMail: boolean
  /** Mails a link to the address of the account. */
  ask(account: Account): Promise<void>
  /** The address is proven by who opened the link while signed in to the account. */
  confirm(token: string, account: Account): Promise<void>
  /** Tells the owner by mail, where mail is set up; never fails, and is not waited for. */
  notify(account: Account, news: keyof typeof NEWS): void
}

type Parts = { context: Context; accountStore: AccountStore; onMail: (code: string) => void }

const LASTS_MS = 24 * 3_600_000

export function createAddresses({ context, accountStore, onMail }: Parts): Addresses {
  const { mailer } = context
  async function send({ id, email: to }: Account, subject: string, text: string): Promise<void> {
    if (mailer === undefined || !(await context.mayMail('', id))) return
    const outcome = await mailer.send({ id: newToken(), to, subject, text })
    if (outcome.status !== 'sent') onMail(outcome.code)
  }
  return {
    canMail: mailer !== undefined,
    async ask(account) {
      const token = newToken()
      const expiresAt = context.clock() + LASTS_MS
      await accountStore.issue(token, { kind: 'address', content: { account: account.id }, expiresAt })
      await send(
        account,
        'Confirm your address for Countersign',
        `Open this link in the browser in which you are signed in to confirm that this address is yours:

${context.publicUrl()}/address/${token}

It works once, for a day. If you have no account there, do nothing.
`,
      )
    },
    async confirm(token, { id }) {
      // Having the mailbox must not be enough to confirm the address of somebody else's account.
      const asked = (await accountStore.peek(token, 'address'))?.content.account
      if (asked !== id || (await accountStore.take(token, 'address')) === undefined)
        throw new ApiError('not_found')
      await accountStore.prove(id)
    },
    notify(account, news) {
      const text = `${NEWS[news]}

If it was not you, set a new password and look at your sessions: ${context.publicUrl()}/reset
`
      send(account, 'Your account at Countersign was changed', text).catch(() => onMail('internal'))
    },
  }
}
