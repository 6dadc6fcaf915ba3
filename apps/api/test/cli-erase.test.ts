// Erasing by the command line: it asks first, says what is gone, and sets for how long values are kept.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { countersign } from '../../../packages/cli/test/run.ts'
import { appOfFile, orgWithAgent } from './harness.ts'
import { placesOf } from './whole-database.ts'

const app = await appOfFile('postgres')
const url = await app.http.listen({ port: 0, host: '127.0.0.1' })

function run(key: string, ...argv: string[]) {
  return countersign(argv, { env: { COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: key } })
}

async function checked(key: string, agent: string, name: string): Promise<string> {
  const body = { agent_id: agent, action: 'read_file', arguments: { name } }
  return (await app.must<{ receipt: { id: string } }>('/v1/check', { key, body })).receipt.id
}

it('erases what is named, once it was confirmed, and says when nothing is left', async () => {
  const { key, agent } = await orgWithAgent(app)
  const id = await checked(key, agent, 'Signe-Marker')
  const reason = ['--reason', 'it was asked for']
  const unasked = await run(key, 'erase', id, 'action.arguments', ...reason)
  assert.equal(unasked.exitCode, 2)
  assert.match(
    unasked.err,
    /nobody can be asked here: to erase action\.arguments of rcp_\w+ for good .*--yes/,
  )
  assert.deepEqual(await placesOf(app, 'Signe-Marker'), ['disclosures'])
  const done = await run(key, 'erase', id, 'action.arguments', ...reason, '--yes')
  assert.deepEqual([done.exitCode, done.err], [0, ''])
  assert.match(
    done.out,
    new RegExp(
      `^erased action\\.arguments, policy\\.inputs of ${id}\nreceipt rcp_\\w+: data\\.erased, seq \\d+\n$`,
    ),
  )
  assert.deepEqual(await placesOf(app, 'Signe-Marker'), [])
  const again = await run(key, 'erase', id, 'action.arguments', ...reason, '--yes')
  assert.deepEqual([again.exitCode, again.out], [0, 'nothing of it was left\n'])
  const json = await run(key, 'erase', id, 'action.arguments', ...reason, '--yes', '--json')
  assert.deepEqual(JSON.parse(json.out), { erased: [], receipts: [] })
})

it('says which path the receipt does not have, and which scope is missing', async () => {
  const { key, agent } = await orgWithAgent(app)
  const id = await checked(key, agent, 'a name')
  const wrong = await run(key, 'erase', id, 'change.reason', '--reason', 'r', '--yes')
  assert.equal(wrong.exitCode, 1)
  assert.match(wrong.err, /^countersign: not everything was erased: .*no commitment at .change\.reason./s)
  assert.equal((await run(key, 'erase', id, 'Arguments', '--reason', 'r', '--yes')).exitCode, 2)
  assert.equal((await run(key, 'erase', id, 'action.arguments', '--yes')).exitCode, 2)
  const other = await app.newKey(['receipts:read'], {}, key)
  const refused = await run(other, 'erase', id, 'action.arguments', '--reason', 'r', '--yes')
  assert.match(refused.err, /receipts:erase.*\[auth\.scope\]/s)
})

it('sets for how long values are kept, and says what holds when', async () => {
  const { key } = await orgWithAgent(app)
  assert.equal((await run(key, 'retention', '365')).exitCode, 2)
  const set = await run(key, 'retention', '365', '--yes', '--reason', 'our rules')
  assert.deepEqual([set.exitCode, set.err], [0, ''])
  assert.match(
    set.out,
    /^values are kept for ever; for 365 days from \d{4}-\S+Z on\nreceipt rcp_\w+: org\.changed, seq \d+\n$/,
  )
  const back = await run(key, 'retention', 'forever', '--yes')
  assert.match(back.out, /^values are kept for ever\n/)
  for (const days of ['29', 'soon', '-1', '1e2']) {
    const { exitCode, err } = await run(key, 'retention', days, '--yes')
    assert.equal(exitCode, 2, `${days}: ${err}`)
  }
})
