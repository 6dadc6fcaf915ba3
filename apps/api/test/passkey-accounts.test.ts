// Accounts that begin with a passkey: they need no password, keep a way in, and nobody gets one by trick.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { ask, makeWorld, member, outcome, read, requireValidLog } from './approvals-world.ts'
import { type Authenticator, type Cbor, newAuthenticator } from './authenticator.ts'
import { appOfFile, type TestApp } from './harness.ts'
import { type Mailbox, startMailbox } from './mailbox.ts'
import { newBrowser, newPerson, PASSWORD, type Page, type TestBrowser } from './people.ts'
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

async function memberOf(app: TestApp, accountId: string): Promise<string> {
  const [found] = await app.people.sessions.memberships(accountId)
  return found?.memberId ?? ''
}

function pathOf(link: string | undefined): string {
  return new URL(link ?? 'nowhere:').pathname
}

/** Somebody who joined with a passkey alone. */
async function newcomer(
  app: TestApp,
  email: string,
  role = 'approver',
  { orgId, key }: { orgId: string; key?: string } = { orgId: app.orgId },
) {
  const { link } = await app.must<{ link: string }>('/v1/invitations', {
    ...(key && { key }),
    body: { role },
  })
  const [browser, passkey] = [newBrowser(app), newAuthenticator(app.context.publicUrl())]
  await browser.get(pathOf(link))
  const joined = await submit(browser, pathOf(link), personOf(email), passkey)
  assert.equal(joined.status, 303, joined.text)
  const account = await app.people.accountStore.withEmail(email)
  return { browser, passkey, accountId: account?.id ?? '', home: `/o/${orgId}/settings` }
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

  it('garbage in place of a passkey is refused in settings, and not taken for a fault', async () => {
    const { browser, home } = await newcomer(app, 'garbled@countersign.example')
    await browser.get(home)
    await browser.post(`${home}/passkeys/options`)
    const response = newAuthenticator(url).register({ challenge: 'AAAA' })
    const added = await browser.post(`${home}/passkeys`, { passkey_name: 'x', response })
    assert.deepEqual([added.status, /was not accepted/.test(added.text)], [400, true])
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

describe('whoever lost their passkey', async () => {
  const app: TestApp = await appOfFile('postgres', { env: HERE })
  type Reset = { mailed: boolean; link?: string; receipt: { type: string } }

  it('gets in again once another member has reset them, and nothing that they had opens it', async () => {
    const world = await makeWorld(app)
    const { orgId, key } = world
    const lost = await newcomer(app, 'lost@countersign.example', 'approver', { orgId, key })
    const memberId = await memberOf(app, lost.accountId)
    const made = await app.must<Reset>(`/v1/members/${memberId}/reset`, { key, body: { reason: 'by phone' } })
    assert.deepEqual([made.mailed, made.receipt.type], [false, 'member.changed'])
    assert.equal((await lost.browser.get(lost.home)).status, 303, 'every session has ended')
    assert.equal((await signIn(app, lost.passkey)).status, 403)
    const browser = newBrowser(app)
    await browser.get(pathOf(made.link))
    assert.equal(
      (await browser.post(pathOf(made.link), { password: PASSWORD })).location,
      '/sign-in?done=password',
    )
    assert.equal((await browser.get(pathOf(made.link))).status, 404)
    await browser.get('/sign-in')
    const fields = { email: 'lost@countersign.example', password: PASSWORD }
    assert.equal((await browser.post('/sign-in', fields)).status, 303)
    assert.match(
      (await browser.get(lost.home)).text,
      /Nobody has shown yet/,
      'a link from hand to hand proves no address',
    )
    const next = newAuthenticator(app.context.publicUrl())
    const asked = JSON.parse((await browser.post(`${lost.home}/passkeys/options`)).text)
    await browser.post(`${lost.home}/passkeys`, { passkey_name: 'new', response: next.register(asked) })
    assert.equal((await signIn(app, next)).status, 303)
    const types = await requireValidLog(world)
    assert.deepEqual(types.slice(-3), ['member.changed', 'member.passkey_removed', 'member.passkey_added'])
  })

  it('is not reset, and so not mailed, without end: a repeat is answered all the same', async () => {
    const world = await makeWorld(app)
    const { orgId, key } = world
    const lost = await newcomer(app, 'mailed@countersign.example', 'approver', { orgId, key })
    const path = `/v1/members/${await memberOf(app, lost.accountId)}/reset`
    function reset(name: string) {
      return app.call(path, { key, body: {}, headers: { 'idempotency-key': name } })
    }
    for (const name of ['1', '2', '3', '4', '5']) assert.equal((await reset(name)).status, 200)
    assert.deepEqual(outcome(await reset('6')), [429, 'rate.limited'])
    assert.equal((await reset('5')).status, 200)
    const types = await requireValidLog(world)
    assert.equal(types.filter((type) => type === 'member.changed').length, 5)
  })

  it('is let in by the link of the last reset only: an earlier one may have reached somebody else', async () => {
    const world = await makeWorld(app)
    const { orgId, key } = world
    const email = 'twice@countersign.example'
    const lost = await newcomer(app, email, 'approver', { orgId, key })
    const path = `/v1/members/${await memberOf(app, lost.accountId)}/reset`
    const first = await app.must<Reset>(path, { key, body: {} })
    const last = await app.must<Reset>(path, { key, body: {} })
    const browser = newBrowser(app)
    assert.equal((await browser.get(pathOf(first.link))).status, 404)
    await browser.get('/sign-in')
    assert.equal((await browser.post(pathOf(first.link), { password: 'of somebody else' })).status, 404)
    await browser.get(pathOf(last.link))
    assert.equal(
      (await browser.post(pathOf(last.link), { password: PASSWORD })).location,
      '/sign-in?done=password',
    )
    await browser.get('/sign-in')
    assert.equal((await browser.post('/sign-in', { email, password: PASSWORD })).status, 303)
  })

  it('is reset by nobody who may do less, by no other org, and not by themselves', async () => {
    const world = await makeWorld(app)
    const { orgId, key } = world
    const owner = await newPerson(app, 'owner', { orgId })
    const admin = await newPerson(app, 'admin', { orgId })
    const other = await app.newOrg()
    async function reset(memberId: string, as: string) {
      return outcome(await app.call(`/v1/members/${memberId}/reset`, { key: as, body: {} }))
    }
    assert.deepEqual(await reset(owner.memberId, admin.bearer), [403, 'auth.scope'])
    assert.deepEqual(await reset(owner.memberId, owner.bearer), [409, 'member.reset'])
    assert.deepEqual(await reset(owner.memberId, other.adminKey), [404, 'not_found'])
    assert.deepEqual(await reset(await member(world), key), [409, 'member.reset'], 'no account')
    const { link } = await app.must<{ link: string }>('/v1/invitations', {
      key: other.adminKey,
      body: { role: 'member' },
    })
    await admin.browser.get(pathOf(link))
    assert.equal((await admin.browser.post(pathOf(link))).status, 303)
    assert.deepEqual(await reset(admin.memberId, owner.bearer), [409, 'member.reset'], 'two orgs')
    await owner.browser.get(`/o/${orgId}/members/${admin.memberId}`)
    const page = await owner.browser.post(`/o/${orgId}/members/${admin.memberId}/reset`)
    assert.equal(page.status, 409)
    assert.match(page.text, /have it leave that one, or remove the member and invite them at another address/)
    assert.equal(
      (await app.call('/v1/org', { key: admin.bearer, headers: { 'countersign-org': orgId } })).status,
      200,
    )
  })
})

describe('whoever reads the mails of a member', async () => {
  const mailbox: Mailbox = await startMailbox()
  after(() => mailbox.close())
  const app: TestApp = await appOfFile('postgres', { env: { ...mailbox.env, ...HERE } })

  it('gets a password by mail, and with it nothing for which the org asks for the passkey', async () => {
    const world = await makeWorld(app)
    const { orgId, key } = world
    const email = 'read@countersign.example'
    const { passkey, accountId } = await newcomer(app, email, 'approver', { orgId, key })
    const reader = newBrowser(app)
    await reader.get('/reset')
    await reader.post('/reset', { email })
    const path = await mailbox.link(email, 'reset')
    await reader.get(path)
    assert.equal((await reader.post(path, { password: PASSWORD })).status, 303)
    await reader.get('/sign-in')
    assert.equal((await reader.post('/sign-in', { email, password: PASSWORD })).status, 303)
    // Nobody had shown that the address is theirs: whoever has it now keeps no way in of somebody else.
    assert.equal((await signIn(app, passkey)).status, 403)
    const home = `/o/${orgId}/settings`
    await reader.get(home)
    const options = await reader.post(`${home}/passkeys/options`)
    assert.match(JSON.parse(options.text).sign_in, /again=second/)
    // In an org of their own they might do what this one forbids; it must not count here.
    const own = await app.newOrg()
    const { link } = await app.must<{ link: string }>('/v1/invitations', {
      key: own.adminKey,
      body: { role: 'member' },
    })
    await reader.get(pathOf(link))
    assert.equal((await reader.post(pathOf(link))).status, 303)
    const { approval } = await ask(world)
    const bearer = decodeURIComponent(reader.cookies.get('countersign.session_token') ?? '')
    const { digest } = await read(world, approval.id)
    const decided = await app.call(`/v1/approvals/${approval.id}/decide`, {
      key: bearer,
      body: { decision: 'grant', digest, reason: 'stolen mailbox' },
      headers: { 'countersign-org': orgId },
    })
    assert.deepEqual(outcome(decided), [403, 'approval.passkey'])
    const { text } = await reader.get(`/o/${orgId}/approvals/${approval.id}`)
    const seen = /name="seen" value="([^"]*)"/.exec(text)?.[1] ?? ''
    const form = { decision: 'grant', digest, reason: 'stolen mailbox', seen }
    await reader.post(`/o/${orgId}/approvals/${approval.id}`, form)
    assert.equal((await read(world, approval.id)).status, 'pending')
    assert.equal(await app.people.passkeys.isKnown(accountId), true)
  })

  it('a member whose address is proven is sent the link of a reset, and nobody else sees it', async () => {
    const { memberId, email, browser } = await newPerson(app, 'approver')
    const made = await app.must<{ mailed: boolean; link?: string }>(`/v1/members/${memberId}/reset`, {
      body: {},
    })
    assert.deepEqual([made.mailed, made.link], [true, undefined])
    const path = await mailbox.link(email, 'reset')
    const token = path.slice('/reset/'.length)
    const [head = token] = mailbox.heads(email)
    assert.ok(!head.includes(token.slice(0, 8)), 'mail servers write headers down')
    await browser.get(path)
    assert.equal((await browser.post(path, { password: 'another long passphrase' })).status, 303)
  })
})

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
