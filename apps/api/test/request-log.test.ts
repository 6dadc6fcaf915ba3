// The log at info: one line a request, with who asked, for which agent, and what came of it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { appOfFile, orgWithAgent, type TestApp } from './harness.ts'
import { newPerson } from './people.ts'

const app: TestApp = await appOfFile('postgres')

type Line = Record<string, unknown>

/** The lines of one request, by the id that it was given. */
function linesOf(requestId: string): Line[] {
  const lines = app.logged().trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Line).filter((line) => line.request_id === requestId)
}

let asked = 0
async function lineOf(path: string, options: Parameters<TestApp['call']>[1] = {}): Promise<Line> {
  const id = `request-log-${++asked}`
  await app.call(path, { ...options, headers: { ...options.headers, 'x-request-id': id } })
  const [line, ...others] = linesOf(id)
  assert.ok(line !== undefined && others.length === 0, `one line for ${path}`)
  return line
}

describe('the line of a request', () => {
  it('has the ids of request, org, key and agent, the operation, status, verdict and milliseconds', async () => {
    const { orgId, adminKey } = await app.newOrg()
    const agent = await app.newAgent(adminKey)
    const made = await app.must<{ id: string; secret: string }>('/v1/keys', {
      key: adminKey,
      body: { name: 'k', scopes: ['gate'], agent_id: agent },
    })
    const body = { action: 'read_file', arguments: { path: 'README.md' } }
    const { time, ms, ...line } = await lineOf('/v1/gate', { key: made.secret, body })
    assert.deepEqual(line, {
      level: 'info',
      request_id: `request-log-${asked}`,
      operation: 'gate',
      org: orgId,
      key: made.id,
      agent,
      status: 200,
      verdict: 'allow',
      msg: 'answered',
    })
    assert.ok(typeof ms === 'number' && ms > 0 && typeof time === 'string')
  })

  it('names the agent of the body, the member of a session, and the code of a refusal', async () => {
    const { key, agent } = await orgWithAgent(app)
    const gate = await lineOf('/v1/gate', { key, body: { agent_id: agent, action: 'delete_database' } })
    assert.deepEqual([gate.agent, gate.verdict], [agent, 'require_approval'])
    const person = await newPerson(app, 'member')
    const read = await lineOf('/v1/org', { key: person.bearer })
    assert.deepEqual([read.member, read.operation, 'key' in read], [person.memberId, 'org.get', false])
    const refused = await lineOf('/v1/org', { key: null })
    assert.deepEqual([refused.status, refused.code, 'org' in refused], [401, 'auth.missing', false])
    const page = await lineOf('/sign-in?next=%2Fsecret-place', { key: null })
    assert.deepEqual([page.route, page.method, page.status], ['/sign-in', 'GET', 200])
  })

  it('never holds arguments, paths, keys, or what was sent in their place', async () => {
    const { key, agent } = await orgWithAgent(app)
    const canary = 'canary-of-this-test'
    const body = {
      agent_id: agent,
      action: `read_${canary}`,
      tool: canary,
      arguments: { [canary]: canary },
      session_id: canary,
    }
    await lineOf('/v1/gate', { key, body, headers: { 'user-agent': canary } })
    await lineOf('/v1/gate', { key, body: { ...body, agent_id: canary } })
    await lineOf('/v1/gate', { key, body: `{"${canary}` })
    await lineOf(`/v1/agents/${canary}?${canary}=1`, { key })
    await lineOf(`/${canary}`)
    assert.ok(!app.logged().includes(canary))
    await app.call('/v1/org', { key, headers: { 'x-request-id': key } })
    assert.ok(!app.logged().includes(key) && app.logged().includes('"request_id":"[hidden]"'))
  })

  it('is not written of probes', async () => {
    for (const path of ['/health', '/ready', '/metrics'])
      await app.call(path, { headers: { 'x-request-id': 'request-log-probe' } })
    assert.deepEqual(linesOf('request-log-probe'), [])
  })
})
