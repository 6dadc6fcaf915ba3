// Only plain JSON in UTF-8 is read.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { bearer, createHarness, type Harness, json, sendGate } from './http-harness.ts'

let harness: Harness
before(async () => {
  harness = await createHarness()
})
after(() => harness.app.close())

function gate(payload: string | Buffer, headers?: Record<string, string>) {
  return sendGate(harness, payload, headers)
}

const good = '{"action":"read_file"}'

test('JSON in UTF-8 is accepted in the spellings of RFC 9110', async () => {
  for (const type of [
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json; charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/json ; charset=utf-8',
  ]) {
    assert.equal((await gate(good, { ...bearer, 'content-type': type })).status, 200, type)
  }
})

const odd = [
  '',
  ' ',
  'json',
  'application',
  'application/',
  'application/jsonp',
  'application/json5',
  'application/x-json',
  'application/json+x',
  'application/vnd.api+json',
  'application/problem+json',
  'application/jose+json',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/x-ndjson',
  'application/cbor',
  'application/xml',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/mixed; boundary=application/json',
  'text/plain',
  'text/json',
  'text/plain; application/json',
  'text/html; charset=utf-8',
  '*/*',
  'application/*',
  'application/json,',
  'application/json, text/plain',
  'text/plain, application/json',
  'application/json;',
  'application/json; charset',
  'application/json; charset=',
  'application/json; charset=utf-16',
  'application/json; charset=utf-7',
  'application/json; charset=latin1',
  'application/json; charset=utf8',
  "application/json; charset='utf-8'",
  'application/json; charset="utf-8',
  'application/json; charset=utf-8; charset=utf-16',
  'application/json; charset=utf-8, text/plain',
  'application/json; boundary=x',
  'application/json; charset=utf-8; x=y',
  'application/json charset=utf-8',
  'application/json\tx',
  'application /json',
  'application/ json',
  'application\\json',
  '"application/json"',
  'application/json\u00a0',
]

test('every other content type is refused before the handler, and before the body is parsed', async () => {
  let refused = 0
  for (const type of odd) {
    const { status, problem, reached } = await gate(good, { ...bearer, 'content-type': type })
    assert.equal(status, 415, JSON.stringify(type))
    assert.equal(problem.code, 'content.type')
    assert.equal(reached, false)
    refused++
  }
  assert.equal(refused, 50)
})

test('a compressed body is refused, whatever it says it is', async () => {
  for (const encoding of ['gzip', 'deflate', 'br', 'identity', 'x-gzip', 'zstd']) {
    const answer = await gate(good, { ...json, 'content-encoding': encoding })
    assert.equal(answer.status, 415, encoding)
  }
})

test('a body without a content type is refused, and no body at all is not a JSON object to a gate', async () => {
  const { app } = harness
  const without = await app.inject({
    method: 'POST',
    url: '/v1/gate',
    headers: bearer,
    payload: Buffer.from(good),
  })
  assert.equal(without.statusCode, 415)
  const none = await app.inject({ method: 'POST', url: '/v1/gate', headers: bearer })
  assert.equal(none.statusCode, 400)
})

test('a change that takes nothing but a reason needs no body', async () => {
  const { app, seen } = harness
  for (const headers of [bearer, json]) {
    const response = await app.inject({ method: 'POST', url: '/v1/org/halt', headers })
    assert.equal(response.statusCode, 200)
    assert.deepEqual(seen.at(-1)?.input, {})
  }
})
