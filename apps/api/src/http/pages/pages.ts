// Every page of the service for people: server-rendered, usable without scripts, under a policy of their own.
import { type ErrorCode, errorEntry } from '@countersign/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Addresses } from '../../identity/addresses.ts'
import type { Devices } from '../../identity/devices.ts'
import type { Entrances } from '../../identity/entrances.ts'
import type { Leaving } from '../../identity/leaving.ts'
import type { Passkeys } from '../../identity/passkeys.ts'
import type { Resets } from '../../identity/resets.ts'
import type { SlackLinks } from '../../identity/slack-links.ts'
import type { Substitutes } from '../../identity/substitutes.ts'
import type { Handlers } from '../../operations/call.ts'
import type { ApiError } from '../../operations/refusal.ts'
import type { AccountStore, Accounts } from '../../ports/accounts.ts'
import type { Limits } from '../../ports/limits.ts'
import type { Pace } from '../../ports/services.ts'
import { toApiError } from '../problem.ts'
import type { Quota } from '../quota.ts'
import { Refusal } from '../refusal.ts'
import { agentPages } from './agents.ts'
import { approvalPages } from './approvals/approvals.ts'
import { serveAssets } from './assets.ts'
import { createAttempts } from './attempts.ts'
import { devicePages } from './device.ts'
import { frontPages } from './front.ts'
import { html, withCode } from './html.ts'
import { joinPages } from './join.ts'
import { keyPages } from './keys.ts'
import { createKit, type KitParts, messageOf, PAGE_HEADERS, send } from './kit.ts'
import type { Page } from './layout.ts'
import { memberPages } from './members.ts'
import { operator } from './operate.ts'
import { receiptPages } from './receipts/receipt.ts'
import { pageTitleOf } from './remedies.ts'
import { resetPages } from './reset.ts'
import { retentionPages } from './retention.ts'
import { settingsPages } from './settings/settings.ts'
import { signInPages } from './sign-in.ts'
import { signUpPages } from './sign-up.ts'
import { webhookPages } from './webhooks.ts'

export type PageParts = KitParts & {
  handlers: Handlers
  quota: Quota
  pace: Pace
  /** ms since epoch; only for showing how much time is left. */
  clock: () => number
  accounts: Accounts
  accountStore: AccountStore
  addresses: Addresses
  limits: Limits
  devices: Devices
  entrances: Entrances
  leaving: Leaving
  slackLinks: SlackLinks
  substitutes: Substitutes
  passkeys: Passkeys
  resets: Resets
  /** Hears what failed, for the log. */
  onFault: (error: ApiError, request: { id: string; route: string | undefined }) => void
}

export function pages(parts: PageParts) {
  return async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRequest', async (request, reply) => {
      reply.headers(PAGE_HEADERS).header('x-request-id', request.id)
    })
    app.setErrorHandler((error, request, reply) => {
      const known = toApiError(error)
      request.problem = known.code
      if (errorEntry(known.code).status >= 500) {
        parts.onFault(known, { id: request.id, route: request.routeOptions.url })
      }
      if (known instanceof Refusal) reply.headers(known.answerHeaders)
      sendError(known, request, reply)
    })
    serveAssets(app)
    const kit = createKit(app, parts)
    const operate = operator(parts.handlers, parts.quota)
    const attempts = createAttempts(parts.limits)
    frontPages(kit, parts)
    signInPages(kit, { ...parts, attempts })
    resetPages(kit, { ...parts, attempts })
    signUpPages(kit, { ...parts, attempts })
    joinPages(kit, parts)
    devicePages(kit, { ...parts, attempts })
    agentPages(kit, operate)
    memberPages(kit, operate)
    keyPages(kit, operate, parts.publicUrl)
    webhookPages(kit, operate, parts.publicUrl)
    approvalPages(kit, { ...parts, operate })
    receiptPages(kit, { ...parts, operate })
    retentionPages(kit, { ...parts, operate })
    settingsPages(kit, { ...parts, attempts, operate })
    kit.leadBack()
  }
}

/** What somebody with a browser sees of an error, whatever path they asked for. */
export function sendError(error: ApiError, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(PAGE_HEADERS).header('x-request-id', request.id)
  send(reply, errorPage(error, request.id), { token: '' })
}

const TITLES: Partial<Record<ErrorCode, string>> = {
  not_found: 'There is nothing here',
  'route.unknown': 'There is nothing here',
  'auth.forged': 'This form is too old, or did not come from here',
}

/** Where the words of the API would not help somebody with a browser. */
const TEXTS: Partial<Record<ErrorCode, string>> = {
  not_found:
    'There is nothing at this address that you may see. If it came from a link that works once, it may have been used or have expired: ask for a new one.',
  'route.unknown': 'This page does not exist.',
  'auth.scope': 'An owner or an admin can give you a role that does.',
}

function errorPage(error: ApiError, requestId: string): Page {
  const { status, title } = errorEntry(error.code)
  return {
    title: TITLES[error.code] ?? (pageTitleOf(error.code) || title),
    status,
    narrow: true,
    body: html`<p>${TEXTS[error.code] ?? withCode(messageOf(error))}</p>
<p><a href="/">To the front page</a></p>
<p class="quiet">Request <code>${requestId}</code></p>`,
  }
}
