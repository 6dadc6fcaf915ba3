// People in a browser: sign-up, passkeys, hostile sites, readable pages; COUNTERSIGN_LONG in all looks.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { appOf } from '../src/operations/slack/app.ts'
import { codeLink } from '../src/operations/slack/code.ts'
import { seriousFaults } from './axe.ts'
import { addAuthenticator, chromiumOfSuite, looks, noChromium } from './chromium.ts'
import type { TestApp } from './harness.ts'
import { type Mailbox, startMailbox } from './mailbox.ts'
import { newPerson, PASSWORD, type TestPerson } from './people.ts'
import { until } from './until.ts'

/** A folder for pictures of every page; none are taken without it. */
const pictures = process.env.PICTURES

type Server = { command: string; args: string[]; env: Record<string, string> }

/** The block as it was pasted starts a server that knows its tools. */
async function startsMcp({ command, args, env }: Server): Promise<void> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    }
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`)
    const [line] = await once(createInterface(child.stdout), 'line')
    assert.equal(JSON.parse(line).result.serverInfo.name, 'countersign')
  } finally {
    child.kill()
  }
}

const nobody = { browser: { cookies: new Map() } } as unknown as TestPerson

describe('in Chromium', { skip: noChromium }, () => {
  let mailbox: Mailbox
  before(async () => {
    mailbox = await startMailbox()
  })
  // A passkey belongs to a host name, not to an address.
  const suite = chromiumOfSuite(() => ({
    env: { ...mailbox.env, COUNTERSIGN_SIGNUP: 'open', COUNTERSIGN_HOST: 'localhost' },
  }))
  let origin: string
  before(() => {
    origin = suite.chromium.origin.replace('127.0.0.1', 'localhost')
  })
  after(async () => {
    await mailbox?.close()
  })

  /** Signed in at `localhost`: to a browser, the address is a different host from it. */
  async function contextOf(person: TestPerson, options = {}): Promise<BrowserContext> {
    const context = await suite.chromium.open(nobody, options)
    await context.addCookies(
      [...person.browser.cookies].map(([name, value]) => ({ name, value, url: origin })),
    )
    return context
  }

  /** What the first page of an org shows is enough for a verdict. */
  async function firstVerdict(page: Page): Promise<string> {
    const key = await page.textContent('#first-key')
    assert.ok((await page.textContent('#first-call'))?.includes(key ?? '?'))
    const { mcpServers } = JSON.parse((await page.textContent('#mcp')) ?? '')
    assert.equal(mcpServers.countersign.env.COUNTERSIGN_API_KEY, key)
    await startsMcp(mcpServers.countersign)
    const agent = await suite.app.must<{ id: string }>('/v1/agents', {
      key,
      body: { name: 'my first agent' },
    })
    const { verdict } = await suite.app.must<{ verdict: string }>('/v1/gate', {
      key,
      body: { agent_id: agent.id, action: 'read_file', arguments: { path: 'README.md' } },
    })
    return verdict
  }

  it('leads from the page to the first verdict in three actions', async (t) => {
    const context = await suite.chromium.open(nobody, { javaScriptEnabled: false })
    const page = await context.newPage()
    const began = performance.now()
    await page.goto(`${origin}/sign-up`)
    assert.equal(await page.isVisible('text=with a passkey instead'), false, 'it would need a script')
    await page.fill('#name', 'Ada Lovelace')
    await page.fill('#email', 'ada@countersign.example')
    await page.fill('#password', PASSWORD)
    await page.fill('#org', 'Analytical Engines')
    await page.click('main button >> nth=0')
    await page.goto(origin + (await mailbox.link('ada@countersign.example', 'welcome')))
    await page.click('main button')
    assert.equal(await firstVerdict(page), 'allow')
    t.diagnostic(`three actions, ${Math.round(performance.now() - began)} ms`)
    const [cookie] = (await context.cookies()).filter(({ name }) => name.endsWith('session_token'))
    assert.deepEqual([cookie?.httpOnly, cookie?.sameSite, cookie?.path], [true, 'Lax', '/'])
    await context.close()
  })

  it('leads to it in as many with a passkey in place of the password, which signs in again', async (t) => {
    const context = await suite.chromium.open(nobody)
    const page = await context.newPage()
    await addAuthenticator(page)
    const began = performance.now()
    await page.goto(`${origin}/sign-up`)
    await page.fill('#name', 'Grace Hopper')
    await page.fill('#email', 'grace@countersign.example')
    await page.fill('#org', 'Navy')
    await page.click('text=Sign up with a passkey instead')
    await page.waitForSelector('text=A mail is on its way')
    await page.goto(origin + (await mailbox.link('grace@countersign.example', 'welcome')))
    await page.click('main button')
    assert.equal(await firstVerdict(page), 'allow')
    t.diagnostic(`three actions, ${Math.round(performance.now() - began)} ms`)
    await context.clearCookies()
    await page.goto(`${origin}/sign-in`)
    await page.click('text=Sign in with a passkey')
    await page.waitForURL(({ pathname }) => pathname.startsWith('/o/'))
    await context.close()
  })

  it('confirms a sign-up in another window by the passkey that began it', async () => {
    const context = await suite.chromium.open(nobody)
    const page = await context.newPage()
    await addAuthenticator(page)
    await page.goto(`${origin}/sign-up`)
    await page.fill('#name', 'Grace Hopper')
    await page.fill('#email', 'window@countersign.example')
    await page.fill('#org', 'Navy')
    await page.click('text=Sign up with a passkey instead')
    await page.waitForSelector('text=A mail is on its way')
    await context.clearCookies()
    await page.goto(origin + (await mailbox.link('window@countersign.example', 'welcome')))
    await page.click('text=Make the org with your passkey')
    await page.waitForSelector('#first-key')
    await context.close()
  })

  it('takes a passkey from whoever accepts an invitation, or becomes the owner by the link', async () => {
    const { orgId, adminKey: key } = await suite.app.newOrg()
    const owner = await suite.app.people.entrances.ownerLink(orgId, true)
    const { link } = await suite.app.must<{ link: string }>('/v1/invitations', {
      key,
      body: { role: 'approver' },
    })
    for (const [url, word, role] of [
      [owner ?? '', 'Become the owner', 'owner'],
      [link, 'Join', 'approver'],
    ] as const) {
      const context = await suite.chromium.open(nobody)
      const page = await context.newPage()
      await addAuthenticator(page)
      await page.goto(origin + new URL(url).pathname)
      await page.fill('#name', `an ${role}`)
      await page.fill('#email', `${role}@countersign.example`)
      await page.click(`text=${word} with a passkey instead`)
      await page.waitForURL(({ pathname }) => pathname.startsWith(`/o/${orgId}`))
      await page.goto(`${origin}/o/${orgId}/settings`)
      assert.match(
        (await page.textContent('main')) ?? '',
        new RegExp(`${role} of .*by passkey, this one`, 's'),
      )
      await context.close()
    }
  })

  it('adds a passkey, and signs in with it and nothing else', async () => {
    const person = await newPerson(suite.app, 'approver')
    const context = await contextOf(person)
    const page = await context.newPage()
    await addAuthenticator(page)
    await page.goto(`${origin}/o/${suite.app.orgId}/settings`)
    await page.fill('#passkey_name', 'laptop')
    await page.click('text=Add a passkey')
    await page.waitForURL(/done=passkey/)
    assert.match((await page.textContent('main')) ?? '', /laptop, since/)
    await page.click('text=Sign out')
    await page.goto(`${origin}/sign-in?next=/o/${suite.app.orgId}/settings`)
    await page.click('text=Sign in with a passkey')
    await page.waitForURL(({ pathname }) => pathname.endsWith('/settings'))
    assert.match((await page.textContent('main')) ?? '', /by passkey, this one/)
    await context.close()
  })

  it('gives a browser another token when somebody signs in, whatever was planted before', async () => {
    const person = await newPerson(suite.app, 'member')
    const planted = await newPerson(suite.app, 'member')
    const context = await contextOf(planted)
    const page = await context.newPage()
    async function token() {
      return (await context.cookies()).find(({ name }) => name.endsWith('session_token'))?.value
    }
    const first = await token()
    await page.goto(`${origin}/sign-in?next=/o/${suite.app.orgId}/settings`)
    await page.fill('#email', person.email)
    await page.fill('#password', PASSWORD)
    await page.click('main button:visible >> nth=0')
    await page.waitForURL(({ pathname }) => pathname.endsWith('/settings'))
    assert.notEqual(await token(), first)
    assert.match((await page.textContent('main')) ?? '', new RegExp(person.email))
    assert.equal((await suite.app.call('/v1/org', { key: planted.bearer })).status, 401)
    await context.close()
  })

  it('erases a value of a receipt without a script, after one more question', async () => {
    const owner = await newPerson(suite.app, 'owner')
    const id = await checked(suite.app, 'Astrid')
    const context = await contextOf(owner, { javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${origin}/o/${suite.app.orgId}/retention`)
    await page.fill('#receipt_id', id)
    await page.click('text=Open it')
    assert.equal(await page.isVisible('text=Erase for good'), false)
    await page.click('summary:has-text("Erase values")')
    await page.check('input[value="action.arguments"]')
    await page.fill('#reason', 'it was asked for')
    await picture(page, 'erase')
    await page.click('text=Erase for good')
    assert.match((await page.textContent('main')) ?? '', /action\.arguments\s*Erased\./)
    assert.ok(!(await page.content()).includes('Astrid'))
    await picture(page, 'erased')
    await context.close()
  })

  describe('another site', () => {
    let evil: { url: string; close(): Promise<void> }
    before(async () => {
      evil = await startSite(() => origin, suite.app)
    })
    after(() => evil?.close())

    it('changes nothing with a form, a script or a picture', async () => {
      const person = await newPerson(suite.app, 'owner')
      const context = await contextOf(person)
      const page = await context.newPage()
      const before = await sizeOfLog(suite.app)
      for (const path of ['/form', '/script', '/picture']) {
        await page.goto(evil.url + path)
        await page.waitForLoadState('networkidle')
      }
      assert.equal(await sizeOfLog(suite.app), before)
      await page.goto(`${origin}/o/${suite.app.orgId}/members`)
      assert.equal(await page.textContent('h1'), 'Members', 'still signed in')
      await context.close()
    })

    it('shows no page of ours in a frame', async () => {
      const context = await contextOf(await newPerson(suite.app, 'owner'))
      const page = await context.newPage()
      await page.goto(`${evil.url}/frame`)
      await page.waitForLoadState('networkidle')
      const framed = page.frames().find((frame) => frame !== page.mainFrame())
      assert.notEqual(framed, undefined)
      assert.ok(!(await framed?.content())?.includes('Members'))
      await context.close()
    })
  })

  for (const [width, colorScheme] of looks(320)) {
    it(`is usable by everybody at ${width} pixels, ${colorScheme}`, async () => {
      const person = await newPerson(suite.app, 'owner')
      const options = { colorScheme, viewport: { width, height: 900 } }
      const { link } = await suite.app.must<{ link: string }>('/v1/invitations', {
        body: { role: 'approver' },
      })
      const home = `/o/${suite.app.orgId}`
      const receipt = await checked(suite.app, 'Astrid')
      const slackLink = await slackLinkOf(suite.app, person)
      const signedIn = await contextOf(person, options)
      const stranger = await suite.chromium.open(nobody, options)
      const faults: string[] = []
      for (const [context, paths] of [
        [
          stranger,
          ['/', '/sign-in', '/sign-up', '/reset', '/sign-in/code', '/nowhere-at-all', new URL(link).pathname],
        ],
        [
          signedIn,
          [
            `${home}/members`,
            `${home}/members/${person.memberId}`,
            `${home}/keys`,
            `${home}/retention`,
            `${home}/receipts/${receipt}`,
            `${home}/settings`,
            '/sign-in?again=again',
            slackLink,
            `${home}/webhooks`,
            `${home}/webhooks/${slackLink.split('/')[4]}`,
            new URL(link).pathname,
          ],
        ],
      ] as const) {
        const page = await context.newPage()
        for (const path of paths) {
          await page.goto(origin + path)
          faults.push(...(await faultsOf(page, colorScheme, path)))
          await picture(page, `${colorScheme}-${width}-${path}`)
        }
      }
      assert.deepEqual(faults, [])
      await signedIn.close()
      await stranger.close()
    })
  }
})

/** The receipt of a check whose arguments hold the name. */
async function checked(app: TestApp, name: string): Promise<string> {
  const body = { agent_id: await app.newAgent(), action: 'read_file', arguments: { name } }
  return (await app.must<{ receipt: { id: string } }>('/v1/check', { body })).receipt.id
}

/** Where the person would link a Slack user, as an app in Slack tells them. */
async function slackLinkOf(app: TestApp, { memberId }: TestPerson): Promise<string> {
  const user = 'U061F7AUR'
  const slack = {
    channel: 'C024BE91L',
    bot_token: 'xoxb-1',
    signing_secret: 'ab'.repeat(16),
    users: [{ slack_user: user, member_id: memberId }],
  }
  const body = { url: 'https://slack.com/api', events: ['approval.requested'], format: 'slack', slack }
  const { id } = await app.must<{ id: string }>('/v1/webhooks', { body })
  const config = await app.store.config(app.orgId, { fresh: true })
  const found = config && (await appOf(app.context, app.orgId, config, id))
  if (found === undefined) throw new Error('the webhook is not there')
  return new URL(codeLink(app.context, app.orgId, found, user)).pathname
}

/** What axe finds that is serious, and whether the page is wider than the window. */
async function faultsOf(page: Page, colorScheme: 'light' | 'dark', path: string): Promise<string[]> {
  if (!(await page.content()).includes('id="content"')) return []
  const serious = (await seriousFaults(page, colorScheme)).map((fault) => `${path}: ${fault}`)
  const isWide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')
  return isWide ? [...serious, `${path}: wider than the window`] : serious
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  mkdirSync(pictures, { recursive: true })
  const file = name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 60)
  await page.screenshot({ path: `${pictures}/${file}.png`, fullPage: true })
}

async function sizeOfLog(app: TestApp): Promise<number> {
  return (await app.must<{ tree_size: number }>(`/v1/logs/${app.orgId}/checkpoint`)).tree_size
}

/** A site that tries what it can with its visitors' cookies. */
async function startSite(target: () => string, app: TestApp) {
  let asked = 0
  const pages: Record<string, () => string> = {
    '/form': () =>
      `<form method="post" target="_self" action="${target()}/o/${app.orgId}/members/invite"><input name="role" value="owner"></form><script>document.forms[0].submit()</script>`,
    '/script': () => `<script>
for (const path of ['/o/${app.orgId}/members/invite', '/v1/org/halt', '/sign-out'])
  fetch('${target()}' + path, { method: 'POST', mode: 'no-cors', credentials: 'include', body: new URLSearchParams({ role: 'owner' }) }).catch(() => 0)
</script>`,
    '/picture': () =>
      `<img src="${target()}/sign-out"><img src="${target()}/o/${app.orgId}/members/invite?role=owner">`,
    '/frame': () => `<iframe src="${target()}/o/${app.orgId}/members"></iframe>`,
  }
  const server = createServer((request, answer) => {
    asked += 1
    answer.setHeader('content-type', 'text/html')
    answer.end(pages[request.url ?? '']?.() ?? '')
  }).listen(0, '127.0.0.1')
  await until('the other site listens', async () => server.listening)
  return {
    // The same host and another port: the browser sends the cookies along.
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async close() {
      assert.ok(asked > 0)
      server.closeAllConnections()
      server.close()
    },
  }
}
