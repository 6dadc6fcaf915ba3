// docs/cli.md is true: its commands run in order and print what it shows.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { documented } from './documented.ts'
import { startAlone } from './harness.ts'

it('does what it shows, from the first command to the last', async () => {
  await using app = await startAlone('postgres')
  await app.http.listen({ host: '127.0.0.1', port: 0 })
  await using doc = await documented('docs/cli.md', app)
  const bot = { name: 'Deploy bot', roles: ['deployer'], owner: 'ops' }
  const { id: agent } = await app.must<{ id: string }>('/v1/agents', { body: bot })
  doc.learned.set(/agt_\w+/.exec(doc.page)?.[0] ?? '', agent)
  assert.ok(doc.steps.length >= 6)
  for (const step of doc.steps) {
    if (step.commands.includes('approvals list')) {
      const call = { agent_id: agent, action: 'delete_database', arguments: { name: 'stag\u0456ng' } }
      await app.must('/v1/gate', { body: call })
    }
    await doc.walk(step)
  }
  assert.match(await readFile(join(doc.folder, 'key.txt'), 'utf8'), /^cs_\w+\n$/)
  assert.match(await readFile(join(doc.folder, 'shown.txt'), 'utf8'), /is pending\n[\s\S]*digest +sha256:/)
})
