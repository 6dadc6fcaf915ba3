// docs/approvals.md is true: its commands run in order, and the answers hold what it shows.
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { promisify } from 'node:util'

import { AGENT_SCOPES } from './approvals-world.ts'
import { startAlone } from './harness.ts'

const run = promisify(execFile)
const page = readFileSync(new URL('../../../docs/approvals.md', import.meta.url), 'utf8')
const noCurl = spawnSync('curl', ['--version']).status === 0 ? false : 'curl is not installed'

/** Commands, and the answers that are shown right behind them, if any are. */
function steps(): { commands: string; shown: unknown[] | undefined }[] {
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```(?:\n+```json\n([\s\S]*?)^```)?/gm)]
  return blocks.map(([, commands = '', answers]) => ({
    commands,
    shown: answers === undefined ? undefined : valuesOf(answers),
  }))
}

/** What is left out is written as an ellipsis. */
function valuesOf(text: string): unknown[] {
  const whole = text.replaceAll(/,?\s*…(,(?=\s*"))?/g, '')
  return whole.split(/^(?=\{)/m).map((value) => JSON.parse(value))
}

const CHANGING = /^(?:(?:apr|gte|mem|rcp)_[0-9a-z]+|sha256:[0-9a-f]{64})$/

/** Everything that is shown is there; ids and digests are remembered, as they differ at every run. */
function holds(actual: unknown, shown: unknown, learned: Map<string, string>, path = ''): void {
  if (typeof shown === 'object' && shown !== null) {
    for (const [name, value] of Object.entries(shown))
      holds((actual as Record<string, unknown> | undefined)?.[name], value, learned, `${path}.${name}`)
    return
  }
  assert.equal(typeof actual, typeof shown, path)
  if (typeof shown === 'string' && CHANGING.test(shown)) learned.set(shown, String(actual))
  else if (/_at$|until$|seq$/.test(path)) return
  else assert.equal(actual, shown, path)
}

it('does what it shows, from the first request to the last', { skip: noCurl }, async () => {
  await using app = await startAlone('postgres')
  const url = await app.http.listen({ host: '127.0.0.1', port: 0 })
  const agentKey = await app.newKey(AGENT_SCOPES, { agent_id: await app.newAgent() })
  const ada = { name: 'Ada', role: 'approver' }
  const { id } = await app.must<{ id: string }>('/v1/members', { body: ada })
  await app.must('/v1/tools', { body: { name: 'update_ticket', risk: 'medium', require_approval: true } })
  const learned = new Map([[/mem_[0-9a-z]+/.exec(page)?.[0] ?? '', id]])
  const all = steps()
  assert.ok(all.length >= 7)
  const env = { ...process.env, URL: url, KEY: app.adminKey, AGENT_KEY: agentKey }
  for (const { commands, shown } of all) {
    const each = commands.split(/^(?=curl )/m)
    if (shown !== undefined) assert.equal(each.length, shown.length, commands)
    for (const [at, command] of each.entries()) {
      const script = [...learned].reduce((text, [written, real]) => text.replaceAll(written, real), command)
      const { stdout } = await run('sh', ['-c', script], { env })
      const answer = JSON.parse(stdout)
      assert.ok(answer.status !== 404 && answer.code === undefined, stdout)
      if (shown !== undefined) holds(answer, shown[at], learned)
    }
  }
})
