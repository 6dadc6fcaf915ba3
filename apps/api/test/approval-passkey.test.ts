// Approving with a passkey, in real Chromium: from adding it to what `countersign verify` reports.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { countersign } from '../../../packages/cli/test/run.ts'
import { ask, makeWorld, outcome, read, requireValidLog, type World } from './approvals-world.ts'
import { addAuthenticator, chromiumOfSuite, noChromium } from './chromium.ts'
import { newPerson, type TestPerson } from './people.ts'

describe('a member with a passkey', { skip: noChromium }, () => {
  // A passkey belongs to a host name, not to an address.
  const suite = chromiumOfSuite(() => ({ env: { COUNTERSIGN_HOST: 'localhost' } }))
  let world: World
  let origin: string
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passkey-'))
    origin = suite.chromium.origin.replace('127.0.0.1', 'localhost')
    world = await makeWorld(suite.app)
  })
  after(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  async function opened(person: TestPerson): Promise<{ context: BrowserContext; page: Page }> {
    const context = await suite.chromium.open(person)
    await context.addCookies(
      [...person.browser.cookies].map(([name, value]) => ({ name, value, url: origin })),
    )
    const page = await context.newPage()
    await addAuthenticator(page)
    return { context, page }
  }

  async function addPasskey(page: Page): Promise<void> {
    await page.goto(`${origin}/o/${world.orgId}/settings`)
    await page.fill('#passkey_name', 'laptop')
    await page.click('text=Add a passkey')
    await page.waitForURL(/done=passkey/)
  }

  async function approve(page: Page, id: string): Promise<void> {
    await page.goto(`${origin}/o/${world.orgId}/approvals/${id}`)
    await page.fill('#reason', 'looked at it')
    await Promise.all([page.waitForURL(/done=grant/), page.click('button[value="grant"]')])
  }

  async function asked(call: number) {
    return read(world, (await ask(world, { arguments: { call } })).approval.id)
  }

  async function verified(bundle: string): Promise<{ exitCode: number; report: string }> {
    const [file, keys] = [join(folder, 'log.bundle'), join(folder, 'keys.json')]
    await writeFile(file, bundle)
    const set = await suite.app.must(`/v1/logs/${world.orgId}/keys`, { key: world.key })
    await writeFile(keys, JSON.stringify(set))
    const { exitCode, out } = await countersign(['verify', file, '--trust', keys, '--whole', '--json'])
    return { exitCode, report: out }
  }

  it('approves what can do much harm with it, which anybody can verify offline', async () => {
    const ada = await newPerson(suite.app, 'owner', { orgId: world.orgId })
    const { context, page } = await opened(ada)
    await addPasskey(page)
    const { id } = await asked(1)
    await approve(page, id)
    const { status, decisions } = await read(world, id)
    assert.deepEqual([status, decisions.map(({ via }) => via)], ['granted', ['passkey']])
    assert.ok((await requireValidLog(world)).includes('member.passkey_added'))
    const { text } = await suite.app.call('/v1/bundle?disclosures=true', { key: world.key })
    const good = await verified(text)
    assert.equal(good.exitCode, 0, good.report)
    const axis = JSON.parse(good.report).axes.find(({ name }: { name: string }) => name === 'passkey')
    assert.equal(axis?.status, 'passed', good.report)
    for (const part of ['authenticator_data', 'client_data', 'signature']) {
      const changed = text.replace(new RegExp(`("${part}":"[\\w-]{8})(.)`), (_all, head, digit) =>
        digit === 'A' ? `${head}B` : `${head}A`,
      )
      assert.notEqual(changed, text)
      const { exitCode, report } = await verified(changed)
      assert.notEqual(exitCode, 0)
      assert.match(report, /"verdict":"invalid"/, part)
    }
    await context.close()
  })

  it('is not let through with a password alone, and rejects without the passkey', async () => {
    const ada = await newPerson(suite.app, 'owner', { orgId: world.orgId })
    const { context, page } = await opened(ada)
    await addPasskey(page)
    await context.close()
    const { id, digest } = await asked(2)
    const body = { decision: 'grant', digest, reason: 'stolen password' }
    const refused = await suite.app.call(`/v1/approvals/${id}/decide`, { key: ada.bearer, body })
    assert.deepEqual(outcome(refused), [403, 'approval.passkey'])
    const plain = await suite.chromium.open(ada, { javaScriptEnabled: false })
    const form = await plain.newPage()
    await form.goto(`${suite.chromium.origin}/o/${world.orgId}/approvals/${id}`)
    assert.match((await form.textContent('noscript, main')) ?? '', /needs your passkey/)
    const signed = form.locator('section[aria-labelledby="receipt"]')
    assert.match((await signed.textContent()) ?? '', /what your passkey signs, as decision\.assertion/)
    await form.fill('#reason', 'stolen password')
    await form.click('button[value="grant"]')
    assert.match((await form.textContent('main')) ?? '', /You have a passkey, and a call of this risk/)
    assert.equal((await read(world, id)).status, 'pending')
    await form.click('button[value="reject"]')
    await form.waitForURL(/done=reject/)
    assert.equal((await read(world, id)).status, 'rejected')
    await plain.close()
  })

  it('cannot use what it signed for another call or as somebody else', async () => {
    const ada = await newPerson(suite.app, 'owner', { orgId: world.orgId })
    const { context, page } = await opened(ada)
    await addPasskey(page)
    const [first, second] = [await asked(3), await asked(4)]
    let sent: URLSearchParams | undefined
    await page.route(/approvals\/apr_[^/]*$|part=/, async (route, request) => {
      if (request.method() !== 'POST') return route.continue()
      sent = new URLSearchParams(request.postData() ?? '')
      return route.abort()
    })
    await page.goto(`${origin}/o/${world.orgId}/approvals/${first.id}`)
    await page.fill('#reason', 'looked at it')
    await page.click('button[value="grant"]')
    await page.waitForEvent('requestfailed')
    const { id, response } = JSON.parse(sent?.get('response') ?? '{}')
    const passkey = {
      credential_id: id,
      client_data: response.clientDataJSON,
      authenticator_data: response.authenticatorData,
      signature: response.signature,
    }
    const eve = await newPerson(suite.app, 'owner', { orgId: world.orgId })
    function decide(person: TestPerson, approval: typeof first, more: object = {}) {
      const body = { decision: 'grant', digest: approval.digest, reason: 'replayed', passkey, ...more }
      return suite.app.call(`/v1/approvals/${approval.id}/decide`, { key: person.bearer, body })
    }
    assert.deepEqual(outcome(await decide(ada, second)), [403, 'approval.passkey'])
    assert.deepEqual(outcome(await decide(eve, first)), [403, 'approval.passkey'])
    assert.deepEqual(outcome(await decide(ada, first, { decision: 'reject' })), [403, 'approval.passkey'])
    assert.equal((await decide(ada, first)).status, 200)
    await context.close()
  })

  it('approves without it again once it is removed, and the log shows both', async () => {
    const ada = await newPerson(suite.app, 'owner', { orgId: world.orgId })
    const { context, page } = await opened(ada)
    await addPasskey(page)
    // The password alone is not enough for that.
    await Promise.all([page.waitForURL(/again=second/), page.click('text=Remove >> nth=0')])
    await Promise.all([page.waitForURL(/\/settings$/), page.click('text=Sign in with a passkey')])
    await page.click('text=Remove >> nth=0')
    await page.waitForURL(/done=passkey_off/)
    const { id } = await asked(5)
    await approve(page, id)
    assert.deepEqual(
      (await read(world, id)).decisions.map(({ via }) => via),
      ['session'],
    )
    assert.ok((await requireValidLog(world)).includes('member.passkey_removed'))
    await context.close()
  })
})
