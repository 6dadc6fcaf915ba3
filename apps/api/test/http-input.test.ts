// What is refused before an operation sees it, and the problem that says why.
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

const refusedJson: [string, string | Buffer, string][] = [
  ['cut off', '{"action":', 'json.syntax'],
  ['single quotes', "{'action':'a'}", 'json.syntax'],
  ['a comment', '{"action":"a"/**/}', 'json.syntax'],
  ['a trailing comma', '{"action":"a",}', 'json.syntax'],
  ['NaN', '{"action":"a","declared":{"cost_usd":NaN}}', 'json.syntax'],
  ['a leading zero', '{"action":"a","declared":{"retry_count":01}}', 'json.syntax'],
  ['text after it', `${good} x`, 'json.trailing'],
  ['two values', good + good, 'json.trailing'],
  ['a duplicate member', '{"action":"read_file","action":"drop_table"}', 'json.duplicate_member'],
  ['a duplicate in other spelling', '{"action":"a","\\u0061ction":"b"}', 'json.duplicate_member'],
  ['a duplicate deep inside', '{"action":"a","arguments":{"x":[{"k":1,"k":2}]}}', 'json.duplicate_member'],
  ['__proto__', '{"action":"a","arguments":{"__proto__":{"admin":1}}}', 'json.forbidden_member'],
  ['an unsafe integer', '{"action":"a","arguments":{"n":9007199254740993}}', 'json.unsafe_number'],
  ['an infinite number', '{"action":"a","arguments":{"n":1e999}}', 'json.unsafe_number'],
  ['a lone surrogate', '{"action":"a","arguments":{"t":"\\ud800"}}', 'json.lone_surrogate'],
  ['a byte order mark', `\ufeff${good}`, 'json.bom'],
  [
    'invalid UTF-8',
    Buffer.concat([Buffer.from('{"action":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
    'json.utf8',
  ],
  ['depth 65', `{"action":"a","arguments":{"x":${'['.repeat(63)}${']'.repeat(63)}}}`, 'json.depth'],
  ['depth 100000', `{"action":"a","arguments":${'['.repeat(100_000)}`, 'json.depth'],
]

test('JSON that two parsers could read differently is refused, and the problem says where', async () => {
  for (const [what, payload, code] of refusedJson) {
    const { status, problem, reached } = await gate(payload)
    assert.equal(status, 400, what)
    assert.equal(problem.code, 'request.invalid', what)
    assert.equal(problem.errors[0].code, code, what)
    assert.equal(typeof problem.errors[0].offset, 'number', what)
    assert.equal(reached, false, what)
  }
})

test('a body holds at most 20,000 values, and the problem says so', async () => {
  function holding(values: number): string {
    return `{"action":"a","arguments":{"x":[${'{},'.repeat(values - 5)}{}]}}`
  }
  assert.equal((await gate(holding(20_000))).status, 200)
  const { status, problem, reached } = await gate(holding(20_001))
  assert.deepEqual(
    [status, problem.code, problem.detail, problem.errors[0].code, reached],
    [400, 'request.invalid', 'the body holds more than 20000 values', 'json.nodes', false],
  )
})

test('a depth of 64 is accepted', async () => {
  const deep = `{"action":"a","arguments":{"x":${'['.repeat(62)}${']'.repeat(62)}}}`
  assert.equal((await gate(deep)).status, 200)
})

test('U+0000 is refused wherever it stands, under its own code', async () => {
  for (const payload of [
    '{"action":"a\\u0000"}',
    '{"action":"a","arguments":{"k\\u0000":1}}',
    '{"action":"a","arguments":{"deep":[["x\\u0000y"]]}}',
  ]) {
    const { status, problem } = await gate(payload)
    assert.equal(status, 400)
    assert.equal(problem.code, 'request.nul', payload)
  }
})

test('an id of eighteen digits is refused with the advice to send it as a string, as which it is accepted', async () => {
  function withId(id: string) {
    return `{"action":"a","arguments":{"channel_id":${id}}}`
  }
  const { problem } = await gate(withId('725653563933458432'))
  assert.equal(problem.errors[0].code, 'json.unsafe_number')
  assert.match(problem.errors[0].message, /send it as a string/)
  assert.equal((await gate(withId('"725653563933458432"'))).status, 200)
})

test('a body that is not an object is refused', async () => {
  for (const payload of ['null', '[]', '"x"', '1', 'true'])
    assert.equal((await gate(payload)).status, 400, payload)
})

test('unknown members are refused at every level and named by pointer', async () => {
  const { status, problem } = await gate(
    '{"action":"a","approved":true,"declared":{"is/admin":1},"target":{"~x":1}}',
  )
  assert.equal(status, 400)
  const pointers = problem.errors.map((item: { pointer: string }) => item.pointer).sort()
  assert.deepEqual(pointers, ['/approved', '/declared/is~1admin', '/target/~0x'])
})

test('a misspelled member or parameter is answered with the one that was probably meant', async () => {
  const { problem } = await gate('{"acton":"a","declared":{"side_efects":[]},"zzz":1}')
  const messages = problem.errors.map((item: { pointer: string; message: string }) => [
    item.pointer,
    item.message.replace(/: give one of .*/, ''),
  ])
  assert.deepEqual(
    new Map(messages),
    new Map([
      ['/action', 'give an `action`, a `tool`, or both'],
      ['/acton', 'is not accepted here: did you mean `action`?'],
      ['/declared/side_efects', 'is not accepted here: did you mean `side_effects`?'],
      ['/zzz', 'is not accepted here'],
    ]),
  )
  const list = await harness.app.inject({ url: '/v1/receipts?limti=5', headers: json })
  assert.deepEqual(list.json().errors, [
    { code: 'unknown_member', message: 'is not accepted here: did you mean `limit`?', parameter: 'limti' },
  ])
})

test('what belongs to check is refused by gate, and the other way round', async () => {
  assert.equal((await gate('{"action":"a","dry_run":false}')).status, 400)
  assert.equal((await gate('{"action":"a","explain":true}')).status, 400)
  const payload = { action: 'a', approval_id: 'apr_01hzy3v7q8p4k2m6n9rstw5xbc' }
  const check = await harness.app.inject({ method: 'POST', url: '/v1/check', headers: json, payload })
  assert.equal(check.statusCode, 400)
  assert.equal(check.json().errors[0].pointer, '/approval_id')
})

test('names such as constructor and toJSON stay plain data', async () => {
  const { status } = await gate(
    '{"action":"a","arguments":{"constructor":1,"toJSON":2,"prototype":{},"hasOwnProperty":3}}',
  )
  assert.equal(status, 200)
  const given = harness.seen.at(-1)?.input.arguments
  assert.equal(JSON.stringify(given), '{"constructor":1,"toJSON":2,"prototype":{},"hasOwnProperty":3}')
  assert.equal(Object.hasOwn(Object.prototype, 'admin'), false)
})

test('a body over its limit is refused, and one at the limit is not', async () => {
  function padded(length: number) {
    return `{"action":"a","arguments":{"t":"${'x'.repeat(length - 35)}"}}`
  }
  const atLimit = padded(256 * 1024)
  assert.equal(atLimit.length, 256 * 1024)
  assert.equal((await gate(atLimit)).status, 200)
  const over = await gate(`${atLimit} `)
  assert.equal(over.status, 413)
  assert.equal(over.problem.code, 'request.too_large')
})

test('evidence and bundles may be larger than other bodies', async () => {
  const payload = { bundle: 'x'.repeat(1024 * 1024) }
  const verified = await harness.app.inject({ method: 'POST', url: '/v1/verify', payload })
  assert.equal(verified.statusCode, 200)
  const tooMuch = await harness.app.inject({
    method: 'POST',
    url: '/v1/verify',
    payload: { bundle: 'x'.repeat(8 * 1024 * 1024) },
  })
  assert.equal(tooMuch.statusCode, 413)
})

test('a wrong body yields a bounded list of errors that never repeats much of it', async () => {
  const members = Array.from({ length: 2000 }, (_, index) => `"${'k'.repeat(60)}${index}":1`)
  const { status, problem } = await gate(`{${members.join(',')}}`)
  assert.equal(status, 400)
  assert.ok(problem.errors.length <= 20)
  const long = await gate(`{"${'k'.repeat(100_000)}":1}`)
  assert.ok(JSON.stringify(long.problem).length < 3000)
})

test('a query is never merged into a body, and unknown query members are refused', async () => {
  const { app } = harness
  const merged = await app.inject({ method: 'POST', url: '/v1/gate?action=a', headers: json, payload: good })
  assert.equal(merged.statusCode, 400)
  assert.deepEqual(merged.json().errors, [
    { code: 'unknown_member', message: 'is not accepted here: leave it out', parameter: 'action' },
  ])
  for (const query of [
    'limit=1&limit=2',
    'limit=201',
    'limit=',
    'x=1',
    'order=up',
    'from=soon',
    'cursor=%00',
  ]) {
    const response = await app.inject({ url: `/v1/receipts?${query}`, headers: bearer })
    assert.equal(response.statusCode, 400, query)
  }
})

test('a malformed id or path is a 400, never a lookup', async () => {
  const seenBefore = harness.seen.length
  for (const id of [
    'x',
    'agt_1',
    'org_01hzy3v7q8p4k2m6n9rstw5xbc',
    'agt_01HZY3V7Q8P4K2M6N9RSTW5XBC',
    '%00',
    '..%2f..',
    '%zz',
  ]) {
    const response = await harness.app.inject({ url: `/v1/agents/${id}`, headers: bearer })
    assert.equal(response.statusCode, 400, id)
    assert.match(String(response.headers['content-type']), /^application\/problem\+json/)
  }
  assert.equal(harness.seen.length, seenBefore)
})

test('a GET with a body is refused', async () => {
  const response = await harness.app.inject({ method: 'GET', url: '/v1/org', headers: json, payload: '{}' })
  assert.equal(response.statusCode, 400)
})
