// The file of a login: whole, private, of one service, or not used; and logins that go wrong.
import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it, type TestContext } from 'node:test'
import { type Reply, type StubApi, startApi } from '../../test/api.ts'
import { countersign, folder } from '../../test/run.ts'
import { credentialsFile, readCredentials, removeCredentials, writeCredentials } from './credentials.ts'

const TOKEN = `${'t'.repeat(32)}.${'s'.repeat(43)}=`
const ORG = 'org_01hzy3v7q8p4k2m6n9rstw5xbc'
const MEMBER = 'mem_01hzy3v7q8p4k2m6n9rstw5xbc'
const SAVED = {
  url: 'http://127.0.0.1:9',
  token: TOKEN,
  org: ORG,
  member: MEMBER,
  expires_at: Date.now() + 1e9,
}

let api: StubApi
before(async () => {
  api = await startApi()
})
beforeEach(() => api.reset())
after(() => api.close())

function json(value: unknown, status = 200): Reply {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
}

async function home(t: TestContext) {
  const env = { XDG_CONFIG_HOME: await folder(t) }
  return { env, file: credentialsFile(env) ?? '' }
}

describe('the file of a login', () => {
  it('is where the specification says, and nowhere without a home', () => {
    const name = 'countersign/credentials.json'
    assert.equal(credentialsFile({ XDG_CONFIG_HOME: '/x', HOME: '/h' }), `/x/${name}`)
    assert.equal(credentialsFile({ XDG_CONFIG_HOME: 'relative', HOME: '/h' }), `/h/.config/${name}`)
    assert.equal(credentialsFile({}), undefined)
  })

  it('is private from its first byte on, replaced whole, and removed', async (t) => {
    const { env, file } = await home(t)
    assert.equal(await readCredentials(env), undefined)
    await writeCredentials(env, { ...SAVED, org: 'org_before' })
    await writeCredentials(env, SAVED)
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    assert.equal((await stat(join(file, '..'))).mode & 0o777, 0o700)
    assert.deepEqual(await readCredentials(env), SAVED)
    assert.deepEqual(await readdir(join(file, '..')), ['credentials.json'])
    await removeCredentials(env)
    await removeCredentials(env)
    assert.equal(await readCredentials(env), undefined)
  })

  it('that others can read or write is not used, nor a link, nor another form', async (t) => {
    const { env, file } = await home(t)
    async function refused(message: RegExp) {
      const { exitCode, out, err } = await countersign(['whoami'], { env })
      assert.deepEqual([exitCode, out], [2, ''], err)
      assert.match(err, message)
      assert.ok(!err.includes(TOKEN))
    }
    await writeCredentials(env, SAVED)
    for (const mode of [0o640, 0o604, 0o620, 0o666]) {
      await chmod(file, mode)
      await refused(/others can read or write `.*`, so it is not used: chmod 600/)
    }
    await chmod(file, 0o600)
    const texts = [
      '',
      'x',
      '[]',
      '{"version":2}',
      JSON.stringify({ version: 1, ...SAVED, token: 'a\r\nb'.repeat(9) }),
    ]
    for (const text of [...texts, ' '.repeat(70_000)]) {
      await writeFile(file, text)
      await refused(/is not what `countersign login` writes/)
    }
    await removeCredentials(env)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(`${file}.real`, JSON.stringify({ version: 1, ...SAVED }), { mode: 0o600 })
    await symlink(`${file}.real`, file)
    await refused(/cannot read `/)
  })

  it('sends its token to its own service only, and not once it is over', async (t) => {
    const { env } = await home(t)
    const url = api.env.COUNTERSIGN_API_URL ?? ''
    await writeCredentials(env, SAVED)
    const elsewhere = await countersign(['agents', 'list'], { env: { ...env, COUNTERSIGN_API_URL: url } })
    assert.equal(elsewhere.exitCode, 2)
    assert.match(
      elsewhere.err,
      /you are logged in at http:\/\/127\.0\.0\.1:9, and COUNTERSIGN_API_URL is another/,
    )
    await writeCredentials(env, { ...SAVED, url, expires_at: Date.now() - 1 })
    const late = await countersign(['agents', 'list'], { env })
    assert.equal(late.exitCode, 2)
    assert.match(late.err, /your login at .* is over: log in again with `countersign login`/)
    assert.equal(api.seen.length, 0)
    await writeCredentials(env, { ...SAVED, url })
    api.reply = json({ data: [], has_more: false })
    assert.equal((await countersign(['agents', 'list'], { env })).exitCode, 0)
    assert.equal(api.seen[0]?.authorization, `Bearer ${TOKEN}`)
    assert.equal((await countersign(['agents', 'list'], { env: { ...env, ...api.env } })).exitCode, 0)
    assert.equal(api.seen[1]?.authorization, `Bearer ${api.env.COUNTERSIGN_API_KEY}`)
  })

  it('is deleted by a logout that does not reach the service, which says so', async (t) => {
    const { env } = await home(t)
    await writeCredentials(env, SAVED)
    const { exitCode, err } = await countersign(['logout'], { env })
    assert.equal(exitCode, 3)
    assert.match(err, /it is deleted here, but may be open at the service until 20/)
    assert.equal(await readCredentials(env), undefined)
    assert.equal((await countersign(['logout'], { env })).out, 'nobody is logged in here\n')
  })
})

describe('a login', () => {
  const BEGUN = {
    device_code: 'd'.repeat(43),
    user_code: 'BCDF-GHJK',
    verification_uri: 'http://127.0.0.1:8700/device',
    expires_in: 600,
    interval: 1,
  }
  const GOT = { access_token: TOKEN, token_type: 'Bearer', expires_in: 600, org_id: ORG, member_id: MEMBER }

  function login(env: Record<string, string>, signal?: AbortSignal) {
    const url = api.env.COUNTERSIGN_API_URL ?? ''
    return countersign(['login', '--url', url, '--json'], { env, ...(signal && { signal }) })
  }

  function answers(begun: unknown, ...polls: Reply[]): Reply {
    return (request, response) => {
      const reply =
        request.url === '/oauth/device'
          ? json(begun)
          : (polls.shift() ?? json({ error: 'authorization_pending' }, 400))
      reply(request, response)
    }
  }

  it('keeps the session that it was given', async (t) => {
    const { env, file } = await home(t)
    api.reply = answers(BEGUN, json({ error: 'authorization_pending' }, 400), json(GOT))
    const { exitCode, out, err } = await login(env)
    assert.equal(exitCode, 0, err)
    assert.match(err, /^Open {2}http:\/\/127\.0\.0\.1:8700\/device\nCode {2}BCDF-GHJK\n.*within 10 minutes/)
    assert.deepEqual(
      [JSON.parse(out).member, out.includes(TOKEN), err.includes(TOKEN)],
      [MEMBER, false, false],
    )
    assert.equal(JSON.parse(await readFile(file, 'utf8')).token, TOKEN)
  })

  it('that is refused, over or answered by something else keeps nothing', async (t) => {
    const { env } = await home(t)
    for (const [reply, code, message] of [
      [answers(BEGUN, json({ error: 'access_denied' }, 400)), 1, /not logged in: it was refused on the page/],
      [answers(BEGUN, json({ error: 'expired_token' }, 400)), 1, /not logged in: the code is over/],
      [answers({ ...BEGUN, verification_uri: 'javascript:alert(1)' }), 3, /not one of a Countersign service/],
      [answers({ ...BEGUN, user_code: 'x'.repeat(100) }), 3, /not one of a Countersign service/],
      [json({ error: 'route.unknown' }, 404), 1, /the service answered 404/],
      [(_request, response) => response.end('<html>'), 3, /not one of a Countersign service/],
      [
        (_request, response) => response.end(`"${'x'.repeat(100_000)}"`),
        3,
        /not one of a Countersign service/,
      ],
    ] satisfies [Reply, number, RegExp][]) {
      api.reply = reply
      const { exitCode, out, err } = await login(env)
      assert.deepEqual([exitCode, out], [code, ''], err)
      assert.match(err, message)
    }
    assert.equal(await readCredentials(env), undefined)
  })

  it('cannot put anything into a header or a terminal', async (t) => {
    const { env } = await home(t)
    api.reply = answers(
      { ...BEGUN, user_code: '\u001b[2J\u202e' },
      json({ error: 'x', error_description: '\u001b[2J' }, 400),
    )
    const { err } = await login(env)
    assert.doesNotMatch(err, /[\u0000-\u0009\u000b-\u001f\u202e]/)
    const end = new AbortController()
    api.reply = answers(BEGUN, (request, response) => {
      json({ ...GOT, access_token: 'a\r\nx-evil: 1' })(request, response)
      setTimeout(() => end.abort(), 50)
    })
    assert.equal((await login(env, end.signal)).exitCode, 1)
    assert.equal(await readCredentials(env), undefined)
  })

  it('ends when it is interrupted', async (t) => {
    const { env } = await home(t)
    const end = new AbortController()
    api.reply = answers(BEGUN, (request, response) => {
      end.abort()
      json({ error: 'authorization_pending' }, 400)(request, response)
    })
    const { exitCode, err } = await login(env, end.signal)
    assert.equal(exitCode, 1)
    assert.match(err, /not logged in: interrupted\n$/)
  })

  it('needs an address and a home', async () => {
    assert.match((await countersign(['login'])).err, /say with --url where the API is/)
    assert.match((await countersign(['login', '--url', 'ftp://x'])).err, /--url must be an http or https URL/)
    assert.match(
      (await countersign(['login', '--url', 'http://127.0.0.1:9'])).err,
      /set HOME or XDG_CONFIG_HOME/,
    )
  })
})
