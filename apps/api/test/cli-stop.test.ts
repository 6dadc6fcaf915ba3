// The kill switch by the command line: halting, agents, keys and members of a real service.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { countersign } from '../../../packages/cli/test/run.ts'
import { appOfFile, orgWithAgent } from './harness.ts'
import { newPerson } from './people.ts'

const app = await appOfFile('postgres')
const url = await app.http.listen({ port: 0, host: '127.0.0.1' })

type Line = Record<string, never>

function runner(key: string) {
  const env = { COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: key }
  async function run(...argv: string[]) {
    return countersign(argv, { env })
  }
  /** The same with `--json`, which must work. */
  async function json<T = Line>(...argv: string[]): Promise<T> {
    const { exitCode, out, err } = await run(...argv, '--json')
    assert.deepEqual([exitCode, err, out.split('\n').length], [0, '', 2], `${argv.join(' ')}: ${err}`)
    return JSON.parse(out)
  }
  return { run, json }
}

async function verdictOf(key: string, agent: string): Promise<string> {
  const body = { agent_id: agent, action: 'read_file' }
  return (await app.must<{ verdict: string }>('/v1/check', { key, body })).verdict
}

describe('halting', () => {
  it('stops every agent with one command, and resuming lets them act again', async () => {
    const { key, agent } = await orgWithAgent(app)
    const { run, json } = runner(key)
    assert.equal(await verdictOf(key, agent), 'allow')
    const halted = await run('halt', '--reason', 'backups are being deleted')
    assert.deepEqual([halted.exitCode, halted.err], [0, ''])
    assert.match(
      halted.out,
      /^halted: no agent of org_.* is allowed anything\nreceipt rcp_\w+: org\.halted, seq \d+\n$/,
    )
    assert.equal(await verdictOf(key, agent), 'deny')
    const again = await run('halt')
    assert.deepEqual(
      [again.exitCode, again.out],
      [0, 'the org was halted already: no agent is allowed anything\n'],
    )
    assert.deepEqual(await json('halt'), { status: 'halted', already: true })
    const unasked = await run('resume')
    assert.deepEqual([unasked.exitCode, await verdictOf(key, agent)], [2, 'deny'])
    assert.equal((await json<{ status: string }>('resume', '--yes', '--reason', 'over')).status, 'active')
    assert.equal(await verdictOf(key, agent), 'allow')
    const twice = await run('resume', '--yes')
    assert.equal(twice.exitCode, 1)
    assert.match(
      twice.err,
      /^countersign: the org was not resumed: .*not halted.*countersign resume.*\[org\.state\]/,
    )
  })

  it('is refused to a key without the scope, which is named', async () => {
    const { key, agent } = await orgWithAgent(app)
    const { run } = runner(await app.newKey(['agents:read'], {}, key))
    const { exitCode, out, err } = await run('halt')
    assert.deepEqual([exitCode, out], [1, ''])
    assert.match(err, /^countersign: THE ORG WAS NOT HALTED: .*org:halt.*\[auth\.scope\]/)
    assert.equal(await verdictOf(key, agent), 'allow')
  })
})

describe('agents', () => {
  it('are created, listed, shown, stopped and resumed', async () => {
    const { adminKey: key } = await app.newOrg()
    const { run, json } = runner(key)
    const more = ['--role', 'deployer', '--role', 'reader', '--label', 'team=platform', '--owner', 'ada']
    const { id } = await json<{ id: string }>('agents', 'create', '--name', 'Deploy bot', ...more)
    const shown = await run('agents', 'show', id)
    assert.match(
      shown.out,
      /^name +Deploy bot\nstatus +active\nroles +deployer reader\nlabels +team=platform$/m,
    )
    for (const [verb, status, after] of [
      ['suspend', 'suspended', 'deny'],
      ['resume', 'active', 'allow'],
      ['quarantine', 'quarantined', 'deny'],
      ['resume', 'active', 'allow'],
    ] as const) {
      const asks = verb === 'resume' ? ['--yes'] : []
      const changed = await json<{ status: string }>('agents', verb, id, '--reason', 'a try', ...asks)
      assert.deepEqual([changed.status, await verdictOf(key, id)], [status, after])
    }
    assert.equal((await run('agents', 'revoke', id)).exitCode, 2)
    assert.equal(await verdictOf(key, id), 'allow')
    assert.match(
      (await run('agents', 'revoke', id, '--yes')).out,
      /^revoked agt_\w+ \(Deploy bot\)\nreceipt rcp_/,
    )
    const gone = await run('agents', 'resume', id, '--yes')
    assert.equal(gone.exitCode, 1)
    assert.match(gone.err, /the agent was not resumed: .*revoked.*countersign agents show.*\[agent\.state\]/)
    assert.match(
      (await run('agents', 'list', '--status', 'revoked')).out,
      new RegExp(`${id} +revoked +Deploy bot`),
    )
    assert.equal((await run('agents', 'list', '--status', 'suspended')).out, 'none\n')
    const unknown = await run('agents', 'show', 'agt_01hzy3v7q8p4k2m6n9rstw5xbc')
    assert.equal(unknown.exitCode, 1)
    assert.match(unknown.err, /^countersign: the agent was not read: .*\[not_found\]/)
  })

  it('are listed beyond one page, and what is left out is said', async () => {
    const { adminKey: key } = await app.newOrg()
    const { run, json } = runner(key)
    for (let at = 0; at < 5; at++) await app.newAgent(key)
    const some = await run('agents', 'list', '--limit', '3')
    assert.deepEqual(
      [some.out.trimEnd().split('\n').length, some.err],
      [4, 'there are more: --limit shows them\n'],
    )
    const all = await json<{ data: object[]; has_more: boolean }>('agents', 'list')
    assert.deepEqual([all.data.length, all.has_more], [5, false])
  })
})

describe('keys', () => {
  it('are made with their secret alone on standard output, listed without it, and revoked', async () => {
    const { key, agent } = await orgWithAgent(app)
    const { run, json } = runner(key)
    const made = await run(
      'keys',
      'create',
      '--name',
      'bot',
      '--scope',
      'check',
      '--scope',
      'gate',
      '--agent',
      agent,
    )
    assert.equal(made.exitCode, 0, made.err)
    assert.match(made.err, /^created key_\w+, receipt rcp_\w+; its secret is shown this once:\n$/)
    const secret = made.out.trimEnd()
    assert.equal(await verdictOf(secret, agent), 'allow')
    const { data } = await json<{ data: { id: string; name: string; status: string }[] }>('keys', 'list')
    const id = data.find(({ name }) => name === 'bot')?.id ?? ''
    const listed = await run('keys', 'list')
    assert.ok(!listed.out.includes(secret) && listed.out.includes(id))
    const revoked = await run('keys', 'revoke', id, '--reason', 'it leaked')
    assert.match(revoked.out, /^revoked key_\w+ \(bot\)\nreceipt rcp_\w+: key\.revoked, seq \d+\n$/)
    await assert.rejects(verdictOf(secret, agent), /401/)
    const widened = await runner(await app.newKey(['keys:write'], {}, key)).run(
      ...['keys', 'create', '--name', 'x', '--scope', 'admin'],
    )
    assert.equal(widened.exitCode, 1)
    assert.match(widened.err, /^countersign: no key was created: .*\[key\.scope_escalation\]/)
  })
})

describe('members', () => {
  it('are added, listed, changed and removed', async () => {
    const { adminKey: key } = await app.newOrg()
    const { run, json } = runner(key)
    const email = 'ada@countersign.example'
    const who = [
      '--name',
      'Ada',
      '--role',
      'approver',
      '--email',
      email,
      '--group',
      'sre',
      '--group',
      'finance',
    ]
    const { id } = await json<{ id: string }>('members', 'add', ...who)
    assert.match(
      (await run('members', 'list')).out,
      new RegExp(`${id} +approver +Ada +${email} +sre finance`),
    )
    const twice = await run('members', 'add', ...who)
    assert.equal(twice.exitCode, 1)
    assert.match(twice.err, /nobody was added: .*countersign members list.*\[member\.exists\]/)
    const changed = await run('members', 'change', id, '--role', 'admin', '--no-groups')
    assert.match(changed.out, /^changed mem_\w+ \(Ada\): admin, in no group\n/)
    const grouped = await json<{ role: string; groups: string[] }>('members', 'change', id, '--group', 'sre')
    assert.deepEqual([grouped.role, grouped.groups], ['admin', ['sre']])
    assert.match(
      (await run('members', 'remove', id, '--reason', 'left')).out,
      /^removed mem_\w+\nreceipt rcp_/,
    )
    assert.equal((await run('members', 'list')).out, 'none\n')
  })

  it('who has lost how they sign in are reset: the link alone is on standard output', async () => {
    const { orgId, adminKey: key } = await app.newOrg()
    const { run, json } = runner(key)
    const { memberId, bearer, browser } = await newPerson(app, 'approver', { orgId })
    const unasked = await run('members', 'reset', memberId)
    assert.deepEqual([unasked.exitCode, unasked.out], [2, ''])
    assert.match(unasked.err, /nobody can be asked here.*--yes/)
    assert.equal((await app.call('/v1/org', { key: bearer })).status, 200)
    const reset = await run('members', 'reset', memberId, '--yes', '--reason', 'lost the laptop')
    assert.equal(reset.exitCode, 0, reset.err)
    assert.match(
      reset.err,
      /^reset mem_\w+, receipt rcp_\w+\nthe link sets their new password, once, within a day/,
    )
    assert.match(reset.out, /^http\S+\/reset\/[\w-]+\n$/)
    assert.equal((await app.call('/v1/org', { key: bearer })).status, 401)
    assert.equal((await browser.get(new URL(reset.out.trim()).pathname)).status, 200)
    const again = await json<{ id: string; mailed: boolean; link: string }>(
      'members',
      'reset',
      memberId,
      '--yes',
    )
    assert.deepEqual([again.id, again.mailed], [memberId, false])
    assert.match(again.link, /\/reset\//)
    const { id } = await json<{ id: string }>('members', 'add', '--name', 'Bo', '--role', 'member')
    const refused = await run('members', 'reset', id, '--yes')
    assert.deepEqual([refused.exitCode, refused.out], [1, ''])
    assert.match(refused.err, /nobody was reset: .*has no account: invite them.*\[member\.reset\]/)
  })
})
