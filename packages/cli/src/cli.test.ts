// The command line itself: version, help, usage errors, and the key that keygen prints.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseApiKey } from '@countersign/terms'
import { command } from '../test/child.ts'
import { countersign } from '../test/run.ts'

test('--version prints the version of the package', async () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  assert.deepEqual(await countersign(['--version']), { exitCode: 0, out: `${manifest.version}\n`, err: '' })
})

test('help names the commands and the exit codes, of each command too', async () => {
  const { exitCode, out } = await countersign(['--help'])
  assert.equal(exitCode, 0)
  const online = ['login', 'logout', 'whoami', 'halt', 'resume', 'approvals', 'agents', 'keys', 'members']
  for (const name of ['verify', 'export', 'keygen', 'policy', 'import', ...online]) {
    assert.match(out, new RegExp(`^ {2}${name} `, 'm'))
  }
  for (const name of ['verify', 'export', 'keygen', 'import', 'policy', 'policy lint', 'policy compare']) {
    const help = await countersign([...name.split(' '), '--help'])
    assert.equal(help.exitCode, 0)
    const tables = help.out.match(/^Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /gm)
    assert.equal(tables?.length, 1, name)
    assert.equal(/^ {2}1 .*differs$/m.test(help.out), name.startsWith('policy'), name)
  }
  for (const name of [...online, 'approvals watch', 'agents revoke']) {
    const help = await countersign([...name.split(' '), '--help'])
    assert.equal(help.exitCode, 0)
    assert.match(help.out, /^Exit codes:\n {2}0 {2}done\n {2}1 .*refused.*\n {2}2 .*\n {2}3 .*reached/m)
  }
})

test('an unknown option or command, a missing or extra argument: a clear error and exit code 2', async () => {
  const cases: [string[], RegExp][] = [
    [['verify', 'x', '--bogus'], /^countersign: unknown option '--bogus'/],
    [['verify', 'x', '--checkpoint', 'c.json'], /^countersign: unknown option '--checkpoint': .* --since/],
    [['verify', 'x', '--trus', 'k'], /Did you mean --trust\?/],
    [['bogus'], /^countersign: unknown command 'bogus'/],
    [['verify'], /^countersign: missing required argument 'file'/],
    [['verify', 'x', 'y'], /^countersign: too many arguments/],
    [['verify', 'x', '--trust'], /^countersign: option '--trust .*' argument missing/],
    [['keygen', 'x'], /^countersign: too many arguments/],
    [[], /^Usage: countersign/],
  ]
  for (const [argv, message] of cases) {
    const { exitCode, out, err } = await countersign(argv)
    assert.deepEqual([exitCode, out], [2, ''], argv.join(' '))
    assert.match(err, message)
  }
})

test('keygen prints a fresh, well-formed key of a new org, and nothing else', async () => {
  const keys = new Set<string>()
  const orgs = new Set<string | undefined>()
  for (let i = 0; i < 20; i++) {
    const { exitCode, out, err } = await countersign(['keygen'])
    assert.deepEqual([exitCode, err, out.endsWith('\n')], [0, '', true])
    const parsed = parseApiKey(out.trimEnd())
    assert.equal(parsed?.mode, 'live')
    keys.add(out)
    orgs.add(parsed?.orgId)
  }
  assert.deepEqual([keys.size, orgs.size], [20, 20])
})

test('the command behaves the same in a process of its own', async () => {
  assert.deepEqual(await command(['--version']), { code: 0, signal: null, out: '0.1.0\n', err: '' })
  const unread = await command(['verify', 'no-such-file'])
  assert.deepEqual([unread.code, unread.out], [2, ''])
})
