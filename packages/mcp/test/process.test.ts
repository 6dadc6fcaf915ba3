// What the process does when it starts, and what it writes.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { it } from 'node:test'
import { formatApiKey } from '@countersign/terms'
import { mainFile } from './session.ts'

const key = formatApiKey('live', 'org_01hzy3v7q8p4k2m6n9rstw5xbc', new Uint8Array(30).fill(9))
const url = 'http://127.0.0.1:9'

function run(
  env: Record<string, string>,
  input = '',
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const { PATH, NODE_COMPILE_CACHE } = process.env
    const child = spawn(process.execPath, [mainFile], { env: { PATH, NODE_COMPILE_CACHE, ...env } })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      // Every request is answered: closing standard input ends the process.
      if (out.split('\n').length > input.split('\n').filter((line) => line.includes('"id"')).length)
        child.stdin.end()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    child.on('close', (code) => resolve({ code, out, err }))
    child.stdin.on('error', () => undefined)
    if (input === '') child.stdin.end()
    else child.stdin.write(input)
  })
}

it('the process refuses to start without a usable key and URL, says what to set, and never shows the key', async () => {
  const cases: [Record<string, string>, RegExp][] = [
    [{}, /set COUNTERSIGN_API_KEY/],
    [{ COUNTERSIGN_API_URL: url }, /set COUNTERSIGN_API_KEY/],
    [{ COUNTERSIGN_API_KEY: key }, /set COUNTERSIGN_API_URL/],
    [{ COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: key.slice(0, -1) }, /COUNTERSIGN_API_KEY is not/],
    [{ COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: `${key.slice(0, -1)}0` }, /COUNTERSIGN_API_KEY is not/],
    [{ COUNTERSIGN_API_URL: '127.0.0.1', COUNTERSIGN_API_KEY: key }, /COUNTERSIGN_API_URL must be/],
    [{ COUNTERSIGN_API_URL: 'http://a:pw@b', COUNTERSIGN_API_KEY: key }, /COUNTERSIGN_API_URL must be/],
    [{ COUNTERSIGN_API_URL: 'file:///etc', COUNTERSIGN_API_KEY: key }, /COUNTERSIGN_API_URL must be/],
  ]
  const done = await Promise.all(cases.map(([env]) => run(env)))
  for (const [at, { code, out, err }] of done.entries()) {
    const [env, message] = cases[at] ?? [{}, /./]
    assert.equal(code, 1, JSON.stringify(env))
    assert.equal(out, '')
    assert.match(err, message)
    assert.equal(err.trim().split('\n').length, 1)
    assert.ok(!err.includes(key.slice(0, 40)) && !err.includes('pw'))
  }
})

it('standard output holds protocol lines only, and the process ends with its standard input', async () => {
  const client = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } }
  const lines = [
    { jsonrpc: '2.0', id: 1, method: 'initialize', params: client },
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    'this is not JSON',
    { jsonrpc: '2.0', id: 2, method: 'tools/list' },
    {
      jsonrpc: '2.0',
      id: 3,
      method: 'tools/call',
      params: { name: 'gate', arguments: { action: 'read_file' } },
    },
    { jsonrpc: '2.0', id: 4, method: 'tools/call', params: { name: 'no_such_tool', arguments: {} } },
  ]
  const input = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
  const env = { COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: key }
  const { code, out, err } = await run(env, input)
  assert.equal(code, 0)
  const answers = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(answers.map(({ id }) => id).sort(), [1, 2, 3, 4])
  assert.ok(answers.every(({ jsonrpc }) => jsonrpc === '2.0'))
  assert.ok(answers.some(({ id, result }) => id === 3 && result.isError === true))
  assert.ok(!out.includes(key) && !err.includes(key))
})

it('of a duplicate member only the last reaches the API, and a rounded number does not reach it at all', async () => {
  const bodies: string[] = []
  const api = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      bodies.push(body)
      response.writeHead(500).end()
    })
  })
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve))
  const { port } = api.address() as AddressInfo
  function call(id: number, args: string) {
    return `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"gate","arguments":{"action":"pay","arguments":${args}}}}\n`
  }
  const client = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } }
  const initialize = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: client })}\n`
  const { out } = await run(
    { COUNTERSIGN_API_URL: `http://127.0.0.1:${port}`, COUNTERSIGN_API_KEY: key },
    `${initialize}${call(2, '{"amount":1,"amount":50000}')}${call(3, '{"channel_id":725653563933458432}')}`,
  )
  api.close()
  assert.ok(bodies.length > 0)
  for (const body of bodies) assert.equal(body, '{"action":"pay","arguments":{"amount":50000}}')
  const rounded = out.split('\n').find((line) => line.includes('"id":3'))
  assert.match(rounded ?? '', /"isError":true/)
  assert.match(rounded ?? '', /send it as a string/)
})
