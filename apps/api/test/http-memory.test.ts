// What many bodies that are dear to hold do to a process with little memory.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { formatApiKey, newId } from '@countersign/terms'
import { must, settings, startApi } from './storm/processes.ts'

const BODIES = 200
const EMPTY_OBJECTS = 82_000

/** The status of the answer; undefined when the connection ended without one. */
function post(url: string, key: string, body: Buffer): Promise<number | undefined> {
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': body.length,
    }
    const asking = request(`${url}/v1/gate`, { method: 'POST', headers, agent: false }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode))
    })
    asking.on('error', () => resolve(undefined))
    asking.end(body)
  })
}

test('a process with 512 MB outlives 200 bodies of 82,000 empty objects at once, and refuses all of them', {
  timeout: 600_000,
}, async () => {
  const key = formatApiKey('live', newId('org', Date.now(), randomBytes(10)), randomBytes(30))
  const folder = mkdtempSync(join(tmpdir(), 'countersign-memory-'))
  const api = await startApi(settings(key, { COUNTERSIGN_DATA_DIR: folder }), ['--max-old-space-size=512'])
  try {
    const { id } = await must(api.url, '/v1/agents', { key, body: { name: 'an agent' } })
    const body = Buffer.from(
      `{"agent_id":"${id}","action":"read_file","arguments":{"a":[${'{},'.repeat(EMPTY_OBJECTS - 1)}{}]}}`,
    )
    const statuses = await Promise.all(Array.from({ length: BODIES }, () => post(api.url, key, body)))
    assert.ok(
      statuses.every((status) => status === undefined || status >= 400),
      String(statuses),
    )
    assert.ok(statuses.includes(400), String(statuses))
    assert.equal(
      await post(api.url, key, Buffer.from(`{"agent_id":"${id}","action":"read_file"}`)),
      200,
      api.output(),
    )
  } finally {
    await api.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
