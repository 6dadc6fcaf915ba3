// Webhooks by the command line, against a real service and a receiver.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { countersign } from '../../../packages/cli/test/run.ts'
import { appOfFile } from './harness.ts'
import { startReceiver } from './receiver.ts'
import { until } from './until.ts'

const app = await appOfFile('embedded', { env: { COUNTERSIGN_WEBHOOK_ALLOW: '127.0.0.1' } })
const url = await app.http.listen({ port: 0, host: '127.0.0.1' })

it('are made, tested, watched, sent again, given another secret and removed', async () => {
  await using receiver = await startReceiver()
  const { adminKey: key } = await app.newOrg()
  const env = { COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: key }
  function run(...argv: string[]) {
    return countersign(['webhooks', ...argv], { env })
  }
  const made = await run('add', '--url', receiver.url, '--event', 'agent.created', '--name', 'mine')
  assert.equal(made.exitCode, 0, made.err)
  assert.match(made.out, /^whsec_\S+\n$/)
  const id = /made (whk_\w+), receipt rcp_/.exec(made.err)?.[1] ?? ''
  assert.match((await run('list')).out, new RegExp(`${id} +active +mine +standard +http`))

  const tested = await run('test', id)
  assert.deepEqual([tested.exitCode, /^arrived: answered 204, \d+ ms\n$/.test(tested.out)], [0, true])
  receiver.verify(receiver.arrived[0], made.out.trim())
  receiver.answers.push(500)
  const failed = await run('test', id)
  assert.deepEqual([failed.exitCode, /^did not arrive: answered 500/.test(failed.out)], [1, true])

  await app.newAgent(key)
  await until('the event arrived', () => receiver.arrived.length === 3)
  const { data } = JSON.parse((await run('attempts', id, '--json')).out) as {
    data: { event: string; receipt_id?: string }[]
  }
  const receipt = data.find(({ event }) => event === 'agent.created')?.receipt_id ?? ''
  const again = await run('replay', id, receipt)
  assert.match(again.out, /^evt_\w+ is sent again to whk_/)
  await until('it arrived again', () => receiver.arrived.length === 4)
  assert.equal(receiver.arrived[2]?.headers['webhook-id'], receiver.arrived[3]?.headers['webhook-id'])
  const shown = (await run('attempts', id)).out
  assert.match(shown, /failed +ping +1 +500/)

  const rotated = await run('rotate', id, '--overlap', '0')
  assert.match(rotated.out, /^whsec_\S+\n$/)
  assert.notEqual(rotated.out, made.out)
  assert.equal((await run('rotate', id, '--overlap', 'x')).exitCode, 2)
  assert.match((await run('remove', id, '--reason', 'moved')).out, /^removed whk_\w+\nreceipt rcp_/)
  assert.equal((await run('list')).out, 'none\n')
})
