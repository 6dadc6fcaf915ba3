// The offline policy commands: what they print and the exit codes they end with.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { countersign, files, folder } from '../../../test/run.ts'
import { writeFolder } from './folder.ts'

const PACKS = fileURLToPath(import.meta.resolve('@countersign/policy/packs/starter'))
const READ = '@id("read") permit (principal, action, resource) when { context.effect == "read" };\n'
const WRONG = '@id("wrong") forbid (principal, action, resource) when { context.effekt == "read" };\n'
const reads = { name: 'reads', request: { tool: 'read_file' }, expect: { verdict: 'allow' as const } }
const deletes = { ...reads, name: 'deletes', request: { tool: 'delete_file' } }

test('a pack has no errors, and its tests pass', async () => {
  const lint = await countersign(['policy', 'lint', PACKS])
  assert.deepEqual([lint.exitCode, lint.err], [0, ''])
  assert.match(lint.out, /^\d+ policies, \d+ tests: 0 errors, 0 warnings\n$/)
  const run = await countersign(['policy', 'test', PACKS])
  assert.equal(run.exitCode, 0)
  assert.match(run.out, /passed .*\n\d+ tests: \d+ passed, 0 failed\n$/)
})

test('an error is reported with its file, line and column', async (t) => {
  const path = await folder(t)
  await writeFolder(
    path,
    { text: `// one\n${READ}\n${WRONG}` },
    { texts: { '1.cedar': `// one\n${READ}`, '2.cedar': `\n${WRONG}` } },
  )
  const { exitCode, out } = await countersign(['policy', 'lint', path])
  assert.equal(exitCode, 1)
  const column = WRONG.indexOf('context.effekt') + 1
  assert.ok(
    out.startsWith(`${join(path, '2.cedar')}:2:${column}: error policy.type attribute \`effekt\``),
    out,
  )
  const one = await countersign(['policy', 'lint', join(path, '2.cedar'), '--json'])
  const { ok, problems } = JSON.parse(one.out)
  assert.deepEqual([one.exitCode, ok, problems[0].line, problems[0].code], [1, false, 2, 'policy.type'])
})

test('a warning alone is not a failure', async (t) => {
  const path = await folder(t)
  await writeFolder(path, { text: `@owner("me") ${READ}` })
  const { exitCode, out } = await countersign(['policy', 'lint', path])
  assert.equal(exitCode, 0)
  assert.match(out, /: warning lint\.annotation_unread .*\n1 policy, 0 tests: 0 errors, 1 warning\n$/)
})

test('problems of settings, tests and tools name their files', async (t) => {
  const path = await folder(t)
  await writeFolder(path, { text: READ, settings: { modes: { no: 'off' } }, tests: [reads] })
  assert.match(
    (await countersign(['policy', 'lint', path])).out,
    /settings\.json: error settings\.unknown_policy/,
  )
  await writeFolder(path, { text: READ, tests: [deletes] }, { replace: true })
  assert.match((await countersign(['policy', 'lint', path])).out, /tests\.json: error test\.failed/)
  await writeFolder(path, { text: READ }, { replace: true, tools: [{ name: 'x', risk: 'enormous' }] })
  assert.match((await countersign(['policy', 'lint', path])).out, /tools\.json: error tools\.shape/)
})

test('a failing test is reported with what was decided, and exits with 1', async (t) => {
  const path = await folder(t)
  await writeFolder(path, { text: READ, tests: [reads, deletes] })
  const { exitCode, out } = await countersign(['policy', 'test', path])
  assert.equal(exitCode, 1)
  assert.match(
    out,
    /^passed reads\nfailed deletes\n {7}expected allow, but it is deny .*\n2 tests: 1 passed, 1 failed\n$/,
  )
  const json = JSON.parse((await countersign(['policy', 'test', path, '--json'])).out)
  assert.deepEqual([json.ok, json.tests.length, json.problems], [false, 2, []])
})

test('policies that cannot be evaluated fail a test run too', async (t) => {
  const path = await folder(t)
  await writeFolder(path, { text: WRONG, tests: [reads] })
  const { exitCode, out } = await countersign(['policy', 'test', path])
  assert.equal(exitCode, 1)
  assert.match(out, /policy\.type/)
})

test('a diff shows what differs and exits with 1; without differences it says nothing', async (t) => {
  const path = await folder(t)
  const [a, b] = [join(path, 'a'), join(path, 'b')]
  await writeFolder(a, { text: READ, tests: [reads] })
  await writeFolder(b, { text: READ.replace('permit', 'forbid'), tests: [reads, deletes] })
  assert.deepEqual(await countersign(['policy', 'diff', a, a]), { exitCode: 0, out: '', err: '' })
  const { exitCode, out } = await countersign(['policy', 'diff', a, b])
  assert.equal(exitCode, 1)
  assert.match(
    out,
    /^@@ policy read: changed @@\n- .*permit.*\n\+ .*forbid.*\n@@ test deletes: added @@\n\+ \{\n/,
  )
  assert.equal(JSON.parse((await countersign(['policy', 'diff', a, b, '--json'])).out).same, false)
})

test('colours are printed only on a terminal', async (t) => {
  const path = await folder(t)
  await writeFolder(path, { text: WRONG })
  assert.ok((await countersign(['policy', 'lint', path], { tty: 'stdout' })).out.includes('\u001b[31merror'))
  assert.ok(!(await countersign(['policy', 'lint', path])).out.includes('\u001b'))
  const env = { NO_COLOR: '1' }
  assert.ok(!(await countersign(['policy', 'lint', path], { tty: 'stdout', env })).out.includes('\u001b'))
})

test('untrusted text cannot control the terminal', async (t) => {
  const path = await folder(t)
  await writeFolder(path, { text: READ, tests: [{ ...deletes, name: 'x\u001b[2J\u202ez' }] })
  const { out } = await countersign(['policy', 'test', path])
  assert.match(out, /failed xz\n/)
})

test('an unreadable input and wrong usage exit with 2', async (t) => {
  const { broken } = await files(t, { broken: '{' })
  for (const argv of [
    ['lint', 'nowhere'],
    ['test', broken],
    ['diff', 'nowhere', 'nowhere'],
    ['lint'],
    ['polish', 'x'],
  ]) {
    const { exitCode, out } = await countersign(['policy', ...argv])
    assert.deepEqual([exitCode, out], [2, ''], argv.join(' '))
  }
})

test('--based-on must be a number, which is checked before any request', async (t) => {
  const path = await folder(t)
  await writeFolder(path, { text: READ })
  for (const version of ['live', '1.5', '-1', '0']) {
    const { exitCode, err } = await countersign(['policy', 'apply', path, `--based-on=${version}`])
    assert.equal(exitCode, 2)
    assert.match(err, /--based-on: must be the number of a version/)
  }
})
