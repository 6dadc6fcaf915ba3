// A member's own settings: password, second step, passkeys, sessions, leaving and erasing.
import type { Leaving } from '../../../identity/leaving.ts'
import type { SlackLinks } from '../../../identity/slack-links.ts'
import type { Substitutes } from '../../../identity/substitutes.ts'
import { ApiError } from '../../../operations/refusal.ts'
import type { Form } from '../form.ts'
import { html } from '../html.ts'
import type { Kit } from '../kit.ts'
import { errorBox, noteBox } from '../layout.ts'
import { doneOf } from '../members.ts'
import { signInPath } from '../next.ts'
import type { Operate } from '../operate.ts'
import { type AccessParts, accessForms } from './access.ts'
import { addressForms } from './address.ts'
import { DONE, isFresh, PATH, type Show, settingsOf } from './place.ts'
import {
  addressSection,
  leavingSection,
  passkeySection,
  passwordSection,
  secondStepSection,
  sessionSection,
} from './sections.ts'
import { slackForms, slackSection } from './slack.ts'
import { substituteForm, substituteSection } from './substitute.ts'

export type SettingsParts = AccessParts & {
  leaving: Leaving
  operate: Operate
  slackLinks: SlackLinks
  substitutes: Substitutes
  publicUrl: () => string
}

export function settingsPages(kit: Kit, parts: SettingsParts): void {
  const show = overview(parts)
  kit.orgPage(PATH, show)
  addressForms(kit, parts, show)
  accessForms(kit, parts, show)
  substituteForm(kit, parts, show)
  slackForms(kit, parts, show)
  sessionForms(kit, parts, show)
  leavingForms(kit, parts, show)
}

function sessionForms(kit: Kit, { accountStore }: SettingsParts, show: Show): void {
  kit.orgForm(
    `${PATH}/sessions/end`,
    async (visit, form) => {
      const { account, session } = visit.who
      if (form.text('id') === '') await accountStore.endSessions(account.id, session.id)
      else await accountStore.endSession(account.id, form.text('id'))
      return { redirect: settingsOf(visit, 'session') }
    },
    show,
  )
}

function leavingForms(kit: Kit, parts: SettingsParts, show: Show): void {
  const { leaving, accounts } = parts
  function requireWord(form: Form, expected: string): void {
    if (form.text('confirm') === expected) return
    throw new ApiError('request.invalid', { detail: `nothing was done: type \`${expected}\` to confirm it` })
  }
  kit.orgForm(
    `${PATH}/leave`,
    async (visit, form) => {
      requireWord(form, visit.org.name)
      await leaving.leave(visit)
      return { redirect: '/' }
    },
    show,
  )
  kit.orgForm(
    `${PATH}/erase`,
    async (visit, form) => {
      if (!isFresh(visit)) return { redirect: signInPath(settingsOf(visit), 'again') }
      requireWord(form, visit.who.account.email)
      await leaving.erase(visit.who, visit.requestId)
      return { redirect: '/', setCookies: await accounts.signOut(visit.browser) }
    },
    show,
  )
}

function overview({ accountStore, addresses, operate, publicUrl, slackLinks }: SettingsParts): Show {
  return async (visit, { error }) => {
    const { account } = visit.who
    const [sessions, passkeys, mark] = [
      await accountStore.sessions(account.id),
      await accountStore.passkeys(account.id),
      await accountStore.passwordMark(account.id),
    ]
    const hasPassword = mark !== undefined && mark !== ''
    return {
      title: 'Settings',
      at: 'settings',
      body: html`${errorBox(error)}${noteBox(doneOf(visit, DONE))}
<p>${account.name}, ${account.email}<br><span class="quiet">${visit.caller.role} of ${visit.org.name}, <code>${visit.caller.memberId}</code></span></p>
${addressSection(visit, addresses.canMail)}
${passwordSection(visit, hasPassword)}
${secondStepSection(visit, hasPassword)}
${passkeySection(visit, passkeys, publicUrl())}
${await substituteSection(visit, operate)}
${await slackSection(visit, slackLinks)}
${sessionSection(visit, sessions)}
${leavingSection(visit)}`,
    }
  }
}
