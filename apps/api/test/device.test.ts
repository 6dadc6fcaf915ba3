// Programs that sign in by a code: what they get, when, and that no link and no stranger gives it to them.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { join } from '../src/operations/members/join.ts'
import { appOfFile, type DatabaseKind, type TestApp } from './harness.ts'
import { newBrowser, newPerson, type TestBrowser, type TestPerson } from './people.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

type Members = {
  [Name in
    | 'error'
    | 'user_code'
    | 'device_code'
    | 'verification_uri'
    | 'access_token'
    | 'token_type']?: string
}
type OAuth = Members & { status: number; headers: Record<string, unknown> }

/** A roomy limit: these tests ask more often than anybody would. */
const env = { COUNTERSIGN_RATE_LIMIT_ADDRESS: '100000' }

async function oauth(app: TestApp, path: string, fields: Record<string, string>): Promise<OAuth> {
  const answer = await app.http.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  })
  return { ...answer.json<Members>(), status: answer.statusCode, headers: answer.headers }
}

function begin(app: TestApp, client = 'a-cli on laptop') {
  return oauth(app, '/oauth/device', { client_id: client })
}

function collect(app: TestApp, code: string | undefined) {
  return oauth(app, '/oauth/token', { grant_type: GRANT, device_code: code ?? '', client_id: 'x' })
}

async function typed(browser: TestBrowser, code: string | undefined) {
  await browser.get('/device')
  return browser.post('/device', { code: code ?? '' })
}

async function answered(app: TestApp, person: TestPerson, code: string | undefined, answer = 'allow') {
  await typed(person.browser, code)
  return person.browser.post('/device/answer', { code: code ?? '', answer, org: app.orgId })
}

async function grewOld(app: TestApp, { accountId }: TestPerson, minutes = 11): Promise<void> {
  const client = await app.db.readers.connect()
  try {
    const statement = `update accounts.session set "createdAt" = "createdAt" - interval '${minutes} minutes' where "userId" = $1`
    await client.query(statement, [accountId])
  } finally {
    client.release()
  }
}

/** For the codes of programs, which are the only links of this file. */
async function tenMinutesLater(app: TestApp): Promise<void> {
  const client = await app.db.readers.connect()
  try {
    await client.query(`update accounts.ticket set "expiresAt" = "expiresAt" - interval '10 minutes'`)
  } finally {
    client.release()
  }
}

for (const kind of ['postgres', 'embedded'] as const satisfies DatabaseKind[]) {
  describe(`a program that signs in on ${kind}`, async () => {
    const app: TestApp = await appOfFile(kind, { env })

    it('acts as the member once they have seen it and allowed it, and the token is handed over once', async () => {
      const person = await newPerson(app, 'admin')
      const asked = await begin(app)
      assert.equal(asked.status, 200)
      assert.match(asked.user_code ?? '', /^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/)
      assert.deepEqual(
        [asked.verification_uri?.endsWith('/device'), 'verification_uri_complete' in asked],
        [true, false],
      )
      const seen = await typed(person.browser, asked.user_code?.toLowerCase().replace('-', ' '))
      assert.match(seen.text, /It calls itself<\/dt><dd>a-cli on laptop<\/dd>/)
      assert.match(seen.text, /It asks from<\/dt><dd>127\.0\.0\.1, \d+ s ago/)
      assert.equal((await collect(app, asked.device_code)).error, 'authorization_pending')
      assert.equal((await collect(app, asked.device_code)).error, 'slow_down')
      const done = await person.browser.post('/device/answer', {
        ...{ code: asked.user_code ?? '', answer: 'allow', org: app.orgId },
      })
      assert.match(done.text, /The program is signed in/)
      const { devices } = app.people
      const got = await devices.collect(asked.device_code ?? '')
      assert.ok(typeof got === 'object')
      assert.deepEqual([got.orgId, got.memberId], [app.orgId, person.memberId])
      assert.equal(await devices.collect(asked.device_code ?? ''), 'over')
      const { receipt } = await app.must<{ receipt: { id: string } }>('/v1/agents', {
        key: got.token,
        body: { name: 'by a program' },
      })
      const evidence = await app.must<{ receipt: { actor: string } }>(`/v1/receipts/${receipt.id}`)
      assert.equal(evidence.receipt.actor, person.memberId)
    })

    it('gets its token over the endpoint, and ends it there', async () => {
      const person = await newPerson(app, 'approver')
      const asked = await begin(app)
      await answered(app, person, asked.user_code)
      const got = await collect(app, asked.device_code)
      assert.deepEqual(
        [got.status, got.token_type, got.headers['cache-control']],
        [200, 'Bearer', 'no-store'],
      )
      const key = got.access_token ?? ''
      assert.equal((await app.call('/v1/org', { key })).status, 200)
      assert.equal((await oauth(app, '/oauth/revoke', { token: key })).status, 200)
      assert.equal((await app.call('/v1/org', { key })).status, 401)
      assert.equal((await oauth(app, '/oauth/revoke', { token: key })).status, 200)
    })

    it('gets nothing when it is refused, and no second answer counts', async () => {
      const person = await newPerson(app, 'owner')
      const asked = await begin(app)
      assert.match((await answered(app, person, asked.user_code, 'refuse')).text, /The program was refused/)
      assert.equal((await answered(app, person, asked.user_code)).status, 404)
      assert.equal((await collect(app, asked.device_code)).error, 'access_denied')
      assert.equal(await app.people.devices.collect(asked.device_code ?? ''), 'over')
    })

    it('is over after its time: nobody answers it, and what was allowed is not handed over any more', async () => {
      const person = await newPerson(app, 'owner')
      const asked = await begin(app)
      const allowed = await begin(app)
      assert.equal((await answered(app, person, allowed.user_code)).status, 200)
      await tenMinutesLater(app)
      const late = await typed(person.browser, asked.user_code)
      assert.equal(late.status, 404)
      assert.match(late.text, /No program is waiting with this code/)
      assert.equal((await answered(app, person, asked.user_code)).status, 404)
      for (const { device_code: code } of [asked, allowed]) {
        const { status, error, access_token: token } = await collect(app, code)
        assert.deepEqual([status, error, token], [400, 'expired_token', undefined])
      }
    })

    it('is answered once, however many answer at the same time', async () => {
      const people = [await newPerson(app, 'owner'), await newPerson(app, 'admin')]
      const asked = await begin(app)
      for (const { browser } of people) await browser.get('/device')
      const fields = { code: asked.user_code ?? '', answer: 'allow', org: app.orgId }
      const answers = await Promise.all(people.map(({ browser }) => browser.post('/device/answer', fields)))
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404])
    })

    it('ends with every other session of the account, even before it has its token', async () => {
      const person = await newPerson(app, 'approver')
      const asked = await begin(app)
      await answered(app, person, asked.user_code)
      await app.people.accountStore.endSessions(person.accountId)
      const got = await collect(app, asked.device_code)
      assert.equal((await app.call('/v1/org', { key: got.access_token ?? '' })).status, 401)
    })

    it('is as old as the sign-in of who allowed it, and listed by its name', async () => {
      const person = await newPerson(app, 'approver')
      await grewOld(app, person, 9)
      const asked = await begin(app, 'the cli')
      await answered(app, person, asked.user_code)
      const sessions = await app.people.accountStore.sessions(person.accountId)
      const program = sessions.find(({ userAgent }) => userAgent === 'the cli')
      const browser = sessions.find(({ userAgent }) => userAgent !== 'the cli')
      assert.ok(program !== undefined && browser !== undefined)
      assert.ok(Math.abs(program.signedInAt - browser.signedInAt) < 2)
      assert.ok(program.expiresAt > browser.expiresAt)
    })

    it('needs a member who has signed in within ten minutes', async () => {
      const person = await newPerson(app, 'owner')
      const asked = await begin(app)
      await grewOld(app, person)
      for (const path of ['/device', '/device/answer']) {
        await person.browser.get('/device')
        const fields = { code: asked.user_code ?? '', answer: 'allow', org: app.orgId }
        const { status, location } = await person.browser.post(path, fields)
        assert.deepEqual([status, location?.startsWith('/sign-in?again=again')], [303, true], path)
      }
      assert.equal((await collect(app, asked.device_code)).error, 'authorization_pending')
    })

    it('is allowed by no link, no other site and nobody who is not signed in', async () => {
      const person = await newPerson(app, 'owner')
      const asked = await begin(app)
      const code = asked.user_code ?? ''
      const fields = { code, answer: 'allow', org: app.orgId }
      const query = new URLSearchParams(fields)
      assert.equal((await person.browser.get(`/device?${query}`)).text.includes(code), false)
      assert.equal((await person.browser.get(`/device/answer?${query}`)).location, '/device')
      await typed(person.browser, code)
      for (const [more, headers] of [
        [{ csrf: 'x' }, {}],
        [{}, { origin: 'https://evil.example' }],
        [{}, { 'sec-fetch-site': 'cross-site' }],
      ] as const) {
        const { status } = await person.browser.post('/device/answer', { ...fields, ...more }, headers)
        assert.equal(status, 403)
      }
      const stranger = newBrowser(app)
      assert.equal((await stranger.get('/device')).location, '/sign-in?next=%2Fdevice')
      await stranger.get('/sign-in')
      assert.equal((await stranger.post('/device/answer', fields)).location, '/sign-in?next=%2Fdevice')
      assert.equal((await collect(app, asked.device_code)).error, 'authorization_pending')
    })

    it('acts in an org of the member only', async () => {
      const person = await newPerson(app, 'owner')
      const other = await app.newOrg()
      const asked = await begin(app)
      await typed(person.browser, asked.user_code)
      const fields = { code: asked.user_code ?? '', answer: 'allow', org: other.orgId }
      assert.equal((await person.browser.post('/device/answer', fields)).status, 404)
      assert.equal((await collect(app, asked.device_code)).error, 'authorization_pending')
    })

    it('acts in the org that was chosen, and in no other one of the account', async () => {
      const person = await newPerson(app, 'owner')
      const { accountId, email } = person
      const other = await app.newOrg()
      const who = { name: 'Ada', role: 'admin' as const, groups: [], email, accountId, passkeys: [] }
      await join(app.context, other.orgId, who, () => {})
      const asked = await begin(app)
      assert.match((await typed(person.browser, asked.user_code)).text, /<select id="org"/)
      const fields = { code: asked.user_code ?? '', answer: 'allow', org: other.orgId }
      assert.equal((await person.browser.post('/device/answer', fields)).status, 200)
      const { access_token: key = '' } = await collect(app, asked.device_code)
      async function orgSeen(headers = {}) {
        const { status, body } = await app.call('/v1/org', { key, headers })
        return status === 200 ? (body as { id: string }).id : status
      }
      assert.equal(await orgSeen(), other.orgId)
      assert.equal(await orgSeen({ 'countersign-org': other.orgId }), other.orgId)
      assert.equal(await orgSeen({ 'countersign-org': app.orgId }), 401)
      await app.must(`/v1/members/${await memberIn(other, accountId)}/remove`, {
        key: other.adminKey,
        body: {},
      })
      assert.equal(await orgSeen(), 401)
    })

    async function memberIn({ adminKey: key }: { adminKey: string }, accountId: string): Promise<string> {
      const memberships = await app.people.sessions.memberships(accountId)
      const { id } = await app.must<{ id: string }>('/v1/org', { key })
      return memberships.find(({ orgId }) => orgId === id)?.memberId ?? ''
    }

    it('is not found by guessing', async () => {
      const person = await newPerson(app, 'owner')
      const statuses: number[] = []
      for (let at = 0; at < 7; at++) statuses.push((await typed(person.browser, 'BBBB-BBBB')).status)
      assert.deepEqual([statuses[0], statuses.at(-1)], [404, 429])
      const asked = await begin(app)
      assert.equal((await typed(person.browser, asked.user_code)).status, 429)
    })

    it('is told in the form of OAuth what was wrong', async () => {
      for (const [path, fields, error] of [
        ['/oauth/device', {}, 'invalid_client'],
        ['/oauth/device', { client_id: '<b>x</b>' }, 'invalid_client'],
        ['/oauth/device', { client_id: 'x'.repeat(65) }, 'invalid_client'],
        ['/oauth/token', { grant_type: 'password' }, 'unsupported_grant_type'],
        ['/oauth/token', { grant_type: GRANT, device_code: '../x' }, 'invalid_request'],
        ['/oauth/token', { grant_type: GRANT, device_code: 'A'.repeat(43) }, 'expired_token'],
      ] as const) {
        const answer = await oauth(app, path, fields)
        assert.deepEqual([answer.status, answer.error], [400, error])
      }
      const json = await app.call('/oauth/device', { key: null, body: { client_id: 'x' } })
      assert.deepEqual([json.status, (json.body as { error: string }).error], [400, 'invalid_request'])
      const large = await oauth(app, '/oauth/device', { client_id: 'x'.repeat(5000) })
      assert.equal(large.error, 'invalid_request')
    })

    it('leaves no code and no token in the log, and only their hashes in the database', async () => {
      const person = await newPerson(app, 'owner')
      const asked = await begin(app)
      await answered(app, person, asked.user_code)
      const client = await app.db.readers.connect()
      const { rows } = await client.query<Record<string, unknown>>('select * from accounts.ticket')
      client.release()
      const stored = JSON.stringify(rows)
      const { access_token: token = '' } = await collect(app, asked.device_code)
      const secrets = [
        asked.device_code ?? '',
        asked.user_code ?? '',
        (asked.user_code ?? '').replace('-', ''),
        token,
      ]
      for (const secret of secrets) {
        assert.ok(secret.length > 7)
        assert.ok(!stored.includes(secret) && !app.logged().includes(secret))
      }
    })
  })
}

describe('many that ask', async () => {
  const app = await appOfFile('postgres', { env: { COUNTERSIGN_RATE_LIMIT_ADDRESS: '70' } })

  it('count for more than other requests, and are told to slow down', async () => {
    const answers = []
    for (let at = 0; at < 4; at++) answers.push(await begin(app))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 429, 429],
    )
    assert.equal(answers[3]?.error, 'slow_down')
    assert.ok(Number(answers[3]?.headers['retry-after']) > 0)
  })
})

describe('many from everywhere', async () => {
  const app = await appOfFile('postgres', { env })

  it('are counted in the database, by all processes together', async () => {
    assert.equal((await begin(app)).status, 200)
    // As if other processes had let the rest begin.
    await app.db.readers.connect().then(async (client) => {
      await client.query('update accounts.attempt set count = 10000').finally(() => client.release())
    })
    const refused = await begin(app)
    assert.deepEqual([refused.status, refused.error], [429, 'slow_down'])
  })
})
