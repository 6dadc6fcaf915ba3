// Granting and rejecting by the command line: what is sent is the digest of what was shown.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { countersign } from '../../../packages/cli/test/run.ts'
import {
  type Approval,
  ask,
  granted,
  makeWorld,
  member,
  read,
  requireValidLog,
  use,
  type World,
} from './approvals-world.ts'
import { appOfFile } from './harness.ts'

const app = await appOfFile('postgres')
const url = await app.http.listen({ port: 0, host: '127.0.0.1' })

type Typed = { typed?: readonly string[]; key?: string }

function cli({ key: admin }: World, argv: string[], { typed, key = admin }: Typed = {}) {
  const env = { COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: key }
  return countersign(['approvals', ...argv], { env, ...(typed && { typed }) })
}

const TICKET = { action: 'update_ticket', tool: 'update_ticket', target: undefined }

/** A call that nobody need justify, waiting for one approver. */
async function waiting(world: World, more: object = {}): Promise<Approval> {
  await app.must('/v1/tools', { key: world.key, body: { name: 'update_ticket', risk: 'medium' } })
  return read(world, (await ask(world, { ...TICKET, ...more })).approval.id)
}

async function statusOf(world: World, id: string): Promise<string> {
  return (await read(world, id)).status
}

describe('granting at a terminal', () => {
  it('shows the call, asks for the word and sends the digest that was shown', async () => {
    const world = await makeWorld(app)
    const by = await member(world)
    const { id, digest } = await waiting(world, { arguments: { text: 'a\u202eb' } })
    const { exitCode, out, err } = await cli(world, ['grant', id, '--member', by], { typed: ['grant'] })
    assert.equal(exitCode, 0, err)
    assert.ok(err.includes('a⟦U+202E right-to-left override⟧b') && err.includes(digest), err)
    assert.ok(err.indexOf(digest) < err.indexOf('Type grant to approve exactly this call: '))
    assert.match(
      out,
      /^granted apr_\w+, which is granted, for 1 use\nreceipt rcp_\w+: approval\.granted, seq \d+\n$/,
    )
    assert.deepEqual(
      (await read(world, id)).decisions.map(({ member: who, via }) => [who, via]),
      [[by, 'backend']],
    )
    const used = await use(world, id, { ...TICKET, arguments: { text: 'a\u202eb' } })
    assert.equal(used.verdict, 'allow')
    await requireValidLog(world)
  })

  it('anything but the word changes nothing', async () => {
    const world = await makeWorld(app)
    const by = await member(world)
    const { id } = await waiting(world)
    for (const typed of [[''], ['y'], ['yes'], ['reject'], ['Grant'], []]) {
      const { exitCode, out, err } = await cli(world, ['grant', id, '--member', by], { typed })
      assert.deepEqual([exitCode, out], [1, ''], JSON.stringify(typed))
      assert.match(err, /not confirmed; nothing was changed\n$/)
    }
    assert.equal(await statusOf(world, id), 'pending')
  })

  it('asks why where the risk is high, and takes no silence for a reason', async () => {
    const world = await makeWorld(app)
    const by = await member(world)
    const { approval } = await ask(world)
    const silent = await cli(world, ['grant', approval.id, '--member', by], { typed: ['', 'grant'] })
    assert.equal(silent.exitCode, 1)
    assert.match(silent.err, /Why\? countersign: no reason was given; nothing was changed\n$/)
    const told = await cli(world, ['grant', approval.id, '--member', by], {
      typed: ['table is empty', 'grant'],
    })
    assert.equal(told.exitCode, 0, told.err)
    assert.equal((await read(world, approval.id)).decisions[0]?.reason, 'table is empty')
    const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')
    const shown = /^…\n(Why\? )staging is rebuilt every night\n(Type .*: )grant$/m.exec(page)?.slice(1) ?? []
    assert.equal(shown.length, 2)
    for (const question of shown) assert.ok(told.err.includes(question), question)
  })

  it('counts towards a quorum, and says what is still needed', async () => {
    const world = await makeWorld(app)
    const by = await member(world, { groups: ['sre'] })
    const { approval } = await ask(world, { action: 'deploy' })
    const argv = ['grant', approval.id, '--member', by, '--reason', 'tested']
    const { out } = await cli(world, argv, { typed: ['grant'] })
    assert.match(out, /^granted apr_\w+, which is pending: it needs 2 of sre; 1 given\n/)
  })
})

describe('granting in a script', () => {
  it('needs --yes, and with it --digest, and decides nothing else', async () => {
    const world = await makeWorld(app)
    const by = await member(world)
    const { id, digest } = await waiting(world)
    const argv = ['grant', id, '--member', by]
    for (const [more, code, message] of [
      [[], 2, /nobody can be asked here: to grant without a terminal, add --yes and --digest/],
      [['--yes'], 2, /--yes: say with --digest what you approve/],
      [['--yes', '--digest', 'x'], 2, /--digest: must be `sha256:`/],
      [
        ['--yes', '--digest', `sha256:${'0'.repeat(64)}`],
        1,
        /nothing was decided: the digest is not that of --digest/,
      ],
    ] as const) {
      const { exitCode, out, err } = await cli(world, [...argv, ...more])
      assert.deepEqual([exitCode, out], [code, ''])
      assert.match(err, message)
    }
    assert.equal(await statusOf(world, id), 'pending')
    const { exitCode, out } = await cli(world, [...argv, '--yes', '--digest', digest, '--json'])
    assert.equal(exitCode, 0)
    assert.equal((JSON.parse(out) as Approval).status, 'granted')
  })

  it('gives a reason where the risk is high, and names the member', async () => {
    const world = await makeWorld(app)
    const { approval } = await ask(world)
    const { digest } = await read(world, approval.id)
    const sure = ['--yes', '--digest', digest]
    const unnamed = await cli(world, ['grant', approval.id, ...sure])
    assert.deepEqual([unnamed.exitCode, /--member: name who decides/.test(unnamed.err)], [2, true])
    const by = await member(world)
    const silent = await cli(world, ['grant', approval.id, '--member', by, ...sure])
    assert.deepEqual([silent.exitCode, /--reason: say why/.test(silent.err)], [2, true])
    assert.equal(await statusOf(world, approval.id), 'pending')
  })

  it('lets a call through several times, within what may be granted', async () => {
    const world = await makeWorld(app)
    const by = await member(world)
    const { id, digest } = await waiting(world)
    const argv = ['grant', id, '--member', by, '--yes', '--digest', digest]
    const half = await cli(world, [...argv, '--uses', '3'])
    assert.deepEqual([half.exitCode, /--uses and --minutes: give both/.test(half.err)], [2, true])
    const much = await cli(world, [...argv, '--uses', '99', '--minutes', '60'])
    assert.equal(much.exitCode, 1)
    assert.match(
      much.err,
      /nothing was granted: .*Keep within what `countersign approvals show`.*\[approval\.grant\]/,
    )
    const some = await cli(world, [...argv, '--uses', '3', '--minutes', '30'])
    assert.match(some.out, /^granted apr_\w+, which is granted, for 3 uses\n/)
    assert.match((await cli(world, ['show', id])).out, /^uses +0 of 3, until 20/m)
  })

  it('is refused as the service refuses it', async () => {
    const world = await makeWorld(app)
    const [auditor, owner] = [await member(world, { role: 'auditor' }), await member(world)]
    const { id, digest } = await waiting(world)
    const sure = ['--yes', '--digest', digest]
    const wrong = await cli(world, ['grant', id, '--member', auditor, ...sure])
    assert.equal(wrong.exitCode, 1)
    assert.match(wrong.err, /nothing was granted: .*\[approval\.approver\]/)
    const key = await app.newKey(['approvals:read'], {}, world.key)
    const reader = await cli(world, ['grant', id, '--member', owner, ...sure], { key })
    assert.deepEqual(
      [reader.exitCode, /approvals:decide.*\[auth\.scope\]/.test(reader.err)],
      [1, true],
      reader.err,
    )
    await app.must('/v1/org/halt', { key: world.key, body: {} })
    const halted = await cli(world, ['grant', id, '--member', owner, ...sure])
    assert.match(halted.err, /First `countersign resume`.*\[approval\.stopped\]/)
  })
})

describe('rejecting', () => {
  it('ends what waits and what is granted, and says when there is nothing to end', async () => {
    const world = await makeWorld(app)
    const by = await member(world)
    const first = await waiting(world)
    const rejected = await cli(world, ['reject', first.id, '--member', by], { typed: ['reject'] })
    assert.equal(rejected.exitCode, 0, rejected.err)
    assert.match(rejected.out, /^rejected apr_\w+, which is rejected\nreceipt rcp_\w+: approval\.rejected/)
    const late = await cli(world, ['grant', first.id, '--member', by], { typed: ['grant'] })
    assert.equal(late.exitCode, 1)
    assert.match(late.err, /nothing was decided: the approval is rejected, so it cannot be granted\n$/)
    const { id } = await granted(world)
    const back = await cli(world, ['reject', id, '--member', by, '--reason', 'a mistake'], {
      typed: ['reject'],
    })
    assert.equal(back.exitCode, 0, back.err)
    assert.equal(await statusOf(world, id), 'rejected')
  })

  it('needs no reason, however high the risk', async () => {
    const world = await makeWorld(app)
    const by = await member(world)
    const { approval } = await ask(world)
    const { exitCode, err } = await cli(world, ['reject', approval.id, '--member', by], { typed: ['reject'] })
    assert.equal(exitCode, 0, err)
    assert.equal(await statusOf(world, approval.id), 'rejected')
  })
})
