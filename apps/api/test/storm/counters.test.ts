// Counts that policies depend on, with four processes on one org, and after one of them was killed.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatApiKey, newId } from '@countersign/terms'
import { noCrashTests, startPostgres } from '../postgres.ts'
import { ask, must, settings, startApi } from './processes.ts'

const PROCESSES = 4
const LIMIT = 25
const SESSION = 10
const REPEATS = 3

const text = `@id("any") permit (principal, action in Action::"call", resource);
@id("minute") forbid (principal, action in Action::"call", resource == Tool::"crm:minute") when { context.calls.minute >= ${LIMIT} };
@id("session") forbid (principal, action in Action::"call", resource == Tool::"crm:session")
when { context has session && context.session.calls >= ${SESSION} };
@id("loop") forbid (principal, action in Action::"call", resource == Tool::"crm:loop") when { context.calls.repeated >= ${REPEATS} };`

it('counters are exact over four processes and a restart', { skip: noCrashTests }, async () => {
  const server = await startPostgres()
  const orgId = newId('org', Date.now(), randomBytes(10))
  const key = formatApiKey('test', orgId, randomBytes(30))
  const env = settings(key, { DATABASE_URL: server.url })
  const first = await startApi(env)
  const apis = [first, ...(await Promise.all(Array.from({ length: PROCESSES - 1 }, () => startApi(env))))]
  try {
    const { id: agent } = await must(first.url, '/v1/agents', { key, body: { name: 'counted' } })
    await must(first.url, '/v1/policies/publish', { key, body: { text } })
    let asked = 0
    async function gate(n: number, tool: string, more: object = {}) {
      const repeat = `gate-${asked++}`
      const body = { agent_id: agent, tool, arguments: { n }, ...more }
      for (let attempt = n; ; attempt++) {
        const api = apis[attempt % apis.length] ?? first
        const answer = await ask(api.url, '/v1/gate', { key, body, repeat })
        if (answer.status === 200) return (answer.body as unknown as { verdict: string }).verdict
        // A busy machine: the same key asks for the same verdict, which may not count twice.
        assert.ok(answer.status === 503 && attempt < n + 50, answer.text)
        await sleep(100)
      }
    }
    async function allowed(count: number, tool: string, more: object = {}) {
      const verdicts = await Promise.all(Array.from({ length: count }, (_, n) => gate(n, tool, more)))
      return verdicts.filter((verdict) => verdict === 'allow').length
    }
    const [minute, session, loop] = await Promise.all([
      allowed(60, 'crm:minute'),
      allowed(40, 'crm:session', { session_id: 'one' }),
      allowed(24, 'crm:loop', { arguments: { same: true } }),
    ])
    assert.deepEqual({ minute, session, loop }, { minute: LIMIT, session: SESSION, loop: REPEATS })
    await first.signal('SIGKILL')
    apis[0] = await startApi(env)
    assert.equal(await gate(0, 'crm:session', { session_id: 'one' }), 'deny')
    assert.equal(await gate(0, 'crm:session', { session_id: 'two' }), 'allow')
    assert.equal(await gate(0, 'crm:loop', { arguments: { same: true } }), 'deny')
    assert.equal(await gate(0, 'crm:loop', { arguments: { same: false } }), 'allow')
  } finally {
    await Promise.all(apis.map((api) => api.stop()))
    await server.stop()
  }
})
