// A stand-in for Slack, apps in it, and presses as Slack signs them.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ask, type Decided, type World } from './approvals-world.ts'
import { type DatabaseKind, startAlone, type TestApp } from './harness.ts'
import type { TestPerson } from './people.ts'
import { until } from './until.ts'

type Block = {
  type: string
  elements?: { action_id?: string; value?: string; url?: string; text?: string }[]
}
export type Posted = {
  path: string
  headers: IncomingHttpHeaders
  body: { channel: string; ts?: string; text: string; blocks: Block[] }
}
/** What was said to the one who pressed. */
type Told = { text: string; response_type: string; replace_original: boolean }

export const TOKEN = 'xoxb-17653672481-19874698323'
export const SIGNING_SECRET = '8f742231b10e8888abcd99aaabbb85a5'
export const CHANNEL = 'C024BE91L'

/** Low in risk, so that it may be decided in Slack; a deletion is not, and a pair needs two. */
export const POLICIES = `
  @id("tickets") permit (principal, action, resource) when { context.action == "update_ticket" && context.approved };
  @id("restarts") @approvers("2") permit (principal, action, resource)
    when { context.action == "update_pair" && context.approved };
  @id("teams") @approvers("1 of sre") permit (principal, action, resource)
    when { context.action == "update_team" && context.approved };
  @id("deletes") permit (principal, action, resource) when { context.action == "delete_database" && context.approved };`

export type Slack = {
  app: TestApp
  base: string
  posted: Posted[]
  told: Told[]
  /** Whether it refuses what is posted. */
  isRefusing: boolean
  /** Nothing was posted or told. */
  forget(): void
  close(): Promise<void>
}

export async function startSlack(kind: DatabaseKind): Promise<Slack> {
  const app = await startAlone(kind, { env: { COUNTERSIGN_WEBHOOK_ALLOW: '127.0.0.1' } })
  const slack: Slack = {
    app,
    base: '',
    posted: [],
    told: [],
    isRefusing: false,
    forget() {
      slack.posted.length = 0
      slack.told.length = 0
      slack.isRefusing = false
    },
    async close() {
      await app.close()
      standIn.closeAllConnections()
      standIn.close()
    },
  }
  const standIn = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const body = JSON.parse(Buffer.concat(parts).toString('utf8'))
    response.setHeader('content-type', 'application/json')
    if (request.url === '/response') {
      slack.told.push(body)
      response.end('ok')
      return
    }
    slack.posted.push({ path: request.url ?? '', headers: request.headers, body })
    const isKnown = request.headers.authorization === `Bearer ${TOKEN}`
    const answer =
      isKnown && !slack.isRefusing
        ? { ok: true, ts: `1700.${slack.posted.length}`, channel: CHANNEL }
        : { ok: false, error: 'invalid_auth' }
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => standIn.listen(0, '127.0.0.1', resolve))
  slack.base = `http://127.0.0.1:${(standIn.address() as AddressInfo).port}`
  return slack
}

export type Linked = { user: string; member: string }

/** An app that somebody sets, with their key or session; its id. */
export async function setApp(
  { app, base }: Slack,
  key: string,
  linked: readonly Linked[],
  more: object = {},
): Promise<string> {
  const body = {
    name: 'approvals in Slack',
    url: `${base}/api`,
    format: 'slack',
    events: ['approval.requested', 'approval.granted', 'approval.rejected', 'approval.expired'],
    slack: {
      channel: CHANNEL,
      bot_token: TOKEN,
      signing_secret: SIGNING_SECRET,
      users: linked.map(({ user, member }) => ({ slack_user: user, member_id: member })),
      ...more,
    },
  }
  return (await app.must<{ id: string }>('/v1/webhooks', { key, body })).id
}

export function ticket(world: World, more: object = {}): Promise<Decided> {
  return ask(world, {
    action: 'update_ticket',
    tool: 'desk:update_ticket',
    arguments: { n: Math.random(), canary: 'canary-argument' },
    target: undefined,
    ...more,
  })
}

export async function messageOf({ posted }: Slack, of: Decided): Promise<Posted> {
  return until('it is posted', () => posted.find(({ body }) => JSON.stringify(body).includes(of.approval.id)))
}

export function elementsOf({ body }: Posted) {
  return body.blocks.flatMap((block) => block.elements ?? [])
}

export type Button = { action_id?: string | undefined; value?: string | undefined }

export function buttonOf(found: Posted, action: string): Button | undefined {
  return elementsOf(found).find(({ action_id }) => action_id === action)
}

/** A button as whoever knows the secret can make it up, for any approval. */
export async function madeUp(
  world: World,
  of: Decided,
  decision: 'grant' | 'reject' = 'grant',
): Promise<Button> {
  const { id } = of.approval
  const { digest } = await world.app.must<{ digest: string }>(`/v1/approvals/${id}`, { key: world.key })
  return { action_id: `approval.${decision}`, value: JSON.stringify({ id, digest }) }
}

export type Press = {
  org: string
  hook: string
  user: string
  at?: number
  secret?: string
  tamper?: (body: string) => string
}

/** As Slack sends it when somebody presses a button; the status of the answer. */
export async function press({ app, base }: Slack, button: Button | undefined, made: Press): Promise<number> {
  const { org, hook, user, at = Date.now(), secret = SIGNING_SECRET, tamper = (body) => body } = made
  const payload = {
    type: 'block_actions',
    user: { id: user },
    actions: [button],
    response_url: `${base}/response`,
  }
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
  const timestamp = String(Math.floor(at / 1000))
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`
  const answer = await app.http.inject({
    method: 'POST',
    url: `/slack/${org}/${hook}`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature,
    },
    payload: tamper(body),
  })
  return answer.statusCode
}

/** The path of the page that was told to who pressed last. */
export function pathTold({ told }: Slack): string {
  const [, path] = /https?:\/\/[^/ ]+(\/o\/\w+\/slack\/\S+)/.exec(told.at(-1)?.text ?? '') ?? []
  return path ?? assert.fail(`no link in ${told.at(-1)?.text}`)
}

/** The member presses once, opens the page that Slack then shows to them, and links the Slack user with themselves. */
export async function link(
  slack: Slack,
  button: Button | undefined,
  made: Press,
  person: TestPerson,
): Promise<void> {
  assert.equal(await press(slack, button, made), 200)
  const path = pathTold(slack)
  await person.browser.get(path)
  const answer = await person.browser.post(path)
  assert.deepEqual([answer.status, answer.location], [303, `/o/${made.org}/settings?done=slack`], answer.text)
  slack.told.length = 0
}
