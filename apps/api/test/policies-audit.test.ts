// What somebody who means harm, or is merely unlucky, tries with policies and tools.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { policySets, starterVersion } from '../src/adapters/policy.ts'
import { startApp, type TestApp, type TestDatabase, testDatabase } from './harness.ts'

type Version = {
  version: number
  digest: string
  live: string[]
  receipt: { id: string }
  document: object
  policies: { id: string; mode: string }[]
}
type Decided = { verdict: string; reasons: { code: string }[]; sanitized_arguments?: object }

let database: TestDatabase
let app: TestApp
before(async () => {
  database = await testDatabase('embedded')
  app = await startApp(await database.connection(), 'embedded')
})
after(async () => {
  await app?.close()
  await database?.stop()
})

const org = async () => {
  const { adminKey: key } = await app.newOrg()
  return { key, agent: await app.newAgent(key) }
}
type Org = Awaited<ReturnType<typeof org>>
const permit = (id: string, more = '') =>
  `@id("${id}") ${more} permit (principal, action in Action::"call", resource);`
const publish = (key: string, body: object) => app.must<Version>('/v1/policies/publish', { key, body })
const gate = (of: Org, body: object, headers = {}) =>
  app.must<Decided>('/v1/gate', { key: of.key, body: { agent_id: of.agent, ...body }, headers })
const refusal = async (path: string, options: Parameters<TestApp['call']>[1]) => {
  const { status, body } = await app.call(path, options)
  return [status, (body as { code?: string }).code]
}

it('a policy may be named like what every object inherits', async () => {
  const { key } = await org()
  const body = { text: permit('constructor'), settings: { modes: { toString: 'off' } } }
  const checked = await app.must<Version>('/v1/policies', { key, body: { ...body, settings: { modes: {} } } })
  assert.deepEqual(checked.policies, [{ id: 'constructor', effect: 'permit', mode: 'enforce' }])
  const { version } = await publish(key, { ...body, settings: { modes: {} } })
  const read = await app.must<Version>(`/v1/policies/${version}`, { key })
  assert.equal(read.policies[0]?.mode, 'enforce')
})

it('a repeat is answered with what it did first, though it could not be done again', async () => {
  const { key } = await org()
  await publish(key, { text: permit('a'), settings: { modes: { a: 'shadow' } } })
  await app.must('/v1/tools', { key, body: { name: 'once' } })
  const steps: [string, object][] = [
    ['/v1/policies/promote', {}],
    ['/v1/policies/rollback', {}],
    ['/v1/tools/once/remove', {}],
  ]
  for (const [path, body] of steps) {
    const headers = { 'idempotency-key': `once${path}` }
    const first = await app.must<Version>(path, { key, body, headers })
    const again = await app.must<Version>(path, { key, body, headers })
    assert.deepEqual([again.version, again.receipt.id], [first.version, first.receipt.id], path)
  }
  assert.deepEqual(await refusal('/v1/tools/once/remove', { key, body: {} }), [404, 'not_found'])
})

it('going back never takes the version of another environment', async () => {
  const { key } = await org()
  const production = await publish(key, { text: permit('two') })
  await publish(key, { text: permit('lax'), environment: 'staging' })
  await publish(key, { text: permit('four') })
  const back = await app.must<Version>('/v1/policies/rollback', { key, body: {} })
  assert.equal(back.version, production.version)
})

it('a key that is bound to an environment configures no other', async () => {
  const { key } = await org()
  const bound = await app.newKey(
    ['policies:read', 'policies:write', 'tools:write'],
    { environment: 'staging' },
    key,
  )
  const text = permit('all')
  const asked: [string, object][] = [
    ['/v1/policies/publish', { text }],
    ['/v1/policies/publish', { text, environment: 'production' }],
    ['/v1/policies/rollback', { version: 1 }],
    ['/v1/policies/promote', {}],
    ['/v1/tools', { name: 'x' }],
  ]
  for (const [path, body] of asked)
    assert.deepEqual(await refusal(path, { key: bound, body }), [403, 'auth.scope'], path)
  await app.must('/v1/tools', { key, body: { name: 'x' } })
  const change = { key: bound, method: 'PATCH', body: { blocked: true } } as const
  assert.deepEqual(await refusal('/v1/tools/x', change), [403, 'auth.scope'])
  assert.deepEqual(await refusal('/v1/tools/x/remove', { key: bound, body: {} }), [403, 'auth.scope'])
  const own = await publish(bound, { text, environment: 'staging' })
  assert.deepEqual(own.live, ['staging'])
})

it('a repeat never sanitizes less, however many policies asked for it', async () => {
  const of = await org()
  const text = Array.from({ length: 70 }, (_, at) => permit(`p${at + 10}`, `@sanitize("/m${at}")`)).join('\n')
  await publish(of.key, { text })
  const args = Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`m${at}`, 'secret']))
  const headers = { 'idempotency-key': 'many' }
  const first = await gate(of, { action: 'send_mail', arguments: args }, headers)
  assert.ok(!JSON.stringify(first.sanitized_arguments).includes('"secret"'))
  const again = await gate(of, { action: 'send_mail', arguments: args }, headers)
  assert.ok(!JSON.stringify(again.sanitized_arguments ?? {}).includes('"secret"'), JSON.stringify(again))
})

it('a stored document is read to the letter, names that a JSON reader can confuse included', async () => {
  const { key } = await org()
  const confusing = (order: string[]) => `{${order.map((name, at) => `"${name}":${at}`).join(',')}}`
  const names = [
    ['n', '\\"', 'a'],
    ['n', '\\\\', 'a'],
    ['n', '\\"', '\\/'],
  ]
  for (const first of names)
    for (const second of names) {
      const args = [first, second, first].map(
        (order, at) =>
          `{"name":"t${at}","request":{"action":"read_file","arguments":${confusing(order)}},"expect":{"verdict":"allow"}}`,
      )
      const document = `{"text":${JSON.stringify(permit('a'))},"tests":[${args.join(',')}]}`
      const made = await app.must<Version>('/v1/policies/publish', { key, body: document as never })
      const { text } = await app.call(`/v1/policies/${made.version}`, { key })
      for (const order of [first, second])
        assert.ok(text.includes(confusing(order).replaceAll('\\/', '/')), `${confusing(order)} in ${text}`)
    }
})

it('a text that is not even policies is not searched for differences', async () => {
  const { key } = await org()
  const checked = await app.must<{ ok: boolean; diff: { policies: object[] } }>('/v1/policies', {
    key,
    body: { text: '@id("a");'.repeat(29_000) },
  })
  assert.deepEqual([checked.ok, checked.diff.policies], [false, []])
})

it('only so many environments have versions of their own', async () => {
  const { key } = await org()
  const text = Array.from({ length: 900 }, (_, at) =>
    permit(`${at}`, `@reason("${'long '.repeat(30)}")`),
  ).join('\n')
  const statuses: number[] = []
  for (let n = 0; n < 8 && statuses.at(-1) !== 422; n++) {
    const { status } = await app.call('/v1/policies/publish', { key, body: { text, environment: `e${n}` } })
    statuses.push(status)
  }
  assert.deepEqual([statuses[0], statuses.at(-1)], [201, 422])
})

it('compiled policies are remembered by their weight, not their number', () => {
  const sets = policySets()
  const starter = { ...starterVersion(), version: 1 }
  const first = sets(starter, [])
  assert.equal(sets(starter, []), first)
  const heavy = 'x'.repeat(256 * 1024)
  for (let n = 0; n < 8; n++) sets({ version: n, digest: `d${n}`, document: { text: heavy }, parsed: [] }, [])
  assert.notEqual(sets(starter, []), first)
})
