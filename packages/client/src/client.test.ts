// How the client calls the API: requests, retries, timeouts, streams and errors, over a real socket.
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { operationList } from '@countersign/contract'
import { type ClientOptions, CountersignError, createClient } from './index.ts'

type Reply = (request: IncomingMessage, response: ServerResponse) => void
type Seen = {
  method: string | undefined
  url: string | undefined
  headers: IncomingMessage['headers']
  body: string
}

const seen: Seen[] = []
let replies: Reply[] = []
let baseUrl: string
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    seen.push({ method: request.method, url: request.url, headers: request.headers, body })
    const reply = replies.length > 1 ? replies.shift() : replies[0]
    reply?.(request, response)
  })
})
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  seen.length = 0
})
after(() => {
  server.closeAllConnections()
  server.close()
})

const apiKey = 'cs_test_secret'
function clientOf(options: Partial<ClientOptions> = {}) {
  return createClient({ baseUrl, apiKey, backoffMs: 1, ...options })
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
}

function problem(status: number, code: string, headers: Record<string, string> = {}): Reply {
  return json(
    status,
    { type: 't', title: 'Title', status, remedy: 'Do this.', code, request_id: 'req_1' },
    headers,
  )
}

const drop: Reply = (request) => request.socket.destroy()

const orgId = 'org_01hzy3v7q8p4k2m6n9rstw5xbc'
const agentId = 'agt_01hzy3v7q8p4k2m6n9rstw5xbc'
const org = {
  id: orgId,
  name: 'o',
  status: 'active',
  logs: 'public',
  retention: { days: null },
  created_at: '2026-11-21T10:00:00.000Z',
}
const receipt = { id: 'rcp_1', type: 'check', seq: 1, leaf_hash: 'ab'.repeat(32) }
const verdict = {
  verdict: 'deny',
  risk: { score: 90, band: 'critical' },
  reasons: [],
  policy: { version: 1, digest: `sha256:${'0'.repeat(64)}` },
  request_id: 'req_1',
  receipt,
}

async function failure(promise: Promise<unknown>): Promise<CountersignError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof CountersignError, String(error))
  return error
}

test('the client has a method for every operation', () => {
  const client = clientOf() as unknown as Record<string, Record<string, unknown>>
  for (const { name } of operationList) {
    const [head = '', verb] = name.split('.')
    const method = verb === undefined ? client[head] : client[head]?.[verb]
    assert.equal(typeof method, 'function', name)
  }
})

test('a gate request has the key in a header, a JSON body and an Idempotency-Key of its own', async () => {
  replies = [json(200, verdict)]
  const client = clientOf()
  const answer = await client.gate({ action: 'a', arguments: { x: 1 }, tool: undefined })
  assert.equal(answer.verdict, 'deny')
  await client.gate({ action: 'a' })
  const [first, second] = seen
  assert.equal(first?.url, '/v1/gate')
  assert.equal(first.body, '{"action":"a","arguments":{"x":1}}')
  assert.equal(first.headers.authorization, `Bearer ${apiKey}`)
  assert.equal(first.headers['content-type'], 'application/json')
  assert.match(String(first.headers['idempotency-key']), /^[0-9a-f]{32}$/)
  assert.notEqual(first.headers['idempotency-key'], second?.headers['idempotency-key'])
})

test('path and query parameters go where the contract says', async () => {
  const client = clientOf({ baseUrl: `${baseUrl}/prefix/` })
  replies = [
    json(200, {
      id: agentId,
      name: 'a',
      status: 'suspended',
      roles: [],
      labels: {},
      created_at: '2026-11-21T10:00:00.000Z',
      receipt,
    }),
  ]
  await client.agents.suspend({ agent_id: agentId, reason: 'odd' })
  assert.equal(seen[0]?.url, `/prefix/v1/agents/${agentId}/suspend`)
  assert.equal(seen[0].body, '{"reason":"odd"}')
  replies = [json(200, { data: [], has_more: false })]
  await client.receipts.list({ limit: 5, from: '2026-11-21T10:00:00Z', verdict: 'deny' })
  assert.equal(seen[1]?.url, '/prefix/v1/receipts?limit=5&from=2026-11-21T10%3A00%3A00Z&verdict=deny')
  assert.equal(seen[1].headers['idempotency-key'], undefined)
  assert.equal(seen[1].body, '')
})

test('a path parameter cannot reach another path', async () => {
  replies = [problem(400, 'request.invalid')]
  await failure(clientOf().agents.get({ agent_id: '../keys?x=1' }))
  assert.equal(seen[0]?.url, '/v1/agents/..%2Fkeys%3Fx%3D1')
})

test('a problem document becomes an error with its code, and the key is not in it', async () => {
  replies = [problem(403, 'auth.scope')]
  const error = await failure(clientOf().org.get())
  assert.equal(error.code, 'auth.scope')
  assert.equal(error.status, 403)
  assert.equal(error.requestId, 'req_1')
  assert.equal(error.remedy, 'Do this.')
  assert.equal(error.retryable, false)
  assert.equal(seen.length, 1)
  assert.ok(!JSON.stringify({ ...error, message: error.message, stack: error.stack }).includes(apiKey))
})

test('a temporary failure is retried with the same Idempotency-Key, and no more often than set', async () => {
  replies = [problem(503, 'ledger.busy', { 'retry-after': '0' }), drop, json(200, verdict)]
  const answer = await clientOf().gate({ action: 'a' })
  assert.equal(answer.verdict, 'deny')
  assert.equal(seen.length, 3)
  assert.equal(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size, 1)
  seen.length = 0
  replies = [problem(429, 'rate.limited', { 'retry-after': '0' })]
  const error = await failure(clientOf({ retries: 3 }).gate({ action: 'a' }, { idempotencyKey: 'mine' }))
  assert.equal(error.code, 'rate.limited')
  assert.equal(seen.length, 4)
  assert.ok(seen.every(({ headers }) => headers['idempotency-key'] === 'mine'))
})

test('a change without an Idempotency-Key is never retried', async () => {
  replies = [problem(503, 'store.unavailable', { 'retry-after': '0' })]
  await failure(clientOf().org.update({ name: 'n' }))
  assert.equal(seen.length, 1)
})

test('a refusal is never retried', async () => {
  for (const [status, code] of [
    [400, 'request.invalid'],
    [401, 'auth.invalid'],
    [409, 'gate.closed'],
    [422, 'idempotency.reused'],
  ] as const) {
    seen.length = 0
    replies = [problem(status, code)]
    assert.equal((await failure(clientOf().gate({ action: 'a' }))).code, code)
    assert.equal(seen.length, 1, code)
  }
})

test('an answer that does not match the contract is an error, so that a caller cannot act on it', async () => {
  for (const body of [{ ...verdict, verdict: 'ALLOW' }, {}, [], null, { ...verdict, receipt: undefined }]) {
    replies = [json(200, body)]
    assert.equal((await failure(clientOf().gate({ action: 'a' }))).code, 'client.answer')
  }
  replies = [(_request, response) => response.writeHead(200).end('<html>login</html>')]
  assert.equal((await failure(clientOf().gate({ action: 'a' }))).code, 'client.answer')
  replies = [(_request, response) => response.writeHead(404).end('<html>nginx</html>')]
  const error = await failure(clientOf().gate({ action: 'a' }))
  assert.equal(error.status, 404)
})

test('an answer without end is not read to its end, and a refusal without end still counts', async () => {
  function endless(status: number): Reply {
    return (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      function more() {
        while (!response.destroyed)
          if (!response.write('[['.repeat(512 * 1024))) return response.once('drain', more)
        return undefined
      }
      more()
    }
  }
  replies = [endless(200)]
  await assert.rejects(clientOf().org.get(), { code: 'client.answer', message: /^the answer has over/ })
  replies = [endless(403)]
  await assert.rejects(clientOf().org.get(), { code: 'client.answer', status: 403 })
})

test('a redirect is not followed, so that the key reaches nobody else', async () => {
  replies = [(_request, response) => response.writeHead(307, { location: `${baseUrl}/elsewhere` }).end()]
  const error = await failure(clientOf({ retries: 0 }).gate({ action: 'a' }))
  assert.equal(error.code, 'client.network')
  assert.equal(seen.length, 1)
})

test('silence ends in a timeout, and an aborted call says so', async () => {
  replies = [() => undefined]
  const late = await failure(clientOf({ timeoutMs: 30, retries: 0 }).org.get())
  assert.equal(late.code, 'client.timeout')
  const aborted = await failure(clientOf().org.get({}, { signal: AbortSignal.abort() }))
  assert.equal(aborted.code, 'client.aborted')
})

test('an answer that the server was asked to hold back may take longer than others', async () => {
  const later: Reply = (request, response) =>
    void setTimeout(() => problem(404, 'not_found')(request, response), 300)
  const client = clientOf({ timeoutMs: 30, retries: 0 })
  replies = [later]
  const gate_id = `gte_${'0'.repeat(20)}`
  assert.equal((await failure(client.gates.get({ gate_id, wait: 60 }))).code, 'not_found')
  assert.ok(seen.some(({ url }) => url === `/v1/gates/${gate_id}?wait=60`))
  assert.equal((await failure(client.gates.get({ gate_id }))).code, 'client.timeout')
})

test('an unreachable API is an error, and not an allow', async () => {
  const error = await failure(
    createClient({ baseUrl: 'http://127.0.0.1:9', backoffMs: 1 }).gate({ action: 'a' }),
  )
  assert.equal(error.code, 'client.network')
  assert.equal(error.retryable, true)
})

test('a client without a base URL is refused, and the option named', () => {
  for (const options of [undefined, null, {}, { url: 'http://127.0.0.1:9' }, { baseUrl: undefined }]) {
    assert.throws(() => Reflect.apply(createClient, undefined, [options]), {
      name: 'TypeError',
      message: 'the option `baseUrl` is missing: set it to the URL of the API',
    })
  }
})

test('an option that the client does not have or cannot use is refused, and named', () => {
  const cases: [object, string][] = [
    [{ apikey: 'k' }, 'the client has no option `apikey`; did you mean `apiKey`?'],
    [{ colour: 'red' }, 'the client has no option `colour`'],
    [{ apiKey: 1 }, 'the option `apiKey` must be a string'],
    [{ timeoutMs: 'soon' }, 'the option `timeoutMs` must be a number of at least 0'],
    [{ retries: -1 }, 'the option `retries` must be a number of at least 0'],
  ]
  for (const [options, message] of cases)
    assert.throws(() => createClient({ baseUrl: 'http://127.0.0.1:9', ...options }), {
      name: 'TypeError',
      message,
    })
})

test('a base URL with another scheme or with a password is refused', () => {
  for (const url of ['ftp://x', 'file:///etc', 'http://user:pw@x', 'not a url']) {
    assert.throws(() => createClient({ baseUrl: url }), TypeError, url)
  }
})

test('a bundle is read line by line, however it is split into chunks', async () => {
  replies = [
    async (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      const bytes = Buffer.from('{"a":"é"}\n{"b":2}\n{"c":3}\n')
      for (const byte of bytes) response.write(Buffer.of(byte))
      response.end()
    },
  ]
  const lines: string[] = []
  for await (const line of clientOf().receipts.export({ from_seq: 3, disclosures: true })) lines.push(line)
  assert.deepEqual(lines, ['{"a":"é"}', '{"b":2}', '{"c":3}'])
  assert.equal(seen[0]?.url, '/v1/bundle?from_seq=3&disclosures=true')
})

test('a bundle that stops early is an error, and not a shorter bundle', async () => {
  const stops: Reply[] = [
    (_request, response) => response.writeHead(200).end('{"a":1}\n{"b"'),
    (_request, response) => {
      response.writeHead(200)
      response.write('{"a":1}\n', () => response.destroy())
    },
  ]
  for (const stop of stops) {
    replies = [stop]
    const lines: string[] = []
    const error = await failure(
      (async () => {
        for await (const line of clientOf().receipts.export()) lines.push(line)
      })(),
    )
    assert.match(error.code, /^client\.(answer|network)$/)
    assert.deepEqual(lines, ['{"a":1}'])
  }
})

test('a receipt in COSE form is returned as bytes', async () => {
  replies = [(_request, response) => response.writeHead(200).end(Buffer.of(0xd2, 0x84))]
  const bytes = await clientOf().receipts.cose({ receipt_id: 'rcp_01hzy3v7q80000000001' })
  assert.deepEqual(bytes, Uint8Array.of(0xd2, 0x84))
})

test('public operations need no key', async () => {
  replies = [json(200, { keys: [] })]
  const client = createClient({ baseUrl })
  assert.deepEqual(await client.log.keys({ org_id: orgId }), { keys: [] })
  assert.equal(seen[0]?.headers.authorization, undefined)
  replies = [json(200, org)]
  assert.equal((await client.org.get()).id, orgId)
})
