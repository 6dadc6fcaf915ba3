// Slack: what is posted and rewritten, and that a signed button decides only what its member may.
import assert from 'node:assert/strict'
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
import type { DatabaseKind } from './harness.ts'
import { newPerson, type TestPerson } from './people.ts'
import {
  type Button,
  buttonOf as button,
  elementsOf as elements,
  link,
  madeUp,
  messageOf,
  POLICIES,
  type Posted,
  type Press,
  press as pressIn,
  SIGNING_SECRET,
  type Slack,
  setApp,
  startSlack,
  TOKEN,
  ticket as ticketOf,
} from './slack-world.ts'
import { until } from './until.ts'

const ADA = 'U061F7AUR'

for (const kind of ['embedded', 'postgres'] as const) describe(`Slack on ${kind}`, () => slack(kind))

function slack(kind: DatabaseKind) {
  let slack: Slack
  let world: World
  let person: TestPerson
  let ada: string
  let hookId: string
  before(async () => {
    slack = await startSlack(kind)
  })
  after(() => slack?.close())
  beforeEach(async () => {
    slack.forget()
    world = await makeWorld(slack.app, POLICIES)
    person = await newPerson(slack.app, 'approver', { orgId: world.orgId })
    ada = person.memberId
    hookId = await create()
  })

  function create(more: object = {}): Promise<string> {
    return setApp(slack, world.key, [{ user: ADA, member: ada }], more)
  }

  function ticket(): Promise<Decided> {
    return ticketOf(world)
  }

  function message(of: Decided): Promise<Posted> {
    return messageOf(slack, of)
  }

  function press(made: Button | undefined, more: Partial<Press> = {}): Promise<number> {
    return pressIn(slack, made, { org: world.orgId, hook: hookId, user: ADA, ...more })
  }

  /** As Ada is, once she has confirmed that this Slack user is hers. */
  async function linked(made: Button | undefined): Promise<void> {
    await link(slack, made, { org: world.orgId, hook: hookId, user: ADA }, person)
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
    await linked(button(found, 'approval.grant'))
    assert.equal(await press(button(found, 'approval.grant')), 200)
    const approval = await read(world, asked.approval.id)
    assert.equal(approval.status, 'granted')
    assert.deepEqual(
      approval.decisions.map(({ member, via }) => [member, via]),
      [[ada, 'slack']],
    )
    const rewritten = await until('it is rewritten', () =>
      slack.posted.find(({ path }) => path === '/api/chat.update'),
    )
    assert.equal(rewritten.body.ts, `1700.${slack.posted.indexOf(found) + 1}`)
    assert.match(JSON.stringify(rewritten.body), new RegExp(`granted by ${ada}`))
    assert.equal(button(rewritten, 'approval.grant'), undefined)
    assert.ok((await requireValidLog(world)).includes('approval.granted'))
    assert.deepEqual(slack.told, [])
  })

  it('rejects as easily, and what was decided elsewhere is rewritten, too', async () => {
    const first = await ticket()
    const rejecting = button(await message(first), 'approval.reject')
    await linked(rejecting)
    assert.equal(await press(rejecting), 200)
    assert.equal((await read(world, first.approval.id)).status, 'rejected')
    const second = await ticket()
    await message(second)
    await grant(world, second.approval.id, ada)
    await until(
      'both are rewritten',
      () => slack.posted.filter(({ path }) => path === '/api/chat.update').length === 2,
    )
  })

  it('believes nothing that Slack has not signed just now for this webhook', async () => {
    const asked = await ticket()
    const grantButton = button(await message(asked), 'approval.grant')
    const minutes = 60_000
    const other = await create({ signing_secret: 'ab'.repeat(16), users: [] })
    const stranger = await makeWorld(slack.app, POLICIES)
    const forged: Partial<Press>[] = [
      { secret: 'ab'.repeat(16) },
      { at: Date.now() - 6 * minutes },
      { at: Date.now() + 6 * minutes },
      { tamper: (body) => `${body}&x=1` },
      { tamper: (body) => body.replace('U061F7AUR', 'U061F7AUS') },
      { hook: other },
      { hook: `whk_${'0'.repeat(26)}` },
      { org: stranger.orgId },
      { org: 'nonsense' },
    ]
    for (const attempt of forged)
      assert.equal(await press(grantButton, attempt), 401, JSON.stringify(attempt))
    const bare = await slack.app.http.inject({
      method: 'POST',
      url: `/slack/${world.orgId}/${hookId}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'payload=%7B%7D',
    })
    assert.equal(bare.statusCode, 401)
    const asJson = await slack.app.http.inject({
      method: 'POST',
      url: `/slack/${world.orgId}/${hookId}`,
      payload: {},
    })
    assert.equal(asJson.statusCode, 415)
    assert.equal((await read(world, asked.approval.id)).status, 'pending')
    assert.deepEqual(slack.told, [])
  })

  it('decides nothing for a user who is not a member, may not decide, or presses twice', async () => {
    const asked = await ticket()
    const grantButton = button(await message(asked), 'approval.grant')
    await linked(grantButton)
    const auditor = await member(world, { role: 'auditor' })
    const users = [
      { slack_user: ADA, member_id: ada },
      { slack_user: 'U0AUDITOR', member_id: auditor },
      { slack_user: 'U0GONE', member_id: `mem_${'0'.repeat(26)}` },
    ]
    const patch = { key: world.key, method: 'PATCH', body: { slack: { users } } } as const
    const [setter] = (
      await slack.app.must<{ data: { id: string }[] }>('/v1/keys', { key: world.key })
    ).data.map(({ id }) => id)
    const changed = await slack.app.must<{ slack: object }>(`/v1/webhooks/${hookId}`, patch)
    assert.deepEqual(changed.slack, { channel: 'C024BE91L', users, set_by: [setter] })
    for (const user of ['U0STRANGER', 'U0AUDITOR', 'U0GONE'])
      assert.equal(await press(grantButton, { user }), 200)
    assert.equal((await read(world, asked.approval.id)).status, 'pending')
    assert.equal(slack.told.length, 3)
    for (const { text, response_type, replace_original } of slack.told) {
      assert.match(text, /^Nothing was decided, because /)
      assert.deepEqual([response_type, replace_original], ['ephemeral', false])
    }
    const { id } = JSON.parse(grantButton?.value ?? '')
    const other = JSON.stringify({ id, digest: `sha256:${'0'.repeat(64)}` })
    assert.equal(await press({ action_id: 'approval.grant', value: other }), 200)
    assert.match(slack.told[3]?.text ?? '', /because the digest is not that of the approval\./)
    assert.equal(await press(grantButton), 200)
    assert.equal(await press(grantButton), 200)
    assert.equal(slack.told.length, 5)
    assert.equal((await read(world, asked.approval.id)).decisions.length, 1)
  })

  it('what has a high risk, or needs two members, is decided on its page: no button, and none can be made up', async () => {
    await linked(button(await message(await ticket()), 'approval.grant'))
    const calls = { delete_database: /because its risk is high/, update_pair: /more than one member/ }
    for (const [action, why] of Object.entries(calls)) {
      const asked = await ask(world, { action, tool: undefined, target: undefined })
      const found = await message(asked)
      assert.equal(button(found, 'approval.grant'), undefined, action)
      for (const decision of ['grant', 'reject'] as const)
        assert.equal(await press(await madeUp(world, asked, decision)), 200)
      assert.equal((await read(world, asked.approval.id)).status, 'pending', action)
      assert.match(slack.told.at(-1)?.text ?? '', why)
      assert.match(slack.told.at(-1)?.text ?? '', /decide it on its page/)
    }
  })

  it('what the button was about is what is decided: another digest decides nothing', async () => {
    const asked = await ticket()
    const { action_id, value = '' } = button(await message(asked), 'approval.grant') ?? {}
    await linked({ action_id, value })
    const wrong = { ...JSON.parse(value), digest: `sha256:${'0'.repeat(64)}` }
    assert.equal(await press({ action_id, value: JSON.stringify(wrong) }), 200)
    for (const nonsense of [undefined, {}, { action_id, value: 'x' }, { action_id: 'approval.open' }])
      assert.equal(await press(nonsense), 200)
    assert.equal((await read(world, asked.approval.id)).status, 'pending')
  })

  it('what Slack refuses is a failed attempt; token and secret are shown to nobody', async () => {
    slack.isRefusing = true
    await ticket()
    await until('it failed', async () => {
      const { data } = await slack.app.must<{ data: { response_status: number }[] }>(
        `/v1/webhooks/${hookId}/attempts`,
        { key: world.key },
      )
      return data[0]?.response_status === 502
    })
    const shown = await slack.app.call(`/v1/webhooks/${hookId}`, { key: world.key })
    const { text: bundle } = await slack.app.call('/v1/bundle?disclosures=true', { key: world.key })
    for (const text of [shown.text, bundle, slack.app.logged()])
      assert.ok(!text.includes(TOKEN) && !text.includes(SIGNING_SECRET))
    await slack.app.db.urgent.query('delete from outbox where org_id = $1', [world.orgId])
  })

  it('another URL needs the token again: it goes to no address that it was not given for', async () => {
    const patch = { key: world.key, method: 'PATCH' } as const
    const path = `/v1/webhooks/${hookId}`
    const elsewhere = `${slack.base}/elsewhere`
    const refused = await slack.app.call(path, { ...patch, body: { url: elsewhere } })
    assert.deepEqual(outcome(refused), [400, 'request.invalid'])
    await slack.app.must(path, { ...patch, body: { url: elsewhere, slack: { bot_token: 'xoxb-another' } } })
    await ticket()
    const found = await until('it is posted', () =>
      slack.posted.find(({ path }) => path.startsWith('/elsewhere/')),
    )
    assert.equal(found.headers.authorization, 'Bearer xoxb-another')
    await slack.app.db.urgent.query('delete from outbox where org_id = $1', [world.orgId])
  })

  it('nobody makes themselves a way to decide who may not', async () => {
    const key = await slack.app.newKey(['webhooks:write', 'webhooks:read'], {}, world.key)
    const app = { channel: 'C1', bot_token: TOKEN, signing_secret: SIGNING_SECRET, users: [] }
    const body = { url: `${slack.base}/api`, events: ['approval.requested'], format: 'slack', slack: app }
    assert.deepEqual(outcome(await slack.app.call('/v1/webhooks', { key, body })), [403, 'auth.scope'])
    const changed = await slack.app.call(`/v1/webhooks/${hookId}`, {
      key,
      method: 'PATCH',
      body: { slack: { users: [] } },
    })
    assert.deepEqual(outcome(changed), [403, 'auth.scope'])
  })

  it('settings of Slack go with its format, and with no other', async () => {
    const settings = { channel: 'C1', bot_token: TOKEN, signing_secret: SIGNING_SECRET, users: [] }
    for (const body of [
      { url: `${slack.base}/api`, events: ['org.halted'], format: 'slack' },
      { url: `${slack.base}/api`, events: ['org.halted'], slack: settings },
      {
        url: `${slack.base}/api`,
        events: ['org.halted'],
        format: 'slack',
        slack: { ...settings, bot_token: 'xoxp-1' },
      },
    ]) {
      assert.deepEqual(outcome(await slack.app.call('/v1/webhooks', { key: world.key, body })), [
        400,
        'request.invalid',
      ])
    }
  })
}
