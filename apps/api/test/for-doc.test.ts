// The pages for each kind of user are true: their commands run in order and print what is shown.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { documented } from './documented.ts'
import { startAlone } from './harness.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const TOKEN = 'a token of the scraper'.replaceAll(' ', '-')
const USERS = ['backends', 'coding-agents', 'security', 'auditors', 'operators']

type Server = { command: string; args: string[]; env: Record<string, string> }

/** What the block of the page starts, with the clone and the key in their places, names its tools to an agent. */
async function toolsOf({ command, args, env }: Server, key: string, url: string): Promise<string[]> {
  const child = spawn(
    command,
    args.map((arg) => arg.replace('/path/to/countersign', root)),
    {
      env: { ...process.env, ...env, COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: key },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  try {
    const lines = createInterface(child.stdout)
    const client = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    }
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: client })}\n`)
    await once(lines, 'line')
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`)
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list' })}\n`)
    const [line] = await once(lines, 'line')
    return JSON.parse(line).result.tools.map(({ name }: { name: string }) => name)
  } finally {
    child.kill()
  }
}

for (const user of USERS) {
  it(`docs/for-${user}.md does what it shows`, async () => {
    await using app = await startAlone('postgres', { env: { COUNTERSIGN_METRICS_TOKEN: TOKEN } })
    await app.http.listen({ host: '127.0.0.1', port: 0 })
    await using doc = await documented(`docs/for-${user}.md`, app, { COUNTERSIGN_METRICS_TOKEN: TOKEN })
    assert.ok(doc.steps.length >= 2)
    for (const step of doc.steps) await doc.walk(step)
    const [, config] = /^```json\n([\s\S]*?)^```/m.exec(doc.page) ?? []
    if (config === undefined) return
    const key = (await readFile(join(doc.folder, 'key.txt'), 'utf8')).trim()
    const tools = await toolsOf(JSON.parse(config).mcpServers.countersign, key, app.http.listeningOrigin)
    for (const name of ['check', 'gate', 'complete']) assert.ok(tools.includes(name), name)
  })
}
