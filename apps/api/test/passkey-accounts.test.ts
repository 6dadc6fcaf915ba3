// Accounts that begin with a passkey: they need no password, keep a way in, and nobody gets one by trick.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { requireValidLog } from './approvals-world.ts'
import { type Authenticator, type Cbor, newAuthenticator } from './authenticator.ts'
import { appOfFile, type TestApp } from './harness.ts'
import { type Mailbox, startMailbox } from './mailbox.ts'
import { newBrowser, PASSWORD, type Page, type TestBrowser } from './people.ts'
import { until } from './until.ts'

const HERE = { COUNTERSIGN_HOST: 'localhost' }

/** Names an address, `http://127.0.0.1:9/revoked.crl`, where to ask whether it was revoked. */
const CERTIFICATE = [
  'MIIBoTCCAUigAwIBAgIUb+C1sIMtuQSrkHkJLIiv/KzFR+owCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBYTAgFw0yNj',
  'ExMjYxODUyMzJaGA8yMTI2MTEwMjE4NTIzMlowDDEKMAgGA1UEAwwBYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA',
  'BIkknvaeJFaUgZKPiPj7u2m+9c+09kKIgpKGA+0o1U9KZ5Gm1KzzCG2WbtbVH8iIwU+J4UlEU+ESlVUW7BZGGFqjgY',
  'UwgYIwHQYDVR0OBBYEFCpXeE3E399PqsKZLYpYdlBqBAPPMB8GA1UdIwQYMBaAFCpXeE3E399PqsKZLYpYdlBqBAPP',
  'MA8GA1UdEwEB/wQFMAMBAf8wLwYDVR0fBCgwJjAkoCKgIIYeaHR0cDovLzEyNy4wLjAuMTo5L3Jldm9rZWQuY3JsMA',
  'oGCCqGSM49BAMCA0cAMEQCIDTKb+aJvIHKu/eS3EImnIIq2cCyh1XVw7sQqs3jcmOFAiBm2F6O1SBRNEV9KfB1OaFI',
  'pNP16YaP2lKgo0xUc/UB1w==',
].join('')

type Fields = Record<string, string>

function personOf(email: string, more: Fields = {}): Fields {
  return { name: 'Ada Lovelace', email, ...more }
}

async function challengeFor(browser: TestBrowser, path: string, fields: Fields = {}) {
  const { status, text } = await browser.post(`${path}/passkey`, fields)
  assert.equal(status, 200, text)
  return JSON.parse(text) as { challenge: string }
}

/** Fills the form of the path in as its script does. */
async function submit(
  browser: TestBrowser,
  path: string,
  fields: Fields,
  passkey: Authenticator,
): Promise<Page> {
  const asked = await challengeFor(browser, path, fields)
  return browser.post(path, { ...fields, with: 'passkey', response: passkey.register(asked) })
}

async function signIn(app: TestApp, passkey: Authenticator, browser = newBrowser(app)): Promise<Page> {
  await browser.get('/sign-in')
  const asked = JSON.parse((await browser.post('/sign-in/passkey/options')).text)
  return browser.post('/sign-in/passkey?next=/x', { response: passkey.answer(asked) })
}

function pathOf(link: string | undefined): string {
  return new URL(link ?? 'nowhere:').pathname
}

/** Somebody who joined with a passkey alone. */
async function newcomer(app: TestApp, email: string, role = 'approver') {
  const { link } = await app.must<{ link: string }>('/v1/invitations', { body: { role } })
  const [browser, passkey] = [newBrowser(app), newAuthenticator(app.context.publicUrl())]
  await browser.get(pathOf(link))
  const joined = await submit(browser, pathOf(link), personOf(email), passkey)
  assert.equal(joined.status, 303, joined.text)
  const account = await app.people.accountStore.withEmail(email)
  return { browser, passkey, accountId: account?.id ?? '', home: `/o/${app.orgId}/settings` }
}

describe('with a passkey and no password', async () => {
  const app: TestApp = await appOfFile('postgres', { env: HERE })
  const url = app.context.publicUrl()

  it('an invitation is accepted, and the org knows the passkey from the first commit on', async () => {
    const { orgId, adminKey: key } = await app.newOrg()
    const made = await app.must<{ link: string }>('/v1/invitations', { key, body: { role: 'approver' } })
    const [browser, passkey] = [newBrowser(app), newAuthenticator(url)]
    await browser.get(pathOf(made.link))
    const joined = await submit(browser, pathOf(made.link), personOf('joins@countersign.example'), passkey)
    assert.deepEqual([joined.status, joined.location], [303, `/o/${orgId}/approvals`])
    const types = await requireValidLog({ app, key, orgId, agent: '', agentKey: '' })
    assert.deepEqual(types.slice(-2), ['member.added', 'member.passkey_added'])
    const { text } = await browser.get(`/o/${orgId}/settings`)
    assert.match(text, /by passkey, this one/)
    assert.equal((await signIn(app, passkey)).location, '/x')
  })

  it('an org is made by a link of the server, and its owner gets its first key', async () => {
    const link = pathOf(await app.people.entrances.newOrgLink())
    const [browser, passkey] = [newBrowser(app), newAuthenticator(url)]
    await browser.get(link)
    const fields = personOf('makes@countersign.example', { org: 'Navy' })
    const made = await submit(browser, link, fields, passkey)
    assert.match(made.text, /id="first-key">cs_live_/)
    assert.equal((await signIn(app, passkey)).status, 303)
  })

  it('no password opens the account until its owner sets one, and then it does', async () => {
    const { browser, home } = await newcomer(app, 'sets@countersign.example')
    async function enters(password: string): Promise<number> {
      const other = newBrowser(app)
      await other.get('/sign-in')
      return (await other.post('/sign-in', { email: 'sets@countersign.example', password })).status
    }
    assert.equal(await enters(''), 403)
    assert.equal(await enters(PASSWORD), 403)
    const { text } = await browser.get(home)
    assert.doesNotMatch(text, /Current password|Second step/)
    const set = await browser.post(`${home}/password/add`, { new_password: PASSWORD })
    assert.equal(set.location, `${home}?done=password_added`)
    assert.equal(await enters(PASSWORD), 303)
    await browser.get(home)
    const twice = await browser.post(`${home}/password/add`, { new_password: 'another long passphrase' })
    assert.equal(twice.status, 400)
    assert.equal(await enters(PASSWORD), 303)
  })

  it('the last passkey is not removed while nothing else opens the account', async () => {
    const { browser, home, accountId, passkey } = await newcomer(app, 'keeps@countersign.example')
    const [one] = await app.people.accountStore.passkeys(accountId)
    await browser.get(home)
    const kept = await browser.post(`${home}/passkeys/remove`, { id: one?.id ?? '' })
    assert.deepEqual([kept.status, /Nothing else opens your account/.test(kept.text)], [400, true])
    assert.equal((await signIn(app, passkey)).status, 303)
    const second = newAuthenticator(url)
    const asked = JSON.parse((await browser.post(`${home}/passkeys/options`)).text)
    await browser.post(`${home}/passkeys`, { passkey_name: 'second', response: second.register(asked) })
    const both = await app.people.accountStore.passkeys(accountId)
    assert.equal(both.length, 2)
    // Two that are removed at the same moment leave one.
    await browser.get(home)
    const answers = await Promise.all(both.map(({ id }) => browser.post(`${home}/passkeys/remove`, { id })))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 400])
    assert.equal((await app.people.accountStore.passkeys(accountId)).length, 1)
  })

  it('what is wrong beside the passkey is said before the browser makes one', async () => {
    const { link } = await app.must<{ link: string }>('/v1/invitations', { body: { role: 'member' } })
    const browser = newBrowser(app)
    await browser.get(pathOf(link))
    const wrong = await browser.post(`${pathOf(link)}/passkey`, personOf('nowhere'))
    assert.deepEqual([wrong.status, /Email must be an e-mail address/.test(wrong.text)], [400, true])
    await newcomer(app, 'known@countersign.example')
    const known = await browser.post(`${pathOf(link)}/passkey`, personOf('known@countersign.example'))
    assert.match(known.text, /has an account already/)
  })

  it('nothing but the answer to its own question makes an account, and that once', async () => {
    const passkey = newAuthenticator(url)
    async function attempt(change: (response: string, browser: TestBrowser) => Promise<string>) {
      const { link } = await app.must<{ link: string }>('/v1/invitations', { body: { role: 'member' } })
      const browser = newBrowser(app)
      await browser.get(pathOf(link))
      const email = 'forger@countersign.example'
      const asked = await challengeFor(browser, pathOf(link), personOf(email))
      const response = await change(passkey.register(asked), browser)
      const { status } = await browser.post(pathOf(link), personOf(email, { with: 'passkey', response }))
      const account = await app.people.accountStore.withEmail(email)
      if (account !== undefined) await app.people.accountStore.erase(account.id).catch(() => undefined)
      return [status, account === undefined]
    }
    const other = newAuthenticator(url)
    const foreign = newAuthenticator('https://evil.example')
    const forgeries: Record<string, (response: string) => string> = {
      'nothing at all': () => '',
      'no object': () => '7',
      'an empty object': () => '{}',
      'a question that was never asked': () => other.register({ challenge: 'AAAA' }),
      'the page of another site': (response) => foreign.register(challengeIn(response)),
    }
    for (const [what, forge] of Object.entries(forgeries))
      assert.deepEqual(await attempt(async (response) => forge(response)), [400, true], what)
    const stranger = newBrowser(app)
    const { link } = await app.must<{ link: string }>('/v1/invitations', { body: { role: 'member' } })
    await stranger.get(pathOf(link))
    const theirs = await challengeFor(stranger, pathOf(link), personOf('other@countersign.example'))
    const planted = await attempt(async () => other.register(theirs))
    assert.deepEqual(planted, [400, true], 'a question of another browser')
    // The form of the other browser takes it, once.
    const fields = personOf('other@countersign.example', {
      with: 'passkey',
      response: other.register(theirs),
    })
    assert.equal((await stranger.post(pathOf(link), fields)).status, 303)
    const again = await app.must<{ link: string }>('/v1/invitations', { body: { role: 'member' } })
    const late = newBrowser(app)
    await late.get(pathOf(again.link))
    const taken = await submit(late, pathOf(again.link), personOf('late@countersign.example'), other)
    assert.equal(taken.status, 400, 'a passkey that opens another account')
  })

  it('what vouches for a passkey makes the service connect nowhere', async () => {
    const { fetch } = globalThis
    const fetched: unknown[] = []
    globalThis.fetch = async (address) => {
      fetched.push(address)
      throw new Error('nothing is connected to')
    }
    try {
      const statement = new Map<string | number, Cbor>([
        ['alg', -7],
        ['sig', new Uint8Array(64)],
        ['x5c', [new Uint8Array(Buffer.from(CERTIFICATE, 'base64'))]],
      ])
      const { link } = await app.must<{ link: string }>('/v1/invitations', { body: { role: 'member' } })
      const stranger = newBrowser(app)
      await stranger.get(pathOf(link))
      const { browser, home } = await newcomer(app, 'vouched@countersign.example')
      await browser.get(home)
      for (const format of ['apple', 'packed', 'android-key', 'fido-u2f', 'tpm']) {
        const fields = personOf('vouching@countersign.example')
        const first = await challengeFor(stranger, pathOf(link), fields)
        const response = newAuthenticator(url).register(first, [format, statement])
        const made = await stranger.post(pathOf(link), { ...fields, with: 'passkey', response })
        assert.deepEqual([made.status, fetched], [400, []], format)
        const options = JSON.parse((await browser.post(`${home}/passkeys/options`)).text)
        const another = newAuthenticator(url).register(options, [format, statement])
        const added = await browser.post(`${home}/passkeys`, { passkey_name: 'x', response: another })
        assert.deepEqual([added.status, fetched], [400, []], format)
      }
    } finally {
      globalThis.fetch = fetch
    }
  })
})

function challengeIn(response: string): { challenge: string } {
  const { clientDataJSON } = JSON.parse(response).response
  return JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString())
}

describe('a sign-up by mail with a passkey', async () => {
  const mailbox: Mailbox = await startMailbox()
  after(() => mailbox.close())
  const env = { ...mailbox.env, ...HERE, COUNTERSIGN_SIGNUP: 'open' }
  const app: TestApp = await appOfFile('postgres', { env })
  const url = app.context.publicUrl()

  async function begun(email: string) {
    const [browser, passkey] = [newBrowser(app), newAuthenticator(url)]
    await browser.get('/sign-up')
    const answer = await submit(browser, '/sign-up', personOf(email, { org: 'Engines' }), passkey)
    assert.match(answer.text, /Look into your mail/)
    return { browser, passkey, path: await mailbox.link(email, 'welcome') }
  }

  it('makes the org in the browser that began it', async () => {
    const { browser, passkey, path } = await begun('ada@countersign.example')
    assert.doesNotMatch((await browser.get(path)).text, /type="password"/)
    assert.match((await browser.post(path)).text, /id="first-key">cs_live_/)
    assert.equal((await signIn(app, passkey)).status, 303)
  })

  it('asks any other browser for the passkey, so that nobody lends their address to an account', async () => {
    const { passkey, path } = await begun('grace@countersign.example')
    const other = newBrowser(app)
    assert.match((await other.get(path)).text, /Show the passkey that you made/)
    assert.equal((await other.post(path)).status, 400)
    assert.equal((await other.post(path, { password: '' })).status, 400)
    const asked = await challengeFor(other, path)
    const stolen = newAuthenticator(url).answer(asked)
    assert.equal((await other.post(path, { with: 'passkey', response: stolen })).status, 400)
    const again = await challengeFor(other, path)
    const made = await other.post(path, { with: 'passkey', response: passkey.answer(again) })
    assert.match(made.text, /id="first-key">cs_live_/)
  })

  it('says the same of an address that has an account', async () => {
    const { browser, path } = await begun('twice@countersign.example')
    await browser.get(path)
    await browser.post(path)
    const stranger = newBrowser(app)
    await stranger.get('/sign-up')
    const fields = personOf('twice@countersign.example', { org: 'x' })
    const answer = await submit(stranger, '/sign-up', fields, newAuthenticator(url))
    assert.match(answer.text, /Look into your mail/)
    await until('the mail is there', () => mailbox.to('twice@countersign.example').length === 2)
    assert.match(mailbox.to('twice@countersign.example').at(-1) ?? '', /has an account already/)
  })
})
