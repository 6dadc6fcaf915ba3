// No page, and no address of a form, leads anybody to what their role does not permit or what is not there.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { MEMBER_ROLES, type MemberRole } from '@countersign/terms'
import { ask, granted, makeWorld, member, type World } from './approvals-world.ts'
import { appOfFile } from './harness.ts'
import { newPerson, type Page, type TestBrowser } from './people.ts'

const PAGES_MAX = 120

/** Every page that can be reached by links, or by opening the address of a form, with what it answered. */
async function crawl(browser: TestBrowser, from: string): Promise<Map<string, Page>> {
  const seen = new Map<string, Page>()
  const ahead = [from]
  for (let path = ahead.shift(); path !== undefined && seen.size < PAGES_MAX; path = ahead.shift()) {
    if (seen.has(path)) continue
    const page = await browser.get(path)
    seen.set(path, page)
    const links = [...page.text.matchAll(/<(?:a|form) [^>]*(?:href|action)="(\/[^"#]*)/g)].map(
      ([, href = '']) => href,
    )
    const next = [...links, ...(page.location?.startsWith('/') ? [page.location] : [])]
    ahead.push(...next.map((href) => href.replaceAll('&amp;', '&')))
  }
  return seen
}

describe('the pages of an org', async () => {
  const app = await appOfFile('embedded', { env: { COUNTERSIGN_WEBHOOK_ALLOW: '127.0.0.1' } })
  let world: World
  before(async () => {
    world = await makeWorld(app)
    await ask(world)
    await granted(world, { session_id: 'granted' })
    await member(world, { email: 'somebody@example.com' })
    const body = { url: 'http://127.0.0.1:9/', events: ['agent.created'], name: 'a hook' }
    await app.must('/v1/webhooks', { key: world.key, body })
    await app.must('/v1/invitations', { key: world.key, body: { role: 'member' } })
  })

  const PLACES: Record<MemberRole, string[]> = {
    owner: ['approvals', 'agents', 'members', 'keys', 'webhooks', 'retention', 'settings'],
    admin: ['approvals', 'agents', 'members', 'keys', 'webhooks', 'retention', 'settings'],
    approver: ['approvals', 'agents', 'members', 'keys', 'webhooks', 'retention', 'settings'],
    auditor: ['approvals', 'agents', 'members', 'keys', 'webhooks', 'retention', 'settings'],
    member: ['agents', 'members', 'retention', 'settings'],
  }
  for (const role of MEMBER_ROLES) {
    it(`lead a member who is ${role} only where they may go`, async () => {
      const { orgId } = world
      const { browser } = await newPerson(app, role, { orgId })
      const seen = await crawl(browser, '/')
      const bad = [...seen].filter(([path, { status, location }]) =>
        status === 303 ? path.startsWith('/o/') && !location?.startsWith('/o/') : status !== 200,
      )
      assert.deepEqual(
        bad.map(([path, { status }]) => `${path} answered ${status}`),
        [],
      )
      const places = [...seen.keys()].flatMap((path) => /^\/o\/[^/]+\/(\w+)$/.exec(path)?.[1] ?? [])
      assert.deepEqual([...new Set(places)].sort(), PLACES[role].toSorted())
    })
  }

  it('offer an admin no role, member or key that holds more than they do', async () => {
    const { orgId, key } = world
    await newPerson(app, 'owner', { orgId })
    const { data } = await app.must<{ data: { id: string; role: string }[] }>('/v1/members', { key })
    const owner = data.find(({ role }) => role === 'owner')?.id
    const approver = data.find(({ role }) => role === 'approver')?.id
    assert.ok(owner !== undefined && approver !== undefined)
    const keys = await app.must<{ data: { id: string; scopes: string[] }[] }>('/v1/keys', { key })
    const strong = keys.data.find(({ scopes }) => scopes.includes('admin'))?.id
    assert.ok(strong !== undefined)
    for (const [role, mayChange] of [
      ['owner', true],
      ['admin', false],
    ] as const) {
      const { browser } = await newPerson(app, role, { orgId })
      const { text } = await browser.get(`/o/${orgId}/members`)
      assert.match(text, new RegExp(`href="/o/${orgId}/members/${approver}"`))
      assert.equal(text.includes(`href="/o/${orgId}/members/${owner}"`), mayChange, role)
      assert.equal(text.includes('<option value="owner"'), mayChange, role)
      assert.equal((await browser.get(`/o/${orgId}/members/${owner}`)).status, mayChange ? 200 : 404)
      const { text: keysPage } = await browser.get(`/o/${orgId}/keys`)
      assert.ok(keysPage.includes(strong))
      assert.equal(keysPage.includes(`/keys/${strong}/revoke`), mayChange, role)
      assert.equal(keysPage.includes('value="approvals:decide"'), mayChange, role)
      assert.ok(keysPage.includes('value="approvals:read"'), role)
    }
  })

  it('name what the names of members, keys and webhooks hide', async () => {
    const { orgId, key } = world
    const { browser } = await newPerson(app, 'owner', { orgId })
    const name = 'gnp\u202eexe'
    await member(world, { name })
    await app.must('/v1/keys', { key, body: { name, scopes: ['check'] } })
    const hook = { name, url: 'http://127.0.0.1:9/', events: ['agent.created'] }
    await app.must('/v1/webhooks', { key, body: hook })
    for (const place of ['members', 'keys', 'webhooks'])
      assert.match((await browser.get(`/o/${orgId}/${place}`)).text, /gnp<mark[^>]*>U\+202E/, place)
  })

  it('stop an agent and let it go on', async () => {
    const { orgId, agent, key } = world
    const { browser } = await newPerson(app, 'admin', { orgId })
    const home = `/o/${orgId}/agents`
    async function state() {
      return (await app.must<{ status: string }>(`/v1/agents/${agent}`, { key })).status
    }
    await browser.get(home)
    assert.equal((await browser.post(`${home}/${agent}/suspend`)).location, `${home}?done=suspended`)
    assert.equal(await state(), 'suspended')
    assert.match((await browser.get(home)).text, />Resume</)
    await browser.post(`${home}/${agent}/resume`)
    assert.equal(await state(), 'active')
    const made = await browser.post(home, { name: 'a new <one>', owner: 'ada@example.com' })
    assert.equal(made.location, `${home}?done=created`)
    const { text } = await browser.get(`/o/${orgId}/keys`)
    assert.match(text, /<option value="agt_[^"]+">a new &lt;one&gt; \(…/)
    const auditor = await newPerson(app, 'auditor', { orgId })
    await auditor.browser.get(home)
    assert.equal((await auditor.browser.post(`${home}/${agent}/suspend`)).status, 403)
    assert.equal(await state(), 'active')
  })

  it('make a webhook, show its attempts, send again, change its secret and remove it', async () => {
    const { orgId } = world
    const { browser } = await newPerson(app, 'admin', { orgId })
    const home = `/o/${orgId}/webhooks`
    await browser.get(home)
    const fields = { name: 'mine', url: 'http://127.0.0.1:9/x', events: 'agent.created', format: 'standard' }
    const made = await browser.post(home, fields)
    const first = /id="secret">(whsec_[^<]+)</.exec(made.text)?.[1]
    const path = /href="(\/o\/[^"]+\/webhooks\/whk_[^"]+)"/.exec(made.text)?.[1] ?? ''
    assert.ok(first !== undefined && path !== '', made.text)
    assert.equal((await browser.post(home, { ...fields, url: 'https://10.0.0.1/' })).status, 422)
    const none = await browser.post(home, { name: 'mine', url: 'https://example.com', format: 'standard' })
    assert.match(none.text, /role="alert">Choose at least one event\.</)
    await browser.get(path)
    assert.equal((await browser.post(`${path}/test`)).location, `${path}?done=failed`)
    const shown = await browser.get(path)
    assert.match(shown.text, /ping/)
    assert.doesNotMatch(shown.text, /Send again/)
    const rotated = await browser.post(`${path}/rotate`)
    assert.notEqual(/id="secret">(whsec_[^<]+)</.exec(rotated.text)?.[1], first)
    await browser.get(path)
    await browser.post(`${path}/status`, { status: 'disabled' })
    assert.match((await browser.get(path)).text, /Turn it on/)
    assert.equal((await browser.post(`${path}/remove`)).location, `${home}?done=removed`)
    assert.equal((await browser.get(path)).status, 404)
  })

  it('set an app in Slack, change who is who apart from its secrets, and let nobody who may not', async () => {
    const { orgId } = world
    const [admin, ada, auditor] = [
      await newPerson(app, 'admin', { orgId }),
      await newPerson(app, 'approver', { orgId }),
      await newPerson(app, 'auditor', { orgId }),
    ]
    const home = `/o/${orgId}/webhooks`
    const secrets = { bot_token: 'xoxb-1-2', signing_secret: 'ab'.repeat(16) }
    const channel = { channel: 'C024BE91L', [`user_${ada.memberId}`]: 'U061F7AUR' }
    assert.ok(!(await auditor.browser.get(home)).text.includes('signing_secret'))
    const form = (await admin.browser.get(home)).text
    assert.ok(form.includes(`user_${ada.memberId}`) && !form.includes(`user_${auditor.memberId}`))
    const fields = { slack_name: 'ops', ...secrets, ...channel }
    const wrong = await admin.browser.post(`${home}/slack`, { ...fields, bot_token: 'xoxp-1' })
    assert.match(
      wrong.text,
      /role="alert">Bot token must be a bot token, which begins with <code>xoxb-<\/code>/,
    )
    assert.match(wrong.text, /value="U061F7AUR"/)
    assert.ok(!wrong.text.includes(secrets.signing_secret))
    const path = (await admin.browser.post(`${home}/slack`, fields)).location ?? ''
    const id = path.split('/').at(-1) ?? ''
    type Shown = { events: string[]; slack: { channel: string; users: object[]; set_by: string[] } }
    function read(): Promise<Shown> {
      return app.must(`/v1/webhooks/${id}`, { key: world.key })
    }
    const made = await read()
    const users = [{ slack_user: 'U061F7AUR', member_id: ada.memberId }]
    assert.deepEqual(made.slack, { channel: 'C024BE91L', users, set_by: [admin.memberId] })
    assert.ok(made.events.length > 3 && made.events.every((event) => event.startsWith('approval.')))
    const page = (await admin.browser.get(path)).text
    assert.match(page, new RegExp(`/slack/${orgId}/${id}</pre>`))
    assert.ok(!page.includes(secrets.bot_token))
    const saved = { channel: 'C0OTHER', [`user_${admin.memberId}`]: 'U0MO' }
    assert.equal((await admin.browser.post(`${path}/slack`, saved)).location, `${path}?done=saved`)
    const mo = [{ slack_user: 'U0MO', member_id: admin.memberId }]
    assert.deepEqual((await read()).slack, { channel: 'C0OTHER', users: mo, set_by: [admin.memberId] })
    assert.equal(
      (await admin.browser.post(`${path}/slack/secrets`, secrets)).location,
      `${path}?done=secrets`,
    )
    assert.deepEqual((await read()).slack.users, mo)
    for (const { browser } of [ada, auditor]) {
      assert.ok(!(await browser.get(path)).text.includes('signing_secret'))
      for (const verb of ['slack', 'slack/secrets'])
        assert.equal((await browser.post(`${path}/${verb}`, { ...secrets, ...saved })).status, 403, verb)
    }
  })

  it('ask once more before a key is revoked or a member removed, without a script', async () => {
    const { orgId, key } = world
    const { browser } = await newPerson(app, 'owner', { orgId })
    const { data } = await app.must<{ data: { id: string }[] }>('/v1/members', { key })
    const asking = /<details class="confirm"><summary[^>]*>(Revoke|Remove)[\s\S]*?<form method="post"/
    assert.match((await browser.get(`/o/${orgId}/keys`)).text, asking)
    assert.match((await browser.get(`/o/${orgId}/members/${data[0]?.id}`)).text, asking)
  })
})
