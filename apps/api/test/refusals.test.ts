// Every refusal of every operation, by status. A refused request leaves no receipt and no verdict.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { type Operation, operationList, type Placed, placeInput, scopes } from '@countersign/contract'
import { formatApiKey, newId } from '@countersign/terms'
import pg from 'pg'
import { type Answer, startApp, type TestApp } from './harness.ts'
import { noCrashTests, startPostgres, type TestPostgres } from './postgres.ts'
import { until, waitsForLock } from './until.ts'

type Problem = { code: string; status: number; request_id: string; errors?: { pointer?: string }[] }

function problemOf(answer: Answer) {
  return answer.body as Problem
}

const required = operationList.filter(({ auth }) => auth === 'required')
const posting = operationList.filter(({ method }) => method !== 'GET')
const ZEROS = '0'.repeat(26)

let server: TestPostgres
let url: string
let app: TestApp
let agent: string

before(async () => {
  server = await startPostgres()
  url = await server.createDatabase()
  app = await startApp({ connectionString: url }, 'postgres')
  agent = await app.newAgent()
})
after(async () => {
  await app?.close()
  await server?.stop()
})

/** The example of an operation: accepted, or refused only because its object is not there. */
function exampleOf(operation: Operation, on: { agent: string; org: string }): Placed {
  const [{ request }] = operation.examples
  const ours: Record<string, string> = { agent_id: on.agent, org_id: on.org }
  const members = Object.entries(request as object).map(([name, value]) => [name, ours[name] ?? value])
  return placeInput(operation, Object.fromEntries(members))
}

type Sent = {
  key?: string | null
  body?: unknown
  on?: { agent: string; org: string }
  to?: TestApp
  path?: string
}

function send(operation: Operation, { key, body, to = app, on, path }: Sent = {}): Promise<Answer> {
  const about = on ?? { agent, org: app.orgId }
  const example = exampleOf(operation, about)
  const sent = operation.method === 'GET' ? undefined : (body ?? example.body)
  return to.call(path ?? example.path, {
    key: key === undefined ? app.adminKey : key,
    method: operation.method,
    ...(sent !== undefined && { body: sent }),
  })
}

async function sizeOfLog(of = app) {
  return (await of.must<{ tree_size: number }>(`/v1/logs/${app.orgId}/checkpoint`, { key: app.adminKey }))
    .tree_size
}

async function refuses(status: number, code: string, answer: Answer, about: string): Promise<void> {
  assert.deepEqual([answer.status, problemOf(answer).code], [status, code], `${about}: ${answer.text}`)
  assert.equal(problemOf(answer).status, status)
  assert.ok(String(answer.headers['content-type']).startsWith('application/problem+json'))
  assert.ok(!('verdict' in (answer.body as object)), about)
}

describe('400', () => {
  it('answers every body that is not what its operation accepts', async () => {
    const size = await sizeOfLog()
    for (const operation of posting) {
      const valid = exampleOf(operation, { agent, org: app.orgId }).body
      for (const body of [
        { ...valid, surprise: 1 },
        '{',
        '[]',
        '"x"',
        'null',
        '{"a":1,"a":2}',
        `${JSON.stringify(valid)}x`,
      ]) {
        await refuses(
          400,
          'request.invalid',
          await send(operation, { body }),
          `${operation.name} ${JSON.stringify(body)}`,
        )
      }
    }
    assert.equal(await sizeOfLog(), size)
  })

  it('answers U+0000 in any text of any body, and names the place', async () => {
    for (const operation of posting) {
      const valid = exampleOf(operation, { agent, org: app.orgId }).body ?? {}
      for (const [name, value] of Object.entries(valid)) {
        if (typeof value !== 'string') continue
        const body = { ...valid, [name]: `${value}\u0000` }
        await refuses(400, 'request.nul', await send(operation, { body }), `${operation.name}.${name}`)
      }
    }
    const deep = { agent_id: agent, action: 'read_file', arguments: { a: [{ b: '\u0000' }] } }
    await refuses(400, 'request.nul', await app.call('/v1/gate', { body: deep }), 'deep')
    const named = `{"agent_id":"${agent}","action":"read_file","arguments":{"a\\u0000":1}}`
    await refuses(400, 'request.nul', await app.call('/v1/gate', { body: named }), 'in a name')
  })

  it('answers a query or a path that is malformed, and a cursor that no page gave', async () => {
    function cursor(text: string) {
      return Buffer.from(text).toString('base64url')
    }
    for (const path of [
      '/v1/agents/agt_x',
      '/v1/receipts/rcp_x',
      '/v1/logs/org_x/keys',
      '/v1/agents?limit=0',
      '/v1/agents?limit=201',
      '/v1/agents?surprise=1',
      '/v1/org?surprise=1',
      `/v1/agents?cursor=${cursor('\u0000')}`,
      `/v1/agents?cursor=${cursor("' or true --")}`,
      `/v1/agents?cursor=${cursor(`key_${ZEROS}`)}`,
      `/v1/keys?cursor=${cursor('\u0000')}`,
      `/v1/keys?cursor=${cursor('x')}`,
      `/v1/receipts?cursor=${cursor('-1')}`,
      `/v1/receipts?cursor=${cursor('x')}`,
      '/v1/receipts?cursor=%00',
      '/v1/receipts?from=2026-02-31T00:00:00Z',
      '/v1/bundle?to=2026-04-31T00:00:00Z',
      `/v1/logs/${app.orgId}/consistency?from=-1&to=2`,
      '/v1/bundle?from_seq=0&from=0',
    ]) {
      await refuses(400, 'request.invalid', await app.call(path), path)
    }
  })

  it('answers a type of receipt that does not exist with those that do, the like of it first', async () => {
    const answer = await app.call('/v1/receipts?type=gate.denid')
    await refuses(400, 'request.invalid', answer, 'an unknown type')
    const [item] = (answer.body as { errors: { parameter: string; message: string }[] }).errors
    assert.equal(item?.parameter, 'type')
    assert.match(item.message, /^must be one of `gate\.[a-z]+`, .*`gate\.denied`.* and \d+ more: see \/docs$/)
    assert.equal((await app.call('/v1/receipts?type=gate.denied')).status, 200)
  })

  it('answers approval_id to check, dry_run to gate, and no agent from a key that is bound to none', async () => {
    const asked = { agent_id: agent, action: 'read_file' }
    for (const [path, body] of [
      ['/v1/check', { ...asked, approval_id: `apr_${ZEROS}` }],
      ['/v1/gate', { ...asked, dry_run: true }],
      ['/v1/gate', { ...asked, explain: true }],
      ['/v1/gate', { action: 'read_file' }],
      ['/v1/gate', { agent_id: agent }],
      [
        '/v1/gate',
        { ...asked, arguments: {}, arguments_commitment: { alg: 'hmac-sha256', c: '0'.repeat(64) } },
      ],
    ] as const) {
      await refuses(400, 'request.invalid', await app.call(path, { body }), `${path} ${JSON.stringify(body)}`)
    }
  })
})

describe('401', () => {
  it('answers every operation that needs a key when there is none', async () => {
    for (const operation of required) {
      await refuses(401, 'auth.missing', await send(operation, { key: null }), operation.name)
    }
    const stranger = await app.call('/v1/verify', {
      key: null,
      body: { receipt_id: `rcp_${'0'.repeat(20)}` },
    })
    await refuses(401, 'auth.missing', stranger, 'verify by id')
  })

  it('answers the same to a malformed, an unknown and a foreign key, on every operation', async () => {
    const unknown = formatApiKey('live', app.orgId, randomBytes(30))
    const nowhere = formatApiKey('live', newId('org', Date.now(), randomBytes(10)), randomBytes(30))
    for (const operation of operationList) {
      for (const key of ['cs_live_x', unknown, nowhere, `${app.adminKey.slice(0, -1)}_`]) {
        const answer = await send(operation, { key })
        await refuses(401, 'auth.invalid', answer, operation.name)
        assert.ok(!answer.text.includes(key))
      }
    }
  })
})

describe('403', () => {
  it('answers every operation to a key that holds every scope but the one it needs', async () => {
    for (const operation of operationList) {
      const held = scopes.filter((scope) => scope !== operation.scope && scope !== 'admin')
      const key = await app.newKey(held)
      const size = await sizeOfLog()
      await refuses(403, 'auth.scope', await send(operation, { key }), operation.name)
      assert.equal(await sizeOfLog(), size)
    }
  })
})

describe('404', () => {
  it('answers objects that are not there', async () => {
    const on = { agent: `agt_${ZEROS}`, org: `org_${ZEROS}` }
    const named = operationList.filter(({ input }) => input.params !== undefined)
    assert.ok(named.length >= 10)
    for (const operation of [...named, ...operationList.filter(({ name }) => name === 'complete')]) {
      await refuses(404, 'not_found', await send(operation, { on }), operation.name)
    }
    const forNobody = { name: 'x', scopes: ['check'], agent_id: on.agent }
    await refuses(404, 'not_found', await app.call('/v1/keys', { body: forNobody }), 'a key for nobody')
  })

  it('answers a private log to everybody but its own readers, exactly as one that is not there', async () => {
    const own = await app.newOrg()
    const paths = ['keys', 'checkpoint', 'consistency?from=1&to=2'].map(
      (rest) => `/v1/logs/${own.orgId}/${rest}`,
    )
    for (const path of paths) assert.equal((await app.call(path, { key: null })).status, 200, path)
    await app.must('/v1/org', { key: own.adminKey, method: 'PATCH', body: { logs: 'private' } })
    for (const path of paths) {
      for (const key of [null, app.adminKey]) {
        const hidden = await app.call(path, { key })
        await refuses(404, 'not_found', hidden, path)
        const none = await app.call(path.replace(own.orgId, `org_${ZEROS}`), { key })
        function same({ text }: Answer) {
          return text.replaceAll(/req_[0-9a-z]+/g, '')
        }
        assert.equal(same(hidden), same(none))
      }
      assert.equal((await app.call(path, { key: own.adminKey })).status, 200, path)
    }
  })
})

describe('422', () => {
  it('answers ranges that the log does not have', async () => {
    const size = await sizeOfLog()
    for (const path of [
      ...['from=0&to=1', 'from=2&to=2', 'from=3&to=2', `from=1&to=${size + 1}`].map(
        (range) => `/v1/logs/${app.orgId}/consistency?${range}`,
      ),
      '/v1/bundle?from_seq=2&to_seq=2',
      `/v1/bundle?to_seq=${size + 1}`,
      `/v1/bundle?from_seq=${Number.MAX_SAFE_INTEGER}`,
      `/v1/bundle?since_size=${size + 1}`,
    ]) {
      await refuses(422, 'log.range', await app.call(path), path)
    }
  })
})

describe('429', () => {
  it('answers a key past its share, counts each key alone, and says when to come back', async () => {
    const limited = await startApp({ connectionString: url }, 'postgres', {
      env: { COUNTERSIGN_RATE_LIMIT_KEY: '3' },
    })
    try {
      const [spent, other] = [await app.newKey(['check']), await app.newKey(['check'])]
      function ask(key: string) {
        return limited.call('/v1/check', { key, body: { agent_id: agent, action: 'read_file' } })
      }
      for (let n = 0; n < 3; n++) assert.equal((await ask(spent)).status, 200)
      const size = await sizeOfLog()
      const refused = await ask(spent)
      await refuses(429, 'rate.limited', refused, 'the fourth')
      assert.match(String(refused.headers['retry-after']), /^[1-9][0-9]?$/)
      assert.equal(await sizeOfLog(), size)
      assert.equal((await ask(other)).status, 200)
    } finally {
      await limited.close()
    }
  })

  it('answers an address that keeps trying keys, while good keys from it still work', async () => {
    const limited = await startApp({ connectionString: url }, 'postgres', {
      env: { COUNTERSIGN_RATE_LIMIT_ADDRESS: '3' },
    })
    try {
      function good() {
        return limited.call('/v1/org', { key: app.adminKey })
      }
      assert.equal((await good()).status, 200)
      function guess() {
        return limited.call('/v1/org', { key: formatApiKey('live', app.orgId, randomBytes(30)) })
      }
      for (let n = 0; n < 3; n++) await refuses(401, 'auth.invalid', await guess(), 'a guess')
      await refuses(429, 'rate.limited', await guess(), 'the fourth guess')
      assert.equal((await good()).status, 200)
    } finally {
      await limited.close()
    }
  })
})

describe('503', () => {
  it('answers at once when the queue of an org is full, and lets what was queued through later', async () => {
    const narrow = await startApp({ connectionString: url }, 'postgres', {
      env: { COUNTERSIGN_QUEUE_MAX: '1' },
    })
    const holder = new pg.Client({ connectionString: url })
    await holder.connect()
    try {
      function ask() {
        return narrow.call('/v1/gate', { key: app.adminKey, body: { agent_id: agent, action: 'read_file' } })
      }
      assert.equal((await ask()).status, 200)
      await holder.query('begin')
      await holder.query('select 1 from logs where org_id = $1 for update', [app.orgId])
      const first = ask()
      await until('its commit waits for the lock', () => waitsForLock(holder))
      // One of the two finds the place in the queue taken, and only that one is answered now.
      const others = [ask(), ask()]
      const refused = await Promise.race(others)
      await refuses(503, 'ledger.busy', refused, 'the third')
      assert.equal(refused.headers['retry-after'], '1')
      const other = await narrow.newOrg()
      assert.equal(
        (await narrow.call('/v1/agents', { key: other.adminKey, body: { name: 'x' } })).status,
        201,
      )
      await holder.query('rollback')
      const statuses = (await Promise.all([first, ...others])).map(({ status }) => status)
      assert.deepEqual(statuses.sort(), [200, 200, 503])
    } finally {
      await holder.end()
      await narrow.close()
    }
  })

  it('answers every operation when the database is gone, and nothing needs a restart', {
    skip: noCrashTests,
  }, async () => {
    const size = await sizeOfLog()
    await server.process?.kill('SIGKILL')
    for (const operation of operationList.filter(({ name }) => name !== 'verify')) {
      await refuses(503, 'store.unavailable', await send(operation), operation.name)
    }
    assert.equal((await app.call('/health')).status, 200)
    assert.equal((await app.call('/ready')).status, 503)
    await server.process?.start()
    assert.equal(await sizeOfLog(), size)
    assert.equal((await app.call('/v1/gate', { body: { agent_id: agent, action: 'read_file' } })).status, 200)
    await until('it is ready again', async () => (await app.call('/ready')).status === 200)
  })
})
