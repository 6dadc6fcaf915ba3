// The code of the README runs as it is printed: against a real API, with a key that may and one that may not.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startAlone } from '../../../apps/api/test/harness.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
const [, code = ''] =
  /^```js\n(.*?)^```/ms.exec(readFileSync(new URL('../README.md', import.meta.url), 'utf8')) ?? []

function printed(url: string, apiKey: string) {
  const env = { ...process.env, COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: apiKey }
  return run(process.execPath, ['--input-type=module', '--eval', code], { cwd: root, env })
}

test('the code of the README gates, acts and completes, and does not act without a verdict', async () => {
  await using app = await startAlone('postgres')
  const url = await app.http.listen({ host: '127.0.0.1', port: 0 })
  const agent = await app.newAgent()
  const done = await printed(url, await app.newKey(['gate', 'complete'], { agent_id: agent }))
  assert.deepEqual([done.stdout, done.stderr], ['allow reading is allowed\n', ''])
  const [last] = (await app.must<{ data: { type: string }[] }>('/v1/receipts?limit=1')).data
  assert.equal(last?.type, 'action.completed')
  const refused = await printed(url, await app.newKey(['check'], { agent_id: agent }))
  assert.equal(refused.stdout, '')
  assert.match(refused.stderr, /^no verdict, so do not act: .*scope `gate`/)
})
