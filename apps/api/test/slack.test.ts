// Slack: what is posted and rewritten, and that a signed button decides only what its member may.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import {
  ask,
  type Decided,
  grant,
  makeWorld,
  member,
  outcome,
  read,
  requireValidLog,
  type World,
} from './approvals-world.ts'
import { type DatabaseKind, startAlone, type TestApp } from './harness.ts'
import { until } from './until.ts'

type Block = {
  type: string
  elements?: { action_id?: string; value?: string; url?: string; text?: string }[]
}
type Posted = {
  path: string
  headers: IncomingHttpHeaders
  body: { channel: string; ts?: string; text: string; blocks: Block[] }
}

const TOKEN = 'xoxb-17653672481-19874698323'
const SIGNING_SECRET = '8f742231b10e8888abcd99aaabbb85a5'
const ADA = 'U061F7AUR'

/** Low in risk, so that it may be decided in Slack; a deletion is not. */
const POLICIES = `
  @id("tickets") permit (principal, action, resource) when { context.action == "update_ticket" && context.approved };
  @id("deletes") permit (principal, action, resource) when { context.action == "delete_database" && context.approved };`

for (const kind of ['embedded', 'postgres'] as const) describe(`Slack on ${kind}`, () => slack(kind))

function slack(kind: DatabaseKind) {
  let app: TestApp & AsyncDisposable
  const posted: Posted[] = []
  /** What was said to the one who pressed. */
  const told: { text: string; response_type: string; replace_original: boolean }[] = []
  let isRefusing = false
  const standIn = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      response.setHeader('content-type', 'application/json')
      if (request.url === '/response') {
        told.push(JSON.parse(body))
        response.end('ok')
        return
      }
      posted.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(body) })
      const isKnown = request.headers.authorization === `Bearer ${TOKEN}`
      const answer =
        isKnown && !isRefusing
          ? { ok: true, ts: `1700.${posted.length}`, channel: 'C024BE91L' }
          : { ok: false, error: 'invalid_auth' }
      response.end(JSON.stringify(answer))
    })
  })
  let base: string
  let world: World
  let ada: string
  let hookId: string
  before(async () => {
    await new Promise<void>((resolve) => standIn.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(standIn.address() as AddressInfo).port}`
    app = await startAlone(kind, { env: { COUNTERSIGN_WEBHOOK_ALLOW: '127.0.0.1' } })
  })
  after(async () => {
    await app?.close()
    standIn.closeAllConnections()
    standIn.close()
  })
  beforeEach(async () => {
    posted.length = 0
    told.length = 0
    isRefusing = false
    world = await makeWorld(app, POLICIES)
    ada = await member(world)
    hookId = (await create()).id
  })

  function create(more: object = {}): Promise<{ id: string }> {
    const body = {
      url: `${base}/api`,
      format: 'slack',
      events: ['approval.requested', 'approval.granted', 'approval.rejected', 'approval.expired'],
      slack: {
        channel: 'C024BE91L',
        bot_token: TOKEN,
        signing_secret: SIGNING_SECRET,
        users: [{ slack_user: ADA, member_id: ada }],
      },
      ...more,
    }
    return app.must('/v1/webhooks', { key: world.key, body })
  }

  function ticket(n = Math.random()): Promise<Decided> {
    return ask(world, {
      action: 'update_ticket',
      tool: 'desk:update_ticket',
      arguments: { n, canary: 'canary-argument' },
      target: undefined,
    })
  }

  async function message(of: Decided): Promise<Posted> {
    return until('it is posted', () =>
      posted.find(({ body }) => JSON.stringify(body).includes(of.approval.id)),
    )
  }

  function elements({ body }: Posted) {
    return body.blocks.flatMap((block) => block.elements ?? [])
  }

  function button(found: Posted, action: string): { action_id?: string; value?: string } | undefined {
    return elements(found).find(({ action_id }) => action_id === action)
  }

  type Press = {
    user?: string
    at?: number
    secret?: string
    hook?: string
    org?: string
    tamper?: (body: string) => string
  }

  /** As Slack sends it when somebody presses a button. */
  async function press(action: object | undefined, more: Press = {}) {
    const { user = ADA, at = Date.now(), secret = SIGNING_SECRET, tamper = (body) => body } = more
    const payload = {
      type: 'block_actions',
      user: { id: user },
      actions: [action],
      response_url: `${base}/response`,
    }
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
    const timestamp = String(Math.floor(at / 1000))
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`
    const answer = await app.http.inject({
      method: 'POST',
      url: `/slack/${more.org ?? world.orgId}/${more.hook ?? hookId}`,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature,
      },
      payload: tamper(body),
    })
    return answer.statusCode
  }

  it('posts what is asked for, lets its member grant it, and rewrites the message with the outcome', async () => {
    const asked = await ticket()
    const found = await message(asked)
    assert.equal(found.path, '/api/chat.postMessage')
    assert.equal(found.body.channel, 'C024BE91L')
    assert.ok(!JSON.stringify(found.body).includes('canary'))
    assert.ok(
      elements(found).some(({ url }) => url?.endsWith(`/o/${world.orgId}/approvals/${asked.approval.id}`)),
    )
    assert.equal(await press(button(found, 'approval.grant')), 200)
    const approval = await read(world, asked.approval.id)
    assert.equal(approval.status, 'granted')
    assert.deepEqual(
      approval.decisions.map(({ member, via }) => [member, via]),
      [[ada, 'slack']],
    )
    const rewritten = await until('it is rewritten', () =>
      posted.find(({ path }) => path === '/api/chat.update'),
    )
    assert.equal(rewritten.body.ts, `1700.${posted.indexOf(found) + 1}`)
    assert.match(JSON.stringify(rewritten.body), new RegExp(`granted by ${ada}`))
    assert.equal(button(rewritten, 'approval.grant'), undefined)
    assert.ok((await requireValidLog(world)).includes('approval.granted'))
    assert.deepEqual(told, [])
  })

  it('rejects as easily, and what was decided elsewhere is rewritten, too', async () => {
    const first = await ticket()
    assert.equal(await press(button(await message(first), 'approval.reject')), 200)
    assert.equal((await read(world, first.approval.id)).status, 'rejected')
    const second = await ticket()
    await message(second)
    await grant(world, second.approval.id, ada)
    await until(
      'both are rewritten',
      () => posted.filter(({ path }) => path === '/api/chat.update').length === 2,
    )
  })

  it('believes nothing that Slack has not signed just now for this webhook', async () => {
    const asked = await ticket()
    const grantButton = button(await message(asked), 'approval.grant')
    const minutes = 60_000
    const other = await create({
      slack: { channel: 'C024BE91L', bot_token: TOKEN, signing_secret: 'ab'.repeat(16), users: [] },
    })
    const stranger = await makeWorld(app, POLICIES)
    const forged: Press[] = [
      { secret: 'ab'.repeat(16) },
      { at: Date.now() - 6 * minutes },
      { at: Date.now() + 6 * minutes },
      { tamper: (body) => `${body}&x=1` },
      { tamper: (body) => body.replace('U061F7AUR', 'U061F7AUS') },
      { hook: other.id },
      { hook: `whk_${'0'.repeat(26)}` },
      { org: stranger.orgId },
      { org: 'nonsense' },
    ]
    for (const attempt of forged)
      assert.equal(await press(grantButton, attempt), 401, JSON.stringify(attempt))
    const bare = await app.http.inject({
      method: 'POST',
      url: `/slack/${world.orgId}/${hookId}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'payload=%7B%7D',
    })
    assert.equal(bare.statusCode, 401)
    const asJson = await app.http.inject({
      method: 'POST',
      url: `/slack/${world.orgId}/${hookId}`,
      payload: {},
    })
    assert.equal(asJson.statusCode, 415)
    assert.equal((await read(world, asked.approval.id)).status, 'pending')
    assert.deepEqual(told, [])
  })

  it('decides nothing for a user who is not a member, may not decide, or presses twice', async () => {
    const asked = await ticket()
    const grantButton = button(await message(asked), 'approval.grant')
    const auditor = await member(world, { role: 'auditor' })
    const users = [
      { slack_user: ADA, member_id: ada },
      { slack_user: 'U0AUDITOR', member_id: auditor },
      { slack_user: 'U0GONE', member_id: `mem_${'0'.repeat(26)}` },
    ]
    const patch = { key: world.key, method: 'PATCH', body: { slack: { users } } } as const
    const changed = await app.must<{ slack: object }>(`/v1/webhooks/${hookId}`, patch)
    assert.deepEqual(changed.slack, { channel: 'C024BE91L', users })
    for (const user of ['U0STRANGER', 'U0AUDITOR', 'U0GONE'])
      assert.equal(await press(grantButton, { user }), 200)
    assert.equal((await read(world, asked.approval.id)).status, 'pending')
    assert.equal(told.length, 3)
    for (const { text, response_type, replace_original } of told) {
      assert.match(text, /^Nothing was decided, because /)
      assert.deepEqual([response_type, replace_original], ['ephemeral', false])
    }
    const { id } = JSON.parse(grantButton?.value ?? '')
    const other = JSON.stringify({ id, digest: `sha256:${'0'.repeat(64)}` })
    assert.equal(await press({ action_id: 'approval.grant', value: other }), 200)
    assert.match(told[3]?.text ?? '', /because the digest is not that of the approval\./)
    assert.equal(await press(grantButton), 200)
    assert.equal(await press(grantButton), 200)
    assert.equal(told.length, 5)
    assert.equal((await read(world, asked.approval.id)).decisions.length, 1)
  })

  it('what can do much harm is decided on its page: there is no button, and a made-up press decides nothing', async () => {
    const asked = await ask(world, { action: 'delete_database', tool: undefined, target: undefined })
    const found = await message(asked)
    assert.equal(button(found, 'approval.grant'), undefined)
    const { digest } = await read(world, asked.approval.id)
    const value = JSON.stringify({ id: asked.approval.id, digest })
    for (const action_id of ['approval.grant', 'approval.reject'])
      assert.equal(await press({ action_id, value }), 200)
    assert.equal((await read(world, asked.approval.id)).status, 'pending')
    assert.match(told[0]?.text ?? '', /decide it on its page/)
  })

  it('what the button was about is what is decided: another digest decides nothing', async () => {
    const asked = await ticket()
    const { action_id, value = '' } = button(await message(asked), 'approval.grant') ?? {}
    const wrong = { ...JSON.parse(value), digest: `sha256:${'0'.repeat(64)}` }
    assert.equal(await press({ action_id, value: JSON.stringify(wrong) }), 200)
    for (const nonsense of [undefined, {}, { action_id, value: 'x' }, { action_id: 'approval.open' }])
      assert.equal(await press(nonsense), 200)
    assert.equal((await read(world, asked.approval.id)).status, 'pending')
  })

  it('what Slack refuses is a failed attempt; token and secret are shown to nobody', async () => {
    isRefusing = true
    await ticket()
    await until('it failed', async () => {
      const { data } = await app.must<{ data: { response_status: number }[] }>(
        `/v1/webhooks/${hookId}/attempts`,
        { key: world.key },
      )
      return data[0]?.response_status === 502
    })
    const shown = await app.call(`/v1/webhooks/${hookId}`, { key: world.key })
    const { text: bundle } = await app.call('/v1/bundle?disclosures=true', { key: world.key })
    for (const text of [shown.text, bundle, app.logged()])
      assert.ok(!text.includes(TOKEN) && !text.includes(SIGNING_SECRET))
    await app.db.urgent.query('delete from outbox where org_id = $1', [world.orgId])
  })

  it('another URL needs the token again: it goes to no address that it was not given for', async () => {
    const patch = { key: world.key, method: 'PATCH' } as const
    const path = `/v1/webhooks/${hookId}`
    const elsewhere = `${base}/elsewhere`
    const refused = await app.call(path, { ...patch, body: { url: elsewhere } })
    assert.deepEqual(outcome(refused), [400, 'request.invalid'])
    await app.must(path, { ...patch, body: { url: elsewhere, slack: { bot_token: 'xoxb-another' } } })
    await ticket()
    const found = await until('it is posted', () => posted.find(({ path }) => path.startsWith('/elsewhere/')))
    assert.equal(found.headers.authorization, 'Bearer xoxb-another')
    await app.db.urgent.query('delete from outbox where org_id = $1', [world.orgId])
  })

  it('nobody makes themselves a way to decide who may not', async () => {
    const key = await app.newKey(['webhooks:write', 'webhooks:read'], {}, world.key)
    const slack = { channel: 'C1', bot_token: TOKEN, signing_secret: SIGNING_SECRET, users: [] }
    const body = { url: `${base}/api`, events: ['approval.requested'], format: 'slack', slack }
    assert.deepEqual(outcome(await app.call('/v1/webhooks', { key, body })), [403, 'auth.scope'])
    const changed = await app.call(`/v1/webhooks/${hookId}`, {
      key,
      method: 'PATCH',
      body: { slack: { users: [] } },
    })
    assert.deepEqual(outcome(changed), [403, 'auth.scope'])
  })

  it('settings of Slack go with its format, and with no other', async () => {
    const settings = { channel: 'C1', bot_token: TOKEN, signing_secret: SIGNING_SECRET, users: [] }
    for (const body of [
      { url: `${base}/api`, events: ['org.halted'], format: 'slack' },
      { url: `${base}/api`, events: ['org.halted'], slack: settings },
      {
        url: `${base}/api`,
        events: ['org.halted'],
        format: 'slack',
        slack: { ...settings, bot_token: 'xoxp-1' },
      },
    ]) {
      assert.deepEqual(outcome(await app.call('/v1/webhooks', { key: world.key, body })), [
        400,
        'request.invalid',
      ])
    }
  })
}
