// Approvals of a real service by the command line: listed, shown as they are, followed and withdrawn.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Io } from '../../../packages/cli/src/index.ts'
import { run } from '../../../packages/cli/src/index.ts'
import { countersign, screen } from '../../../packages/cli/test/run.ts'
import { ask, grant, makeWorld, member, read, type World } from './approvals-world.ts'
import { appOfFile } from './harness.ts'
import { until } from './until.ts'

const app = await appOfFile('postgres')
const url = await app.http.listen({ port: 0, host: '127.0.0.1' })

function envOf(key: string): Io['env'] {
  return { COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: key }
}

function cli(world: World, ...argv: string[]) {
  return countersign(['approvals', ...argv], { env: envOf(world.key) })
}

/** Follows until `see` is in what was printed; then interrupts, and answers all of it. */
async function watching(world: World, flags: string[], work: (seen: () => string) => Promise<void>) {
  const end = new AbortController()
  const [stdout, stderr] = [screen(), screen()]
  const io: Io = { stdin: process.stdin, stdout, stderr, env: envOf(world.key), signal: end.signal }
  const done = run(['approvals', 'watch', '--every', '1', ...flags], io)
  try {
    await work(() => stdout.text())
  } finally {
    end.abort()
  }
  return { exitCode: await done, out: stdout.text(), err: stderr.text() }
}

describe('approvals', () => {
  it('are listed while they wait, and by status', async () => {
    const world = await makeWorld(app)
    assert.equal((await cli(world, 'list')).out, 'none\n')
    const { approval } = await ask(world, { action: 'deploy' })
    const { out } = await cli(world, 'list')
    assert.match(
      out,
      new RegExp(
        `^${approval.id} +pending +deploy +production +${world.agent} +2 of sre; 0 given +in \\d`,
        'm',
      ),
    )
    assert.equal((await cli(world, 'list', '--status', 'granted')).out, 'none\n')
    const { data } = JSON.parse((await cli(world, 'list', '--status', 'all', '--json')).out)
    assert.deepEqual([data.length, data[0].id], [1, approval.id])
  })

  it('are shown with their exact arguments, whatever hides in them', async () => {
    const world = await makeWorld(app)
    const hidden = {
      table: 'cust\u200bomers',
      note: '\u001b[2J\u202edoog',
      pad: `${' '.repeat(300)}drop all`,
    }
    const { approval } = await ask(world, { arguments: hidden, declared: { goal: 'tidy\u202e up' } })
    const { digest } = await read(world, approval.id)
    const { exitCode, out, err } = await cli(world, 'show', approval.id)
    assert.deepEqual([exitCode, err], [0, ''])
    for (const shown of [
      '\n│ {\n│   "table": "cust⟦U+200B zero width space⟧omers",\n│   "note": ',
      '\\u001b[2J⟦U+202E right-to-left override⟧doog',
      '⟦U+0020 space ×300⟧drop all',
      'NOT WHAT IT LOOKS LIKE',
      'What the agent says of itself, which nobody has checked:',
      'tidy⟦U+202E right-to-left override⟧ up',
      digest,
    ]) {
      assert.ok(out.includes(shown), `${shown} is missing in\n${out}`)
    }
    assert.match(out, /^risk +(high|critical), \d+ of 100/m)
    assert.match(out, /^rule +deletes: /m)
    assert.match(out, /^needs +1; 0 given$/m)
    assert.match(out, /^agent +agt_\w+, "an agent", active$/m)
    assert.match(out.trimEnd(), /digest +sha256:[0-9a-f]{64}$/)
    const whole = JSON.parse((await cli(world, 'show', approval.id, '--json')).out)
    assert.deepEqual([whole.arguments, whole.digest], [hidden, digest])
  })

  it('are shown to a key of the agent, too, and to nobody else', async () => {
    const world = await makeWorld(app)
    const { approval } = await ask(world)
    const own = await countersign(['approvals', 'show', approval.id], { env: envOf(world.agentKey) })
    assert.equal(own.exitCode, 0, own.err)
    assert.match(own.out, /"table": "customers"/)
    const other = await makeWorld(app)
    const foreign = await cli(other, 'show', approval.id)
    assert.deepEqual([foreign.exitCode, foreign.out], [1, ''])
    assert.match(foreign.err, /^countersign: the approval was not read: .*\[not_found\]/)
  })

  it('are withdrawn once', async () => {
    const world = await makeWorld(app)
    const { approval } = await ask(world)
    const { exitCode, out } = await cli(world, 'withdraw', approval.id, '--reason', 'another way')
    assert.equal(exitCode, 0)
    assert.match(out, /^withdrew apr_\w+ \(delete_rows\)\nreceipt rcp_\w+: approval\.withdrawn, seq \d+\n$/)
    const again = await cli(world, 'withdraw', approval.id)
    assert.equal(again.exitCode, 1)
    assert.match(again.err, /nothing was withdrawn: .*countersign approvals show.*\[approval\.closed\]/)
  })
})

describe('watching', () => {
  it('tells what begins to wait, each decision and the end, and ends with 0 when interrupted', async () => {
    const world = await makeWorld(app)
    const { approval } = await ask(world, { action: 'deploy' })
    const people = [await member(world, { groups: ['sre'] }), await member(world, { groups: ['sre'] })]
    const { exitCode, out } = await watching(world, [], async (seen) => {
      await until('it waits', () => seen().includes('waits'))
      await grant(world, approval.id, people[0] ?? '')
      await until('it is decided', () => seen().includes('decided'))
      await grant(world, approval.id, people[1] ?? '')
      await until('it is granted', () => seen().includes('granted '))
    })
    assert.equal(exitCode, 0)
    assert.match(
      out,
      new RegExp(`waits +${approval.id} +deploy in production by ${world.agent}, needs 2 of sre; 0 given`),
    )
    assert.match(out, new RegExp(`decided +${approval.id} .*grant by ${people[0]}, needs 2 of sre; 1 given`))
    assert.match(out, new RegExp(`granted +${approval.id} .*grant by ${people[1]}\n`))
  })

  it('prints one JSON document a line', async () => {
    const world = await makeWorld(app)
    const { approval } = await ask(world)
    const { exitCode, out, err } = await watching(world, ['--json'], async (seen) => {
      await until('it waits', () => seen().includes('\n'))
    })
    assert.deepEqual([exitCode, err], [0, ''])
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      events.map(({ event, approval: { id } }) => [event, id]),
      [['pending', approval.id]],
    )
  })

  it('ends at once where the key may not read approvals', async () => {
    const world = await makeWorld(app)
    const key = await app.newKey(['org:read'], {}, world.key)
    const { exitCode, err } = await countersign(['approvals', 'watch'], { env: envOf(key) })
    assert.equal(exitCode, 1)
    assert.match(err, /it cannot go on: .*\[auth\.scope\]/)
  })
})
