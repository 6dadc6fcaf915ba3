// A button that was pressed in Slack: believed by its signature, decided as the member that it was.
import { timingSafeEqual } from 'node:crypto'
import { type ErrorCode, errorEntry, hasScope, scopesOfRole } from '@countersign/contract'
import { encodeUtf8, isJsonObject } from '@countersign/json'
import { type ApprovalVerb, ID_PATTERNS, isActor } from '@countersign/terms'
import { isLinked } from '../approvals/in-slack.ts'
import { approvalLink } from '../approvals/link.ts'
import type { Handlers, MemberCaller } from '../call.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { appOf, type SlackApp, withOthers } from './app.ts'
import { codeLink } from './code.ts'
import { GRANT, type Pressed, REJECT } from './message.ts'

export type Interaction = {
  orgId: string
  webhookId: string
  /** The body as it arrived, which is what is signed. */
  body: Uint8Array
  timestamp: string | undefined
  signature: string | undefined
  requestId: string
}

export type Interact = (interaction: Interaction) => Promise<void>

const TOLERANCE_MS = 5 * 60_000

/** Resolves once it is decided or refused; rejects with `auth.invalid` for what Slack has not signed. */
export function createInteract(context: Context, handlers: Pick<Handlers, 'approvals.decide'>): Interact {
  return async (interaction) => {
    const app = await signedBy(context, interaction)
    const pressed = pressedIn(interaction.body)
    if (pressed === undefined) return
    const { orgId, requestId } = interaction
    try {
      const caller = await memberOf(context, orgId, app, pressed.user)
      await handlers['approvals.decide'](
        { operation: 'approvals.decide', caller, requestId },
        { approval_id: pressed.id, digest: pressed.digest, decision: pressed.decision },
      )
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      await explainTo(context, orgId, pressed, error)
    }
  }
}

/** The app that signed it; unknown orgs and webhooks are refused as a wrong signature is. */
async function signedBy(context: Context, interaction: Interaction): Promise<SlackApp> {
  const { orgId, webhookId, body, timestamp = '', signature = '' } = interaction
  const { store, suite, clock } = context
  const isFresh = /^\d{1,12}$/.test(timestamp) && Math.abs(clock() - Number(timestamp) * 1000) <= TOLERANCE_MS
  if (!isFresh || !ID_PATTERNS.org.test(orgId)) throw new ApiError('auth.invalid')
  const config = await store.config(orgId, { fresh: true })
  const app = config && (await appOf(context, orgId, config, webhookId))
  if (config === undefined || app === undefined) throw new ApiError('auth.invalid')
  const message = Buffer.concat([encodeUtf8(`v0:${timestamp}:`), body])
  const expected = `v0=${Buffer.from(suite.hmacSha256(encodeUtf8(app.settings.signing_secret), message)).toString('hex')}`
  if (!isSame(expected, signature)) throw new ApiError('auth.invalid')
  return withOthers(context, orgId, config, app)
}

function isSame(expected: string, given: string): boolean {
  return expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given))
}

type Press = Pressed & { user: string; decision: ApprovalVerb; responseUrl: string | undefined }

/** Undefined for whatever else Slack sends, such as a press of the button that only opens the page. */
function pressedIn(body: Uint8Array): Press | undefined {
  const payload = json(new URLSearchParams(Buffer.from(body).toString('utf8')).get('payload') ?? '')
  const { type, user, actions, response_url: responseUrl } = payload
  const [action] = Array.isArray(actions) ? actions : []
  if (type !== 'block_actions' || !isJsonObject(user) || !isJsonObject(action)) return undefined
  const decision = { [GRANT]: 'grant', [REJECT]: 'reject' }[String(action.action_id)]
  const { id, digest } = json(String(action.value))
  if (decision === undefined || typeof id !== 'string' || typeof digest !== 'string') return undefined
  return {
    user: String(user.id),
    id,
    digest,
    decision: decision as Press['decision'],
    responseUrl: typeof responseUrl === 'string' ? responseUrl : undefined,
  }
}

function json(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : {}
  } catch {
    return {}
  }
}

/** The member who has linked this user to themselves, with the scopes of their role and no others. */
async function memberOf(context: Context, orgId: string, app: SlackApp, user: string): Promise<MemberCaller> {
  const memberId = app.settings.users.find(({ slack_user }) => slack_user === user)?.member_id
  const found = memberId === undefined ? undefined : await context.store.members.named(orgId, [memberId])
  const member = found?.get(memberId ?? '')
  if (member === undefined || !isActor(member.id))
    throw refused('your Slack user is not the one of a member: whoever manages the webhooks can name you')
  const scopes = scopesOfRole(member.role)
  if (!hasScope(scopes, 'approvals:decide')) throw refused(`the role \`${member.role}\` decides no approvals`)
  if (app.settings.set === undefined)
    throw refused('the token and the signing secret of the app must be set again')
  if (!isLinked(member, app) || member.slack?.user !== user)
    throw refused(
      `it is not known yet that this is your Slack user. Open ${codeLink(context, orgId, app, user)} within ten minutes, confirm it there, and press again`,
    )
  return {
    kind: 'member',
    orgId,
    actor: member.id,
    memberId: member.id,
    role: member.role,
    accountId: member.accountId,
    sessionId: '',
    method: 'password',
    signedInAt: 0,
    slack: app,
    scopes,
  }
}

function refused(detail: string): ApiError {
  return new ApiError('approval.approver', { detail })
}

/** Only the person who pressed the button sees it. What was decided already shows in the message itself. */
async function explainTo(
  context: Context,
  orgId: string,
  { id, responseUrl }: Press,
  { code, detail }: ApiError,
): Promise<void> {
  if (responseUrl === undefined) return
  const text = `Nothing was decided, because ${detail ?? wordsOf(code)}. ${approvalLink(context, orgId, id)}`
  await context.outbound.post(
    responseUrl,
    {},
    JSON.stringify({ response_type: 'ephemeral', replace_original: false, text }),
  )
}

/** The title of an error, within a sentence. */
function wordsOf(code: ErrorCode): string {
  const { title } = errorEntry(code)
  return title.charAt(0).toLowerCase() + title.slice(1)
}
