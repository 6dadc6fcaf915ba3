// docs/webhooks.md is true: its command runs, its code verifies, bodies are as shown, its list is whole.
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { promisify } from 'node:util'
import { EVENTS } from '@countersign/contract'
import { Webhook } from 'standardwebhooks'
import { ask, grant, makeWorld, member } from './approvals-world.ts'
import { startAlone } from './harness.ts'
import { startReceiver } from './receiver.ts'
import { until } from './until.ts'

const page = readFileSync(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8')
const noCurl = spawnSync('curl', ['--version']).status === 0 ? false : 'curl is not installed'

function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  )
}

/** What is left out is written as an ellipsis. */
function shown(text = ''): Record<string, unknown> {
  return JSON.parse(text.replaceAll(/, …/g, ''))
}

function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path]
  return Object.entries(value).flatMap(([name, member]) => pathsOf(member, `${path}.${name}`))
}

it('the command adds a webhook as the page shows it', { skip: noCurl }, async () => {
  await using app = await startAlone('postgres')
  const url = await app.http.listen({ host: '127.0.0.1', port: 0 })
  const env = { ...process.env, URL: url, KEY: app.adminKey }
  const [command = ''] = blocks('sh')
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { env })
  const made = JSON.parse(stdout)
  const { id: _, secret, receipt, ...rest } = shown(blocks('json')[0])
  for (const [name, value] of Object.entries(rest)) assert.deepEqual(made[name], value, name)
  assert.match(made.secret, /^whsec_/)
  assert.equal(made.receipt.type, (receipt as { type: string }).type)
  assert.match(String(secret), /^whsec_/)
})

it('a delivery has the members that the page shows, and the code on it believes it', async () => {
  await using app = await startAlone('postgres', { env: { COUNTERSIGN_WEBHOOK_ALLOW: '127.0.0.1' } })
  await using receiver = await startReceiver()
  const world = await makeWorld(app)
  const body = { url: receiver.url, events: ['approval.granted'] }
  const { secret } = await app.must<{ secret: string }>('/v1/webhooks', { key: world.key, body })
  const { approval } = await ask(world, { run_id: 'run-1' })
  await grant(world, approval.id, await member(world))
  await until('it arrives', () => receiver.arrived.length === 1)
  const [arrived] = receiver.arrived
  assert.ok(arrived)
  const sent = pathsOf(arrived.event).filter((path) => path !== '.data.tool')
  assert.deepEqual(sent.sort(), pathsOf(shown(blocks('json')[1])).sort())
  const [code = ''] = blocks('ts')
  // The types go, the import is this file's own: what is left is what the page says.
  const source = code
    .replace(/^import .*\n/, '')
    .replace('export ', '')
    .replaceAll(/: (?:string|Record<string, string>)/g, '')
  const read = new Function('Webhook', `${source}; return read`)(Webhook)
  assert.deepEqual(read(arrived.body, arrived.headers, secret), arrived.event)
  assert.throws(() => read(`${arrived.body} `, arrived.headers, secret))
})

it('every event stands on the page, and no other', () => {
  const [, list = ''] = /^Events: ([\s\S]*?)\. Where/m.exec(page) ?? []
  assert.deepEqual(
    [...list.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    [...EVENTS],
  )
})
