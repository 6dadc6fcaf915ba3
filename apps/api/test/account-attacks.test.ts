// What strangers and former owners of a way in try against accounts: each trick, and that it gets nothing.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createResets } from '../src/identity/resets.ts'
import { appOfFile, type TestApp } from './harness.ts'
import { startMailbox } from './mailbox.ts'
import { newAccount, newBrowser, newPerson, PASSWORD, signIn, type TestBrowser } from './people.ts'
import { codeOf } from './totp.ts'
import { until } from './until.ts'

const NEXT = 'another long passphrase'

function settings(app: TestApp): string {
  return `/o/${app.orgId}/settings`
}

async function wrongPassword(app: TestApp, email: string, ip: string): Promise<number> {
  const browser = newBrowser(app, ip)
  await browser.get('/sign-in')
  return (await browser.post('/sign-in', { email, password: 'wrong password' })).status
}

describe('against passwords', async () => {
  const app = await appOfFile('postgres')

  it('many guesses at the same moment are as few as one after the other', async () => {
    const { email } = await newPerson(app, 'member')
    const statuses = await Promise.all(
      Array.from({ length: 16 }, () => wrongPassword(app, email, '192.0.2.7')),
    )
    assert.deepEqual([statuses.filter((status) => status === 403).length, statuses.length], [5, 16])
    assert.ok(statuses.every((status) => status === 403 || status === 429))
  })

  it('whoever signs in often, and rightly, is not counted', async () => {
    const { email } = await newPerson(app, 'member')
    for (let n = 0; n < 7; n++) await signIn(app, email, newBrowser(app, '192.0.2.8'))
    assert.equal(await wrongPassword(app, email, '192.0.2.8'), 403)
  })

  it('hashes no password for a made-up link', async () => {
    let hashed = 0
    const passwords = {
      async hash(password: string) {
        hashed++
        return password
      },
      verify: async () => false,
    }
    const { context } = app
    const { accountStore } = app.people
    const resets = createResets({ context, accountStore, passwords, onMail: () => {} })
    await assert.rejects(resets.set('A'.repeat(43), NEXT), { code: 'not_found' })
    assert.equal(hashed, 0)
  })
})

describe('against sessions', async () => {
  const app = await appOfFile('postgres')

  it('what a program was given opens no page and no settings of the account', async () => {
    const { accountId } = await newPerson(app, 'owner')
    const now = Date.now()
    const program = {
      accountId,
      orgId: app.orgId,
      userAgent: 'a program',
      method: 'password',
      signedInAt: now,
    } as const
    const bearer = await app.people.accounts.admit(program)
    assert.equal((await app.call('/v1/org', { key: bearer })).status, 200)
    const browser = newBrowser(app)
    browser.cookies.set('countersign.session_token', encodeURIComponent(bearer))
    assert.equal((await browser.get(settings(app))).status, 303)
    await browser.get('/sign-in')
    assert.equal((await browser.post(`${settings(app)}/passkeys/options`)).status, 303)
    const byCookie = await app.call('/v1/org', { key: null, headers: { cookie: browser.cookie() } })
    assert.equal(byCookie.status, 401)
  })

  it('signing in without end fills no table', async () => {
    const accountId = await newAccount(app, 'again-and-again@countersign.example')
    const nowhere = { cookie: '', userAgent: 'x' }
    const first = (await app.people.accounts.enter(nowhere, accountId, 'password')).length
    assert.equal(first, 1)
    for (let n = 0; n < 104; n++) await app.people.accounts.enter(nowhere, accountId, 'password')
    assert.equal((await app.people.accountStore.sessions(accountId)).length, 100)
  })
})

describe('against the second step', async () => {
  const app = await appOfFile('postgres')

  async function halfway(email: string): Promise<TestBrowser> {
    const browser = newBrowser(app)
    await browser.get('/sign-in')
    await browser.post('/sign-in', { email, password: PASSWORD })
    await browser.get('/sign-in/code')
    return browser
  }

  it('a code that was seen being typed works no second time, for whoever is faster', async () => {
    const { browser, email, accountId } = await newPerson(app, 'member')
    await browser.get(settings(app))
    const begun = await browser.post(`${settings(app)}/totp`, { password: PASSWORD })
    const secret = /id="totp-secret">([A-Z2-7]+)</.exec(begun.text)?.[1] ?? ''
    const on = await browser.post(`${settings(app)}/totp/confirm`, { code: codeOf(secret) })
    assert.equal(on.status, 303)
    const browsers = [await halfway(email), await halfway(email), await halfway(email)]
    const before = (await app.people.accountStore.sessions(accountId)).length
    const code = codeOf(secret)
    const answers = await Promise.all(browsers.map((one) => one.post('/sign-in/code', { code })))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 403, 403])
    assert.equal((await app.people.accountStore.sessions(accountId)).length, before + 1)
    // With a session, codes are not tried either: there is no first step to it.
    await browser.get(settings(app))
    const again = await browser.post('/sign-in/code', { code: '000000' })
    assert.equal(again.status, 403)
    assert.match(again.text, /Begin again with your password/)
  })

  it('wrong codes end the first step, then lock, and each says what it is', async () => {
    const { browser, email, accountId } = await newPerson(app, 'member')
    await browser.get(settings(app))
    const begun = await browser.post(`${settings(app)}/totp`, { password: PASSWORD })
    const secret = /id="totp-secret">([A-Z2-7]+)</.exec(begun.text)?.[1] ?? ''
    await browser.post(`${settings(app)}/totp/confirm`, { code: codeOf(secret) })
    /** Six digits are a code of an app, anything else counts as a recovery code. */
    async function wrong(half: TestBrowser, times: number): Promise<void> {
      for (let time = 0; time < times; time++) {
        const answer = await half.post('/sign-in/code', { code: time % 2 === 0 ? '000000' : '00000' })
        assert.deepEqual([answer.status, /This code is not valid/.test(answer.text)], [403, true])
      }
    }
    const first = await halfway(email)
    await wrong(first, 5)
    const ended = await first.post('/sign-in/code', { code: nextCode(secret) })
    assert.equal(ended.status, 403)
    assert.match(ended.text, /too many wrong codes, or it took too long\. Begin again with your password/)
    await wrong(await halfway(email), 5)
    const locked = await (await halfway(email)).post('/sign-in/code', { code: nextCode(secret) })
    assert.equal(locked.status, 429)
    assert.match(locked.text, /too many wrong codes\. Wait fifteen minutes/)
    const client = await app.db.readers.connect()
    await client
      .query(
        `update accounts."twoFactor" set "lockedUntil" = now() - interval '1 second' where "userId" = $1`,
        [accountId],
      )
      .finally(() => client.release())
    assert.equal((await (await halfway(email)).post('/sign-in/code', { code: nextCode(secret) })).status, 303)
  })
})

/** One that was not used yet: the app's next one is good already. */
function nextCode(secret: string): string {
  return codeOf(secret, Date.now() + 30_000)
}

/** A passkey that nobody holds: enough to see what is asked for before it could be removed, or another added. */
async function addPasskeyRow(app: TestApp, accountId: string): Promise<void> {
  const client = await app.db.readers.connect()
  try {
    await client.query(
      `insert into accounts.passkey (id, name, "publicKey", "userId", "credentialID", counter, "deviceType", "backedUp")
       values ($1, 'laptop', 'pQECAyYgASFYIA', $1, $1, 0, 'singleDevice', false)`,
      [accountId],
    )
  } finally {
    client.release()
  }
}

async function sessionsOf(app: TestApp, accountId: string) {
  return (await app.people.accountStore.sessions(accountId)).map(({ method, signedInAt }) => ({
    method,
    signedInAt,
  }))
}

describe('against what one signs in with', async () => {
  const mailbox = await startMailbox()
  after(() => mailbox.close())
  const app: TestApp = await appOfFile('postgres', { env: mailbox.env })
  const SECOND = /^\/sign-in\?again=second&/

  it('a password alone adds, removes and replaces nothing where there is a passkey', async () => {
    const { browser, accountId } = await newPerson(app, 'owner')
    await addPasskeyRow(app, accountId)
    await browser.get(settings(app))
    const options = await browser.post(`${settings(app)}/passkeys/options`)
    assert.match(JSON.parse(options.text).sign_in, SECOND)
    const forms: [string, Record<string, string>][] = [
      ['passkeys', { passkey_name: 'mine', response: '{}' }],
      ['passkeys/remove', { id: accountId }],
      ['totp', { password: PASSWORD }],
      ['totp/confirm', { code: '000000' }],
      ['totp/stop', { password: PASSWORD }],
    ]
    for (const [path, fields] of forms) {
      const answer = await browser.post(`${settings(app)}/${path}`, fields)
      assert.match(answer.location ?? '', SECOND, path)
    }
    assert.equal((await app.people.accountStore.passkeys(accountId)).length, 1)
    assert.match((await browser.get('/sign-in?again=second&next=%2F')).text, /with a passkey that you have/)
  })

  it('a code of the app lets its owner change all of it, and the owner is told by mail', async () => {
    const { browser, email, accountId } = await newPerson(app, 'owner')
    await browser.get(settings(app))
    const begun = await browser.post(`${settings(app)}/totp`, { password: PASSWORD })
    assert.match(begun.text, /<svg class="qr"[^>]*aria-label=/)
    const secret = /id="totp-secret">([A-Z2-7]+)</.exec(begun.text)?.[1] ?? ''
    await browser.post(`${settings(app)}/totp/confirm`, { code: codeOf(secret) })
    await addPasskeyRow(app, accountId)
    const known = newBrowser(app)
    await known.get('/sign-in')
    await known.post('/sign-in', { email, password: PASSWORD })
    await known.get('/sign-in/code')
    assert.equal((await known.post('/sign-in/code', { code: codeOf(secret) })).status, 303)
    await known.get(settings(app))
    const removed = await known.post(`${settings(app)}/passkeys/remove`, { id: accountId })
    assert.match(removed.location ?? '', /done=passkey_off/)
    await until('the owner is told', () => mailbox.to(email).length === 2)
    assert.match(mailbox.to(email).join(''), /asks for a code.*passkey was removed/s)
  })

  it('changing the password makes no session that is younger, or that proved more', async () => {
    const { browser, email, accountId } = await newPerson(app, 'owner')
    await signIn(app, email)
    const old = browser.cookies.get('countersign.session_token')
    const [before] = (await sessionsOf(app, accountId)).slice(-1)
    await browser.get(settings(app))
    await browser.post(`${settings(app)}/password`, { password: PASSWORD, new_password: NEXT })
    assert.deepEqual(await sessionsOf(app, accountId), [before])
    assert.notEqual(browser.cookies.get('countersign.session_token'), old)
    assert.equal((await browser.get(settings(app))).status, 200)
  })

  it('an address is proven only by who is signed in to its account', async () => {
    const mallory = await newPerson(app, 'member')
    const email = 'not-mallory@countersign.example'
    const accountId = await newAccount(app, email, false)
    const victim = await app.people.accountStore.withEmail(email)
    assert.equal(victim?.isProven, false)
    await app.people.addresses.ask(victim)
    const path = await mailbox.link(email, 'address')
    await mallory.browser.get(path)
    assert.equal((await mallory.browser.post(path)).status, 404)
    const stranger = newBrowser(app)
    assert.match((await stranger.get(path)).location ?? '', /^\/sign-in/)
    const owner = await signIn(app, email)
    await owner.get(path)
    assert.match((await owner.post(path)).text, /Your address is confirmed/)
    assert.deepEqual([...(await app.people.accountStore.provenAddresses([accountId])).values()], [email])
    assert.equal((await owner.post(path)).status, 404)
  })
})

describe('against mailboxes', async () => {
  const mailbox = await startMailbox()
  after(() => mailbox.close())
  const env = { ...mailbox.env, COUNTERSIGN_SIGNUP: 'open' }
  const app: TestApp = await appOfFile('postgres', { env })

  it('a link to set a password ends when the password was set otherwise', async () => {
    const { email, browser } = await newPerson(app, 'member')
    const anybody = newBrowser(app)
    await anybody.get('/reset')
    await anybody.post('/reset', { email })
    const path = await mailbox.link(email, 'reset')
    await browser.get(settings(app))
    const changed = await browser.post(`${settings(app)}/password`, {
      password: PASSWORD,
      new_password: NEXT,
    })
    assert.equal(changed.status, 303)
    await anybody.get(path)
    assert.equal((await anybody.post(path, { password: 'the one of an attacker' })).status, 404)
    await anybody.get('/sign-in')
    assert.equal((await anybody.post('/sign-in', { email, password: NEXT })).status, 303)
  })

  it('signing up with an address of somebody else writes them nothing of one’s own', async () => {
    const email = 'victim@countersign.example'
    const browser = newBrowser(app)
    await browser.get('/sign-up')
    const org = 'a prize: https://evil.example/claim'
    await browser.post('/sign-up', { name: 'You won', email, password: PASSWORD, org })
    await mailbox.link(email, 'welcome')
    assert.doesNotMatch(mailbox.to(email).join(''), /evil|won/)
  })

  it('inviting and revoking again and again fills none', async () => {
    const email = 'bombed@countersign.example'
    const mailed = []
    for (let n = 0; n < 7; n++) {
      const body = { email, role: 'member' }
      const made = await app.must<{ id: string; mailed: boolean; link?: string }>('/v1/invitations', { body })
      mailed.push(made.mailed)
      assert.equal(made.link, undefined)
      await app.must(`/v1/invitations/${made.id}/revoke`, { body: {} })
    }
    assert.deepEqual(mailed, [true, true, true, true, true, false, false])
    await until('nothing waits', async () => (await app.store.outbox.waiting(app.orgId)).length === 0)
    assert.ok(mailbox.to(email).length <= 5)
  })
})
