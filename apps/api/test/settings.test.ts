// A member's own settings: members change how they sign in, and leave no name behind when they leave.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { requireValidLog } from './approvals-world.ts'
import { appOfFile, type TestApp } from './harness.ts'
import { startMailbox } from './mailbox.ts'
import { newBrowser, newPerson, PASSWORD, signIn, type TestBrowser } from './people.ts'
import { codeOf } from './totp.ts'

const NEXT = 'another long passphrase'

for (const kind of ['postgres', 'embedded'] as const) {
  describe(`settings on ${kind}`, async () => {
    const app: TestApp = await appOfFile(kind)
    function home(orgId = app.orgId) {
      return `/o/${orgId}/settings`
    }
    async function enters(email: string, password: string): Promise<number> {
      const browser = newBrowser(app)
      await browser.get('/sign-in')
      return (await browser.post('/sign-in', { email, password })).status
    }

    it('change the password with the old one, and end every other session', async () => {
      const { browser, email } = await newPerson(app, 'member')
      const other = await signIn(app, email)
      await browser.get(home())
      const wrong = await browser.post(`${home()}/password`, { password: 'not this one', new_password: NEXT })
      assert.deepEqual([wrong.status, /Password is not the right one/.test(wrong.text)], [400, true])
      const short = await browser.post(`${home()}/password`, { password: PASSWORD, new_password: 'short' })
      assert.equal(short.status, 400)
      const changed = await browser.post(`${home()}/password`, { password: PASSWORD, new_password: NEXT })
      assert.equal(changed.location, `${home()}?done=password`)
      assert.equal((await browser.get(home())).status, 200)
      assert.equal((await other.get(home())).status, 303)
      assert.deepEqual([await enters(email, PASSWORD), await enters(email, NEXT)], [403, 303])
    })

    it('ask for a code once an app is set up, and take each recovery code once', async () => {
      const { browser, email } = await newPerson(app, 'member')
      await browser.get(home())
      const begun = await browser.post(`${home()}/totp`, { password: PASSWORD })
      const secret = /id="totp-secret">([A-Z2-7]+)</.exec(begun.text)?.[1] ?? ''
      const codes = (/id="recovery-codes">([^<]+)</.exec(begun.text)?.[1] ?? '').split('\n')
      assert.ok(secret.length >= 32 && codes.length >= 8, begun.text)
      assert.equal((await browser.post(`${home()}/totp/confirm`, { code: '000000' })).status, 400)
      assert.equal(await enters(email, PASSWORD), 303, 'nothing is asked for before it is confirmed')
      const on = await browser.post(`${home()}/totp/confirm`, { code: codeOf(secret) })
      assert.equal(on.location, `${home()}?done=totp`, on.text)

      async function halfway(): Promise<TestBrowser> {
        const next = newBrowser(app)
        await next.get('/sign-in')
        const half = await next.post('/sign-in?next=/x', { email, password: PASSWORD })
        assert.equal(half.location, '/sign-in/code?next=%2Fx')
        assert.equal((await next.get(home())).status, 303, 'half signed in is not signed in')
        await next.get('/sign-in/code?next=%2Fx')
        return next
      }
      const byApp = await halfway()
      assert.equal((await byApp.post('/sign-in/code', { code: '000000' })).status, 403)
      assert.equal((await byApp.post('/sign-in/code', { code: codeOf(secret) })).status, 303)
      assert.match((await byApp.get(home())).text, /by totp, this one/)
      const [recovery = ''] = codes
      const byCode = await halfway()
      assert.equal((await byCode.post('/sign-in/code', { code: recovery })).status, 303)
      assert.equal((await (await halfway()).post('/sign-in/code', { code: recovery })).status, 403)
      await byApp.get(home())
      assert.equal((await byApp.post(`${home()}/totp/stop`, { password: PASSWORD })).status, 303)
      assert.equal(await enters(email, PASSWORD), 303)
    })

    it('show sessions and end one', async () => {
      const { browser, email } = await newPerson(app, 'member')
      const other = await signIn(app, email)
      const { text } = await browser.get(home())
      const [id] = [...text.matchAll(/name="id" value="(\w+)"/g)].map(([, found]) => found)
      await browser.post(`${home()}/sessions/end`, { id: id ?? '' })
      assert.deepEqual([(await browser.get(home())).status, (await other.get(home())).status], [200, 303])
    })

    it('let a member go, and their name with them, but not the last owner', async () => {
      const { orgId, adminKey: key } = await app.newOrg('Analytical')
      const owner = await newPerson(app, 'owner', { orgId })
      const ada = await newPerson(app, 'approver', { orgId })
      await owner.browser.get(home(orgId))
      const kept = await owner.browser.post(`${home(orgId)}/leave`, { confirm: 'Analytical' })
      assert.deepEqual([kept.status, /keeps one/.test(kept.text)], [409, true])
      const erased = await owner.browser.post(`${home(orgId)}/erase`, { confirm: owner.email })
      assert.equal(erased.status, 409)
      async function disclosed() {
        return (await app.call('/v1/bundle?disclosures=true', { key })).text
      }
      assert.ok((await disclosed()).includes(ada.email))
      await ada.browser.get(home(orgId))
      assert.equal((await ada.browser.post(`${home(orgId)}/erase`, { confirm: 'something' })).status, 400)
      const gone = await ada.browser.post(`${home(orgId)}/erase`, { confirm: ada.email })
      assert.deepEqual([gone.status, gone.location], [303, '/'])
      const text = await disclosed()
      assert.ok(!text.includes(ada.email) && text.includes(ada.memberId) && text.includes(owner.email))
      const types = await requireValidLog({ app, key, orgId, agent: '', agentKey: '' })
      assert.equal(types.at(-1), 'member.removed')
      assert.equal(await app.people.accountStore.withEmail(ada.email), undefined)
      assert.equal((await app.call('/v1/org', { key: ada.bearer })).status, 401)
    })

    it('are nobody else’s: no form works for another session’s token', async () => {
      const [ada, eve] = [await newPerson(app, 'member'), await newPerson(app, 'member')]
      await eve.browser.get(home())
      const csrf = eve.browser.token()
      const forged = await ada.browser.post(`${home()}/password`, {
        csrf,
        password: PASSWORD,
        new_password: NEXT,
      })
      assert.equal(forged.status, 403)
      assert.equal(await enters(ada.email, PASSWORD), 303)
    })
  })
}

describe('a forgotten password', async () => {
  const mailbox = await startMailbox()
  after(() => mailbox.close())
  const app: TestApp = await appOfFile('postgres', { env: mailbox.env })

  it('is set anew by a link that works once, and ends every session', async () => {
    const { email, browser } = await newPerson(app, 'member')
    const anybody = newBrowser(app)
    await anybody.get('/reset')
    const [known, unknown] = [
      await anybody.post('/reset', { email }),
      await anybody.post('/reset', { email: 'nobody@countersign.example' }),
    ]
    assert.equal(known.status, 200)
    assert.equal(known.text.replaceAll(email, ''), unknown.text.replaceAll('nobody@countersign.example', ''))
    const path = await mailbox.link(email, 'reset')
    await anybody.get(path)
    assert.equal((await anybody.post(path, { password: 'short' })).status, 400)
    const { location = '' } = await anybody.post(path, { password: NEXT })
    assert.equal(location, '/sign-in?done=password')
    assert.match((await anybody.get(location)).text, /Your new password is set\. Sign in with it\./)
    assert.equal((await anybody.get(path)).status, 404)
    assert.equal((await browser.get(`/o/${app.orgId}/settings`)).status, 303)
    await anybody.get('/sign-in')
    assert.equal((await anybody.post('/sign-in', { email, password: NEXT })).status, 303)
    assert.deepEqual(mailbox.to('nobody@countersign.example'), [])
  })
})

describe('wrong passwords', async () => {
  const app: TestApp = await appOfFile('postgres')

  it('close the way from one address, and not the account', async () => {
    const { email } = await newPerson(app, 'member')
    async function attempt(password: string, ip: string): Promise<number> {
      const browser = newBrowser(app, ip)
      await browser.get('/sign-in')
      return (await browser.post('/sign-in', { email, password })).status
    }
    assert.equal(await attempt(PASSWORD, '192.0.2.1'), 303)
    for (let n = 0; n < 5; n++) assert.equal(await attempt('wrong password', '192.0.2.9'), 403)
    assert.equal(await attempt(PASSWORD, '192.0.2.9'), 429)
    assert.equal(await attempt(PASSWORD, '192.0.2.1'), 303)
  })
})
