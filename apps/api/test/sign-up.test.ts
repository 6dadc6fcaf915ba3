// Signing up, by mail and by the server's links, and the first owner: each link works once.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { appOfFile, type DatabaseKind, startAlone, type TestApp } from './harness.ts'
import { type Mailbox, startMailbox } from './mailbox.ts'
import { newBrowser, newPerson, PASSWORD, type TestBrowser } from './people.ts'

const KEY = /cs_live_[0-9a-z]{40,}/g

function personOf(email: string, more: Record<string, string> = {}) {
  return { name: 'Ada Lovelace', email, password: PASSWORD, ...more }
}

for (const kind of ['postgres', 'embedded'] as const satisfies DatabaseKind[]) {
  describe(`signing up on ${kind}`, async () => {
    const mailbox: Mailbox = await startMailbox()
    const app: TestApp = await appOfFile(kind, { env: { ...mailbox.env, COUNTERSIGN_SIGNUP: 'open' } })
    after(() => mailbox.close())

    async function begin(email: string, browser = newBrowser(app)): Promise<TestBrowser> {
      await browser.get('/sign-up')
      const { status, text } = await browser.post(
        '/sign-up',
        personOf(email, { org: 'Analytical <Engines>' }),
      )
      assert.equal(status, 200, text)
      assert.match(text, /Look into your mail/)
      return browser
    }

    it('makes an org with its owner and its first key, which works', async () => {
      const email = `ada-${kind}@countersign.example`
      const browser = await begin(email)
      const path = await mailbox.link(email, 'welcome')
      const shown = await browser.get(path)
      assert.match(shown.text, /Make the org Analytical &lt;Engines&gt;/)
      assert.doesNotMatch(shown.text, /type="password"/)
      const made = await browser.post(path)
      assert.equal(made.status, 200, made.text)
      const [key] = made.text.match(KEY) ?? []
      const org = await app.must<{ id: string; name: string }>('/v1/org', { key: key ?? null })
      assert.equal(org.name, 'Analytical <Engines>')
      const { data } = await app.must<{ data: { role: string; email: string }[] }>('/v1/members', {
        key: key ?? null,
      })
      assert.deepEqual(
        data.map(({ role, email: of }) => [role, of]),
        [['owner', email]],
      )
      assert.equal((await browser.get(`/o/${org.id}/members`)).status, 200)
      const log = await app.call('/v1/bundle', { key: key ?? null })
      assert.ok(!log.text.includes(email) && !log.text.includes('Lovelace'))
      assert.equal((await browser.get(path)).status, 404)
      await browser.get(`/o/${org.id}/members`)
      assert.equal((await browser.post(path)).status, 404)
      assert.ok(!app.logged().includes(path.slice(-20)))
    })

    it('needs the password in another browser, which only who signed up knows', async () => {
      const email = `eve-${kind}@countersign.example`
      await begin(email)
      const path = await mailbox.link(email, 'welcome')
      const other = newBrowser(app)
      assert.match((await other.get(path)).text, /type="password"/)
      const wrong = await other.post(path, { password: 'not the one they chose' })
      assert.equal(wrong.status, 400)
      assert.match(wrong.text, /is not the one that was chosen/)
      assert.equal((await other.post(path, { password: PASSWORD })).status, 200)
    })

    it('says the same of a known address, whose owner is told by mail', async () => {
      const { email } = await newPerson(app, 'member')
      const [known, unknown] = [newBrowser(app), newBrowser(app)]
      const answers = []
      for (const [browser, address] of [
        [known, email],
        [unknown, `new-${kind}@countersign.example`],
      ] as const) {
        await browser.get('/sign-up')
        const { status, text } = await browser.post('/sign-up', personOf(address, { org: 'x' }))
        answers.push([status, text.replaceAll(address, '').replaceAll(browser.token(), '')])
      }
      assert.deepEqual(answers[0], answers[1])
      assert.match(await mailbox.link(email, 'sign-in'), /sign-in/)
      assert.ok(mailbox.to(email).every((text) => !text.includes('/welcome/')))
    })

    it('shows what is wrong beside what was typed, and never the password', async () => {
      const browser = newBrowser(app)
      await browser.get('/sign-up')
      for (const [fields, message] of [
        [{ email: 'not an address' }, /Email must be an e-mail address/],
        [{ password: 'short' }, /Password must have at least 10 characters/],
        [{ password: 'bob@countersign.example' }, /Password must not be your e-mail address/],
        [{ name: '' }, /Name/],
        [{ org: '' }, /Org must have 1 to 200 characters/],
      ] as const) {
        const typed = { ...personOf('bob@countersign.example', { org: 'Kept' }), ...fields }
        const { status, text } = await browser.post('/sign-up', typed)
        assert.equal(status, 400, JSON.stringify(fields))
        assert.match(text, message)
        assert.ok(!text.includes(`value="${PASSWORD}"`) && !text.includes('value="short"'))
      }
      assert.deepEqual(mailbox.to('bob@countersign.example'), [])
    })

    it('sends one address few mails, however often it is asked for', async () => {
      const email = `flood-${kind}@countersign.example`
      const browser = newBrowser(app)
      const statuses = []
      for (let n = 0; n < 7; n++) {
        await browser.get('/sign-up')
        statuses.push((await browser.post('/sign-up', personOf(email, { org: 'x' }))).status)
      }
      assert.deepEqual(statuses, [200, 200, 200, 200, 429, 429, 429])
    })
  })
}

describe('the first owner', () => {
  it('is whoever opens the link of the start, once', async () => {
    await using app = await startAlone('postgres')
    const first = new URL((await app.ownerLink()) ?? '').pathname
    const link = new URL((await app.ownerLink()) ?? '').pathname
    const browser = newBrowser(app)
    assert.equal((await browser.get(first)).status, 404, 'a new link ends the one before')
    assert.match((await browser.get(link)).text, /Become the owner of default/)
    const came = await browser.post(link, personOf('owner@countersign.example'))
    assert.deepEqual([came.status, came.location], [303, `/o/${app.orgId}/approvals`])
    const { data } = await app.must<{ data: { role: string }[] }>('/v1/members')
    assert.deepEqual(
      data.map(({ role }) => role),
      ['owner'],
    )
    const other = newBrowser(app)
    assert.equal((await other.get(link)).status, 404)
    assert.equal(await app.ownerLink(), undefined)
  })

  it('is one of two who open it at the same time', async () => {
    await using app = await startAlone('postgres')
    const link = new URL((await app.ownerLink()) ?? '').pathname
    const browsers = [newBrowser(app), newBrowser(app)]
    for (const browser of browsers) await browser.get(link)
    const came = await Promise.all(
      browsers.map((browser, at) => browser.post(link, personOf(`owner${at}@countersign.example`))),
    )
    assert.deepEqual(came.map(({ status }) => status).sort(), [303, 404])
    const { data } = await app.must<{ data: unknown[] }>('/v1/members')
    assert.equal(data.length, 1)
  })

  it('is not printed where settings gave the key to a machine', async () => {
    await using app = await startAlone('postgres')
    assert.equal(await app.people.entrances.ownerLink(app.orgId, false), undefined)
  })
})

describe('signing up where not everybody may', () => {
  let app: Awaited<ReturnType<typeof startAlone>>
  before(async () => {
    app = await startAlone('postgres', { env: { COUNTERSIGN_SIGNUP: 'invite' } })
  })
  after(() => app?.close())

  it('is closed without a link, also to a post that needs no page', async () => {
    const browser = newBrowser(app)
    assert.equal((await browser.get('/sign-up')).status, 403)
    assert.equal(
      (await browser.post('/sign-up', personOf('x@countersign.example', { org: 'x' }))).status,
      403,
    )
  })

  it('works with a link of the server, once', async () => {
    const link = new URL(await app.people.entrances.newOrgLink()).pathname
    const browser = newBrowser(app)
    await browser.get(link)
    const made = await browser.post(link, personOf('grace@countersign.example', { org: 'Navy' }))
    assert.equal(made.text.match(KEY)?.length, 3)
    assert.equal((await newBrowser(app).get(link)).status, 404)
  })
})
