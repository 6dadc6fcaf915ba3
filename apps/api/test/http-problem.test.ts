// Errors are problem documents of one catalogue, and reveal nothing else.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { errorCodes, Problem } from '@countersign/contract'
import { ApiError } from '../src/operations/refusal.ts'
import { adminKey, answers, createHarness, type Harness, keyOf } from './http-harness.ts'

let harness: Harness
before(async () => {
  harness = await createHarness()
})
after(() => harness.app.close())

const bearer = { authorization: `Bearer ${adminKey}` }

test('what a handler throws by accident says nothing but internal', async () => {
  const secrets = ['password=hunter2', 'SELECT * FROM keys', '/srv/app/store.ts']
  for (const thrown of [
    new Error(secrets.join(' ')),
    new TypeError(secrets[0]),
    Object.assign(new Error(secrets[1]), { code: '23505', statusCode: 418, detail: secrets[2] }),
    { statusCode: 200, message: secrets[0] },
    'a text',
    null,
    Object.assign(new Error('x'), { code: 'constructor' }),
  ]) {
    harness.fail = thrown
    const response = await harness.app.inject({ url: '/v1/org', headers: bearer })
    assert.equal(response.statusCode, 500, String(thrown))
    const problem = Problem.parse(response.json())
    assert.equal(problem.code, 'internal')
    assert.equal(problem.detail, undefined)
    for (const secret of secrets) assert.ok(!response.body.includes(secret))
  }
  harness.fail = undefined
})

test('an answer that breaks the contract is an error, and not half an answer', async () => {
  const broken = await createHarness()
  broken.answer = { verdict: 'maybe' }
  const response = await broken.app.inject({
    method: 'POST',
    url: '/v1/gate',
    headers: bearer,
    payload: { action: 'a' },
  })
  assert.equal(response.statusCode, 500)
  assert.equal(response.json().code, 'internal')
  await broken.app.close()
})

test('every problem has the members of RFC 9457 and a type that is explained here', async () => {
  for (const code of errorCodes) {
    harness.fail = new ApiError(code)
    const response = await harness.app.inject({ url: '/v1/org', headers: bearer })
    const problem = response.json()
    assert.equal(response.headers['content-type'], 'application/problem+json')
    assert.deepEqual(Problem.parse(problem), problem)
    assert.equal(problem.status, response.statusCode)
    assert.equal(problem.request_id, response.headers['x-request-id'])
    const page = await harness.app.inject({ url: problem.type })
    assert.ok(page.body.includes(`<h1>${code}</h1>`), code)
    assert.ok(problem.remedy.length > 10)
  }
  harness.fail = undefined
})

test('no key ever appears in a log, an error or a header, whichever way it comes in', async () => {
  const quiet = await createHarness()
  const canary = keyOf(77)
  const { app } = quiet
  const attempts = [
    { url: '/v1/org', headers: { authorization: `Bearer ${canary}` } },
    { url: '/v1/org', headers: { 'x-api-key': canary, 'x-request-id': canary } },
    { url: `/v1/org?api_key=${canary}`, headers: bearer },
    { url: `/v1/agents/${canary}`, headers: bearer },
    { url: `/v1/${canary}`, headers: bearer },
    { method: 'POST' as const, url: '/v1/gate', headers: bearer, payload: { action: canary, note: canary } },
    { method: 'POST' as const, url: '/v1/gate', headers: bearer, payload: `{"${canary}":` },
    {
      method: 'POST' as const,
      url: '/v1/gate',
      headers: { ...bearer, 'idempotency-key': `${canary} ` },
      payload: {},
    },
  ]
  for (const attempt of attempts) {
    const response = await app.inject(attempt)
    assert.ok(!JSON.stringify(response.headers).includes(canary) || attempt.headers !== bearer, attempt.url)
  }
  quiet.fail = Object.assign(new Error(`failed for ${canary}`), {
    headers: { authorization: canary },
    secret: 's3cr3t',
  })
  const failed = await app.inject({ url: '/v1/org', headers: bearer })
  assert.ok(!failed.body.includes(canary))
  quiet.fail = undefined
  quiet.answer = { ...(answers['keys.create'] as object), secret: adminKey }
  const made = await app.inject({
    method: 'POST',
    url: '/v1/keys',
    headers: bearer,
    payload: { name: 'k', scopes: ['check'] },
  })
  assert.equal(made.json().secret, adminKey)
  quiet.log.error(
    { headers: { authorization: `Bearer ${canary}` }, request: { headers: { 'x-api-key': canary } } },
    canary,
  )
  quiet.log.error({ answer: { secret: 'plain-secret' } }, 'x')
  const logged = quiet.logged()
  assert.ok(logged.includes('answered') && logged.includes('failed'))
  for (const text of [canary, adminKey, canary.slice(20), 'plain-secret'])
    assert.ok(!logged.includes(text), text)
  await app.close()
})

test('an error of the database is logged without the rows that it quotes', async () => {
  const quiet = await createHarness()
  const row = 'what a caller sent'
  quiet.fail = Object.assign(new Error('violates a constraint'), {
    code: '23514',
    detail: `Failing row contains (${row}).`,
    where: `COPY receipts, line 1: "${row}"`,
    internalQuery: `select '${row}'`,
  })
  await quiet.app.inject({ url: '/v1/org', headers: bearer })
  await quiet.app.close()
  assert.match(quiet.logged(), /violates a constraint.*23514/)
  assert.ok(!quiet.logged().includes(row))
})
