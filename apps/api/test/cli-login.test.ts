// Logging in by the command line: a code in the terminal, typed in a browser, then deciding in person.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { after, describe, it } from 'node:test'
import { type Io, run } from '../../../packages/cli/src/index.ts'
import { countersign, screen } from '../../../packages/cli/test/run.ts'
import { join } from '../src/operations/members/join.ts'
import { ask, makeWorld, read, requireValidLog, type World } from './approvals-world.ts'
import { appOfFile } from './harness.ts'
import { newPerson, type TestPerson } from './people.ts'
import { until } from './until.ts'

const app = await appOfFile('postgres')
const url = await app.http.listen({ port: 0, host: '127.0.0.1' })

async function newHome(): Promise<Io['env']> {
  const XDG_CONFIG_HOME = await mkdtemp(path.join(tmpdir(), 'countersign-home-'))
  after(() => rm(XDG_CONFIG_HOME, { recursive: true, force: true }))
  return { XDG_CONFIG_HOME }
}

/** Logs in as somebody would: reads the code in the terminal, types it on the page, and answers there. */
async function login(env: Io['env'], { browser }: TestPerson, orgId: string, answer = 'allow') {
  const [stdout, stderr] = [screen(), screen()]
  const done = run(['login', '--url', url], { stdin: Readable.from([]), stdout, stderr, env })
  const code = await until('there is a code', () => /^Code {2}(\S+)$/m.exec(stderr.text())?.[1])
  await browser.get('/device')
  assert.match((await browser.post('/device', { code })).text, /countersign/)
  await browser.post('/device/answer', { code, answer, org: orgId })
  return { exitCode: await done, out: stdout.text(), err: stderr.text() }
}

async function loggedIn(world: World, role: 'approver' | 'auditor') {
  const [env, person] = [await newHome(), await newPerson(app, role, { orgId: world.orgId })]
  const { exitCode, err } = await login(env, person, world.orgId)
  assert.equal(exitCode, 0, err)
  return {
    env,
    person,
    cli: (argv: string[], typed?: string[]) => countersign(argv, { env, ...(typed && { typed }) }),
  }
}

/** What docs/cli.md shows of a login, with what differs at every run left open. */
function shownLogin(): RegExp {
  const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')
  const [, block = ''] = /^\$ countersign login .*\n([\s\S]*?)^\$ countersign whoami$/m.exec(page) ?? []
  assert.ok(block.includes('logged in at'))
  const source = block
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('https://countersign\\.example\\.com', 'http://[\\w.]+:\\d+')
    .replace(/[B-Z]{4}-[B-Z]{4}/, '[A-Z]{4}-[A-Z]{4}')
    .replace(/\b(mem|org)_\w+/g, '$1_\\w+')
    .replace(/until \S+,/, 'until \\S+Z,')
    .replace(/kept in \S+\\\.json/, 'kept in \\S+/countersign/credentials\\.json')
  return new RegExp(`^${source}$`)
}

describe('who logs in', () => {
  it('sees what docs/cli.md shows', async () => {
    const world = await makeWorld(app)
    const person = await newPerson(app, 'approver', { orgId: world.orgId })
    const { out, err } = await login(await newHome(), person, world.orgId)
    assert.match(err + out, shownLogin())
  })

  it('decides in person, and is nobody any more once logged out', async () => {
    const world = await makeWorld(app)
    const { person, cli } = await loggedIn(world, 'approver')
    const who = await cli(['whoami'])
    assert.match(who.out, new RegExp(`^member +${person.memberId}, "an approver", approver$`, 'm'))
    const { approval } = await ask(world)
    const other = await cli(
      ['approvals', 'grant', approval.id, '--member', 'mem_01hzy3v7q8p4k2m6n9rstw5xbc'],
      ['grant'],
    )
    assert.deepEqual([other.exitCode, /you decide as yourself/.test(other.err)], [2, true])
    const granted = await cli(['approvals', 'grant', approval.id], ['the table is empty', 'grant'])
    assert.equal(granted.exitCode, 0, granted.err)
    const { decisions } = await read(world, approval.id)
    assert.deepEqual(
      decisions.map(({ member, via }) => [member, via]),
      [[person.memberId, 'session']],
    )
    await requireValidLog(world)
    assert.equal((await cli(['logout'])).exitCode, 0)
    assert.equal((await cli(['whoami'])).exitCode, 2)
  })

  it('is told what their role may not', async () => {
    const world = await makeWorld(app)
    const { cli } = await loggedIn(world, 'auditor')
    assert.equal((await cli(['approvals', 'list'])).exitCode, 0)
    const halted = await cli(['halt'])
    assert.equal(halted.exitCode, 1)
    assert.match(halted.err, /THE ORG WAS NOT HALTED: .*ask an owner of the org.*\[auth\.scope\]/)
  })

  it('and has their session ended elsewhere, must log in again', async () => {
    const world = await makeWorld(app)
    const { cli, person } = await loggedIn(world, 'approver')
    await app.people.accountStore.endSessions(person.accountId)
    const { exitCode, err } = await cli(['approvals', 'list'])
    assert.equal(exitCode, 1)
    assert.match(err, /Log in again with `countersign login`\. \[auth\.invalid\]/)
  })

  it('acts in the org that was chosen on the page', async () => {
    const [world, other] = [await makeWorld(app), await makeWorld(app)]
    const { accountId, ...person } = await newPerson(app, 'approver', { orgId: world.orgId })
    const { email } = person
    const again = { name: 'the same', role: 'auditor' as const, groups: [], email, accountId, passkeys: [] }
    await join(app.context, other.orgId, again, () => undefined)
    const env = await newHome()
    assert.equal((await login(env, { accountId, ...person }, other.orgId)).exitCode, 0)
    const { out } = await countersign(['whoami', '--json'], { env })
    assert.deepEqual([JSON.parse(out).org, JSON.parse(out).role], [other.orgId, 'auditor'])
  })

  it('and refuses on the page, is not logged in', async () => {
    const world = await makeWorld(app)
    const [env, person] = [await newHome(), await newPerson(app, 'owner', { orgId: world.orgId })]
    const { exitCode, err } = await login(env, person, world.orgId, 'refuse')
    assert.equal(exitCode, 1)
    assert.match(err, /not logged in: it was refused on the page/)
    assert.equal((await countersign(['whoami'], { env })).exitCode, 2)
  })
})

it('a key says whose it is, also where it may not read the org', async () => {
  const { adminKey: key, orgId } = await app.newOrg('Acme')
  const env = { COUNTERSIGN_API_URL: url, COUNTERSIGN_API_KEY: key }
  const admin = await countersign(['whoami', '--json'], { env })
  assert.deepEqual([JSON.parse(admin.out).org, JSON.parse(admin.out).org_name], [orgId, 'Acme'])
  const limited = await app.newKey(['gate'], {}, key)
  const { exitCode, out } = await countersign(['whoami'], { env: { ...env, COUNTERSIGN_API_KEY: limited } })
  assert.deepEqual([exitCode, new RegExp(`^org +${orgId}$`, 'm').test(out)], [0, true])
})
