// Answers hold what the contract declares and nothing else.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { operationList, operations } from '@countersign/contract'
import * as z from 'zod'
import { serialiserOf } from '../src/http/serialise.ts'
import { ApiError } from '../src/operations/refusal.ts'
import { adminKey, answers, createHarness, type Harness, requestOf } from './http-harness.ts'

let harness: Harness
before(async () => {
  harness = await createHarness()
})
after(() => harness.app.close())

const bearer = { authorization: `Bearer ${adminKey}` }
function inject(headers: Record<string, string>, payload: object | string = { action: 'a' }) {
  return harness.app.inject({
    method: 'POST',
    url: '/v1/gate',
    headers: { ...bearer, 'content-type': 'application/json', ...headers },
    payload,
  })
}

function lastCall() {
  const seen = harness.seen.at(-1)
  assert.ok(seen)
  return seen.call
}

test('nothing that the contract does not declare leaves, whatever a handler answers', async () => {
  for (const operation of operationList.filter(({ produces }) => produces === 'json')) {
    const response = await harness.app.inject(requestOf(operation))
    assert.equal(response.statusCode, operation.status, operation.name)
    assert.ok(!response.body.includes('internal_note'), operation.name)
    const { output } = operation
    assert.deepEqual(z.encode(output, z.decode(output, response.json())), response.json(), operation.name)
  }
})

test('the writer of answers agrees with encoding and writing, for every operation', () => {
  const written = operationList.filter(({ produces }) => produces === 'json')
  assert.ok(written.length > operationList.length / 2)
  for (const operation of written) {
    const value = { ...(answers[operation.name as keyof typeof answers] as object), internal_note: 'no' }
    assert.equal(
      serialiserOf(operation.output)(value),
      JSON.stringify(z.encode(operation.output, value)),
      operation.name,
    )
  }
})

test('the writer of answers escapes what JSON must escape', () => {
  const write = serialiserOf(operations['agents.get'].output)
  for (const name of ['"', '\\', '\n', '\u0000', '\u2028', 'é', '\ud800', '😀', '</script>']) {
    const agent = { ...(answers['agents.get'] as object), name, labels: { [name]: name } }
    const written = JSON.parse(write(agent))
    assert.deepEqual([written.name, written.labels], [name, { [name]: name }], JSON.stringify(name))
  }
})

test('the writer of answers refuses a member that is missing or of another type', () => {
  const write = serialiserOf(operations.gate.output)
  const good = answers.gate as Record<string, unknown>
  for (const [name, value] of [
    ['verdict', 'ALLOW'],
    ['verdict', undefined],
    ['receipt', undefined],
    ['receipt', null],
    ['reasons', {}],
    ['risk', { score: Number.NaN, band: 'low' }],
    ['risk', { score: '5', band: 'low' }],
    ['request_id', 7],
    ['gate', { ...(good.gate as object), expires_at: '2026-11-21T10:00:00.000Z' }],
    ['gate', { ...(good.gate as object), expires_at: Number.NaN }],
  ] as const) {
    assert.throws(() => write({ ...good, [name]: value }), TypeError, `${name} ${String(value)}`)
  }
  for (const nothing of [undefined, null, 1, 'x']) assert.throws(() => write(nothing), TypeError)
})

test('every answer carries its request id and forbids caching and sniffing', async () => {
  for (const operation of operationList) {
    const { headers } = await harness.app.inject(requestOf(operation))
    assert.match(String(headers['x-request-id']), /^req_[0-9a-hjkmnp-tv-z]{26}$/, operation.name)
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers['x-content-type-options'], 'nosniff')
  }
})

test('a harmless X-Request-Id is kept, and any other is replaced', async () => {
  for (const id of ['12345678', 'a'.repeat(128), '3f2b.AB:c_d-e', 'req_01']) {
    const response = await inject({ 'x-request-id': id })
    const isKept = id.length >= 8
    assert.equal(response.headers['x-request-id'] === id, isKept, id)
    assert.equal(lastCall().requestId, response.headers['x-request-id'])
  }
  for (const id of [
    'short',
    'a'.repeat(129),
    'has space!',
    '<script>alert(1)</script>',
    '../../etc/passwd',
    '{"a":12345}',
  ]) {
    const response = await inject({ 'x-request-id': id })
    assert.match(String(response.headers['x-request-id']), /^req_/, id)
  }
})

test('a traceparent is believed only when it follows the standard to the letter', async () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  await inject({ traceparent: `00-${trace}-00f067aa0ba902b7-01` })
  assert.equal(lastCall().traceId, trace)
  for (const wrong of [
    trace,
    `01-${trace}-00f067aa0ba902b7-01`,
    `00-${trace.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace}-00f067aa0ba902b7-01-x`,
    `00-${trace}-00f067aa0ba902b7`,
  ]) {
    assert.equal((await inject({ traceparent: wrong })).statusCode, 200)
    assert.equal(lastCall().traceId, undefined, wrong)
  }
})

test('an Idempotency-Key is bound to the meaning of the request, not to its spelling', async () => {
  await inject({ 'idempotency-key': 'k-1' }, '{"action":"a","tool":"t"}')
  const first = lastCall().idempotency
  assert.equal(first?.key, 'k-1')
  const canonical = '{"body":{"action":"a","tool":"t"},"params":{}}'
  assert.deepEqual(Buffer.from(first.digest), createHash('sha256').update(canonical).digest())
  await inject({ 'idempotency-key': 'k-1' }, '{ "tool": "\\u0074",\n "action": "a" }')
  assert.deepEqual(lastCall().idempotency?.digest, first.digest)
  await inject({ 'idempotency-key': 'k-1' }, '{"action":"a","tool":"u"}')
  assert.notDeepEqual(lastCall().idempotency?.digest, first.digest)
})

test('the same Idempotency-Key on another path is another request', async () => {
  const digests = new Set<string>()
  for (const agent of ['agt_01hzy3v7q8p4k2m6n9rstw5xbc', 'agt_01hzy3v7q8p4k2m6n9rstw5xbd']) {
    const url = `/v1/agents/${agent}/suspend`
    const response = await harness.app.inject({
      method: 'POST',
      url,
      headers: { ...bearer, 'idempotency-key': 'k' },
    })
    assert.equal(response.statusCode, 200)
    digests.add(Buffer.from(lastCall().idempotency?.digest ?? []).toString('hex'))
  }
  assert.equal(digests.size, 2)
})

test('an Idempotency-Key that is empty, too long or not visible ASCII is refused', async () => {
  assert.equal((await inject({ 'idempotency-key': '~'.repeat(255) })).statusCode, 200)
  for (const key of ['', ' ', 'a b', 'a\tb', 'é', 'a'.repeat(256)]) {
    const response = await inject({ 'idempotency-key': key })
    assert.equal(response.statusCode, 400, JSON.stringify(key))
    assert.equal(response.json().errors[0].parameter, 'Idempotency-Key')
  }
})

test('a bundle is streamed line by line, and a refusal before its first line is a problem', async () => {
  const exported = await harness.app.inject({
    url: '/v1/bundle?from_seq=0&disclosures=true',
    headers: bearer,
  })
  assert.equal(exported.headers['content-type'], 'application/x-ndjson')
  assert.equal(exported.body, (answers['receipts.export'] as string[]).map((line) => `${line}\n`).join(''))
  assert.deepEqual(harness.seen.at(-1)?.input, { from_seq: 0, disclosures: true })
  const refusing = await createHarness()
  refusing.answer = {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new ApiError('log.range')) }),
  }
  const refused = await refusing.app.inject({ url: '/v1/bundle', headers: bearer })
  assert.equal(refused.statusCode, 422)
  assert.equal(refused.json().code, 'log.range')
  await refusing.app.close()
})
