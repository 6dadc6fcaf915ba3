// Signing in and out on both databases: what a session may do, and that nobody gets one by a trick.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { appOfFile, type DatabaseKind, startAlone, type TestApp } from './harness.ts'
import { newBrowser, newPerson, PASSWORD, signIn } from './people.ts'

for (const kind of ['postgres', 'embedded'] as const satisfies DatabaseKind[]) {
  describe(`signing in on ${kind}`, async () => {
    const app: TestApp = await appOfFile(kind)

    it('leads to the org, and out again', async () => {
      const { browser } = await newPerson(app, 'owner')
      const front = await browser.get('/')
      assert.deepEqual([front.status, front.location], [303, `/o/${app.orgId}/approvals`])
      const members = await browser.get(`/o/${app.orgId}/members`)
      assert.equal(members.status, 200)
      assert.match(members.text, /an owner<\/bdi> \(you\)/)
      const out = await browser.post('/sign-out')
      assert.deepEqual([out.status, out.location], [303, '/'])
      const after = await browser.get(`/o/${app.orgId}/members`)
      assert.deepEqual([after.status, after.location?.startsWith('/sign-in?next=')], [303, true])
    })

    it('leads from the bare address of an org to its first page', async () => {
      const { browser } = await newPerson(app, 'member')
      const page = await browser.get(`/o/${app.orgId}`)
      assert.deepEqual([page.status, page.location], [303, `/o/${app.orgId}/agents`])
      const stranger = await newBrowser(app).get(`/o/${app.orgId}`)
      assert.match(stranger.location ?? '', /^\/sign-in\?next=/)
    })

    it('calls the API as the member, by cookie and by bearer', async () => {
      const { browser, bearer, memberId } = await newPerson(app, 'admin')
      await browser.get(`/o/${app.orgId}/members`)
      const made = await app.call('/v1/agents', {
        key: null,
        body: { name: 'by cookie' },
        headers: { cookie: browser.cookie(), 'x-csrf-token': browser.token(), origin: 'http://localhost:80' },
      })
      assert.equal(made.status, 201, made.text)
      const { receipt } = await app.must<{ receipt: { id: string } }>('/v1/agents', {
        key: bearer,
        body: { name: 'by bearer' },
      })
      const evidence = await app.must<{ receipt: { actor: string } }>(`/v1/receipts/${receipt.id}`)
      assert.equal(evidence.receipt.actor, memberId)
    })

    it('refuses wrong passwords and unknown addresses alike', async () => {
      const { email } = await newPerson(app, 'member')
      const answers = []
      for (const who of [email, 'nobody@countersign.example']) {
        const browser = newBrowser(app)
        await browser.get('/sign-in')
        const { status, text } = await browser.post('/sign-in', { email: who, password: `${PASSWORD}!` })
        answers.push([status, text.replaceAll(who, '').replaceAll(browser.token(), '')])
      }
      assert.equal(answers[0]?.[0], 403)
      assert.deepEqual(answers[0], answers[1])
    })

    it('gives every sign-in a token of its own, and ends the one before', async () => {
      const { email, browser, bearer } = await newPerson(app, 'member')
      await signIn(app, email, browser)
      assert.equal((await app.call('/v1/org', { key: bearer })).status, 401)
      const next = decodeURIComponent(
        [...browser.cookies].find(([name]) => name.includes('session'))?.[1] ?? '',
      )
      assert.notEqual(next, bearer)
      assert.equal((await app.call('/v1/org', { key: next })).status, 200)
    })
  })
}

it('what signing in needs is loaded once the service listens, before anybody signs in', async () => {
  await using app = await startAlone('embedded')
  const { accounts } = app.people
  const { prepare } = accounts
  let prepared: Promise<void> | undefined
  accounts.prepare = () => {
    prepared = prepare()
    return prepared
  }
  await app.http.listen({ host: '127.0.0.1', port: 0 })
  assert.ok(prepared)
  await prepared
})
