// Which key reaches which operation.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { errorCodes, errorEntry, operationList, type Scope, scopes } from '@countersign/contract'
import { ApiError } from '../src/operations/refusal.ts'
import { adminKey, createHarness, type Harness, keyOf, requestOf, unknownKey, urlOf } from './http-harness.ts'

let harness: Harness
before(async () => {
  harness = await createHarness()
})
after(() => harness.app.close())

const scoped = keyOf(3)

test('401: no operation that needs a key is reached without one, and open ones are', async () => {
  let refused = 0
  for (const operation of operationList) {
    const { headers: _, ...request } = requestOf(operation)
    const seenBefore = harness.seen.length
    const response = await harness.app.inject(request)
    if (operation.auth === 'optional') {
      assert.equal(response.statusCode, operation.status, operation.name)
      continue
    }
    assert.equal(response.statusCode, 401, operation.name)
    assert.equal(response.json().code, 'auth.missing')
    assert.match(String(response.headers['www-authenticate']), /^Bearer/)
    assert.equal(harness.seen.length, seenBefore)
    refused++
  }
  assert.equal(refused, operationList.filter(({ auth }) => auth === 'required').length)
})

test('401: an unknown key is refused by every operation, also by those that need none', async () => {
  for (const operation of operationList) {
    const response = await harness.app.inject(requestOf(operation, unknownKey))
    assert.equal(response.statusCode, 401, operation.name)
    assert.equal(response.json().code, 'auth.invalid')
  }
})

test('401: a scheme other than Bearer is told as that, by every operation, and the header is not repeated', async () => {
  for (const operation of operationList) {
    for (const authorization of ['Basic c2VjcmV0', adminKey, `Token ${adminKey}`, 'Bearer', '']) {
      const response = await harness.app.inject({ ...requestOf(operation), headers: { authorization } })
      assert.equal(response.statusCode, 401, operation.name)
      assert.equal(response.json().code, 'auth.scheme', `${operation.name} ${authorization}`)
      assert.match(response.json().remedy, /Authorization: Bearer/)
      assert.ok(!/c2VjcmV0|cs_test_0/.test(response.body))
    }
  }
})

test('401: two different keys in one request are told as that', async () => {
  const headers = { authorization: `Bearer ${adminKey}`, 'x-api-key': unknownKey }
  const response = await harness.app.inject({ url: '/v1/org', headers })
  assert.deepEqual([response.statusCode, response.json().code], [401, 'auth.invalid'])
  assert.match(response.json().detail, /`Authorization` and `X-API-Key` differ/)
})

test('403: each operation is reached with exactly its own scope or admin', async () => {
  let allowed = 0
  for (const operation of operationList) {
    for (const scope of scopes) {
      harness.keys.set(scoped, [scope])
      const response = await harness.app.inject(requestOf(operation, scoped))
      const isEnough = scope === operation.scope || scope === 'admin'
      assert.equal(response.statusCode, isEnough ? operation.status : 403, `${operation.name} with ${scope}`)
      if (isEnough) allowed++
      else assert.equal(response.json().code, 'auth.scope')
    }
    const rest = scopes.filter((scope) => scope !== operation.scope && scope !== 'admin')
    harness.keys.set(scoped, rest satisfies Scope[])
    assert.equal((await harness.app.inject(requestOf(operation, scoped))).statusCode, 403, operation.name)
  }
  assert.equal(allowed, operationList.length * 2)
})

test('a refusal comes before the body is looked at', async () => {
  const payload = '{broken'
  const headers = { 'content-type': 'text/plain', authorization: `Bearer ${unknownKey}` }
  const response = await harness.app.inject({ method: 'POST', url: '/v1/gate', headers, payload })
  assert.equal(response.statusCode, 401)
})

const key = adminKey
const credentials: [string, Record<string, string>, number][] = [
  ['bearer', { authorization: `Bearer ${key}` }, 200],
  ['bearer in small letters', { authorization: `bearer ${key}` }, 200],
  ['X-API-Key', { 'x-api-key': key }, 200],
  ['both, equal', { authorization: `Bearer ${key}`, 'x-api-key': key }, 200],
  ['both, different', { authorization: `Bearer ${key}`, 'x-api-key': unknownKey }, 401],
  ['both, the second empty', { authorization: `Bearer ${key}`, 'x-api-key': '' }, 401],
  ['an empty bearer', { authorization: 'Bearer ' }, 401],
  ['no scheme', { authorization: key }, 401],
  ['basic', { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` }, 401],
  ['two keys', { authorization: `Bearer ${key} ${key}` }, 401],
  ['two keys by comma', { 'x-api-key': `${key}, ${key}` }, 401],
  ['quoted', { authorization: `Bearer "${key}"` }, 401],
  ['a wrong checksum', { 'x-api-key': `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}` }, 401],
  ['cut off', { 'x-api-key': key.slice(0, -1) }, 401],
  ['in capitals', { 'x-api-key': key.toUpperCase() }, 401],
]

test('a key is read from two headers, strictly, and never from the URL', async () => {
  for (const [what, headers, status] of credentials) {
    const response = await harness.app.inject({ url: '/v1/org', headers })
    assert.equal(response.statusCode, status, what)
  }
  for (const name of ['api_key', 'access_token', 'key']) {
    const response = await harness.app.inject({ url: `/v1/org?${name}=${key}` })
    assert.equal(response.statusCode, 401, name)
  }
})

test('a malformed key never reaches the key store', async () => {
  const asked = harness.authenticated.length
  await harness.app.inject({ url: '/v1/org', headers: { 'x-api-key': 'cs_live_guess' } })
  assert.equal(harness.authenticated.length, asked)
})

test('only the decisions that the ledger checks again may start from a cached key', async () => {
  for (const operation of operationList) {
    await harness.app.inject(requestOf(operation))
    const mayUseCache = ['check', 'gate', 'complete', 'scan.action', 'scan.response'].includes(operation.name)
    assert.equal(harness.authenticated.at(-1)?.fresh, !mayUseCache, operation.name)
  }
})

test('404: an unknown path is a problem, with or without a key', async () => {
  for (const url of [
    '/v1',
    '/v1/',
    '/v1/nope',
    '/v2/gate',
    '/v1/gate/',
    '/V1/gate',
    '/v1//gate',
    '/admin',
    '/.env',
  ]) {
    const response = await harness.app.inject({ url, headers: { authorization: `Bearer ${key}` } })
    assert.equal(response.statusCode, 404, url)
    assert.equal(response.json().code, 'route.unknown', url)
  }
})

function patternOf({ path }: { path: string }) {
  return new RegExp(`^${path.replaceAll(/\{[a-z_]+\}/g, '[^/]+')}(\\?.*)?$`)
}

test('405: every path refuses every method it does not have, and says which it has', async () => {
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
  let refused = 0
  const paths = new Set(operationList.map(urlOf))
  for (const path of paths) {
    // /v1/policies/publish is also a path of /v1/policies/{version}.
    const own = operationList
      .filter((operation) => patternOf(operation).test(path))
      .map(({ method }) => method as string)
    for (const method of methods.filter((candidate) => !own.includes(candidate))) {
      const response = await harness.app.inject({ method, url: path })
      assert.equal(response.statusCode, 405, `${method} ${path}`)
      assert.equal(response.headers.allow, [...own].sort().join(', '))
      refused++
    }
  }
  assert.ok(refused >= paths.size * (methods.length - 2), `${refused}`)
})

test('429: strangers are limited by address, and failures do not lock out the owner of a good key', async () => {
  const limited = await createHarness({ rateLimit: { perKey: 1000, perAddress: 5 } })
  function ask(secret: string) {
    return limited.app.inject({ url: '/v1/org', headers: { 'x-api-key': secret } })
  }
  assert.equal((await ask(adminKey)).statusCode, 200)
  for (let attempt = 0; attempt < 5; attempt++) assert.equal((await ask(keyOf(10 + attempt))).statusCode, 401)
  const asked = limited.authenticated.length
  const refused = await ask(keyOf(99))
  assert.equal(refused.statusCode, 429)
  assert.equal(refused.json().code, 'rate.limited')
  assert.match(String(refused.headers['retry-after']), /^[0-9]+$/)
  assert.equal(limited.authenticated.length, asked)
  assert.equal((await ask('noise')).statusCode, 429)
  assert.equal((await limited.app.inject({ url: '/v1/org' })).statusCode, 429)
  assert.equal((await ask(adminKey)).statusCode, 200)
  await limited.app.close()
})

test('429: a key has its own limit, told in every answer', async () => {
  const limited = await createHarness({ rateLimit: { perKey: 2, perAddress: 1000 } })
  function ask() {
    return limited.app.inject({ url: '/v1/org', headers: { 'x-api-key': adminKey } })
  }
  const first = await ask()
  assert.equal(first.headers['ratelimit-policy'], '"key";q=2;w=60')
  assert.match(String(first.headers.ratelimit), /^"key";r=1;t=[0-9]+$/)
  assert.equal((await ask()).statusCode, 200)
  const third = await ask()
  assert.equal(third.statusCode, 429)
  assert.match(String(third.headers.ratelimit), /^"key";r=0;t=[0-9]+$/)
  await limited.app.close()
})

test('429: a large body counts for its size, and strangers spend nothing of what callers with a key have', async () => {
  const limited = await createHarness({ rateLimit: { perKey: 1000, perAddress: 20 } })
  function verify(bytes: number, headers = {}) {
    return limited.app.inject({
      method: 'POST',
      url: '/v1/verify',
      headers: { 'content-type': 'application/json', ...headers },
      payload: `{"bundle":"${'x'.repeat(bytes - 13)}"}`,
    })
  }
  const owner = { 'x-api-key': adminKey }
  for (let n = 0; n < 30; n++) assert.equal((await verify(64 * 1024, owner)).statusCode, 200)
  assert.equal((await verify(1024 * 1024)).statusCode, 200)
  assert.equal((await verify(256 * 1024)).statusCode, 200)
  assert.equal((await verify(64)).statusCode, 429)
  assert.equal((await verify(1024 * 1024, owner)).statusCode, 200)
  assert.equal((await verify(1024 * 1024, owner)).statusCode, 429)
  assert.equal((await verify(64 * 1024, owner)).statusCode, 200)
  await limited.app.close()
})

test('every error of the catalogue that an operation throws keeps its code and status', async () => {
  for (const code of errorCodes) {
    harness.fail = new ApiError(code, { detail: 'as thrown' })
    const response = await harness.app.inject({ url: '/v1/org', headers: { 'x-api-key': adminKey } })
    assert.equal(response.statusCode, errorEntry(code).status, code)
    assert.equal(response.json().code, code)
    assert.equal(response.json().detail, 'as thrown')
  }
  harness.fail = undefined
})
