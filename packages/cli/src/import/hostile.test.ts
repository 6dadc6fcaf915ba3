// Hostile, broken or oversized input never becomes a policy that nobody wrote.
import assert from 'node:assert/strict'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { countersign, folder } from '../../test/run.ts'
import { checkFolder } from '../commands/policy/check.ts'
import { readFolder } from '../commands/policy/folder.ts'
import { PRODUCT_NAMES } from './names.ts'

type Report = {
  lossless: boolean
  lines: { outcome: string; source: string; why?: string; target?: string }[]
}

async function file(t: TestContext, name: string, content: unknown): Promise<string> {
  const path = join(await folder(t), name)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

async function imported(t: TestContext, product: string, path: string, ...more: string[]) {
  const out = join(await folder(t), 'policies')
  const answer = await countersign(['import', product, path, '--out', out, '--json', ...more])
  assert.notEqual(answer.exitCode, 2, answer.err)
  const report: Report = JSON.parse(answer.out)
  const checked = checkFolder(await readFolder(out))
  assert.ok(checked.ok, JSON.stringify(checked.problems.slice(0, 3)))
  const markdown = await readFile(join(out, 'IMPORT.md'), 'utf8')
  return { ...answer, report, checked, out, markdown }
}

function whys(report: Report, outcome: string): string {
  return report.lines
    .filter((line) => line.outcome === outcome)
    .map(({ source, why }) => `${source}: ${why}`)
    .join('\n')
}

const HOSTILE_NAMES = [
  'a"); permit (principal, action, resource); //',
  'line\nbreak\r\u2028end',
  '"quoted" \\ back\\',
  '\u202etxt.exe\u200b',
  'ünï💥code',
  '*',
  '@id("x")',
  '__proto__',
  'constructor',
  '',
]

test('names in the input stay text: they cannot create a policy, an id or a line', async (t) => {
  const rows = HOSTILE_NAMES.flatMap((name) => [
    { name, action_pattern: `${name}x*`, action: 'block', is_active: true },
    { name, action_pattern: `a${name}*`, action: 'alert', is_active: true },
  ])
  const { checked, markdown, report } = await imported(t, 'asqav', await file(t, 'rows.json', rows))
  assert.equal(checked.policies.length, rows.length)
  assert.equal(new Set(checked.policies.map(({ id }) => id)).size, rows.length)
  assert.ok(checked.policies.every(({ id }) => /^asqav\.(policy|meant)\.[a-z0-9-]+$/.test(id)))
  assert.doesNotMatch(markdown, /[\u202e\u200b\u2028\r]/)
  assert.equal(report.lines.filter(({ target }) => target !== undefined).length, rows.length)
})

test('hostile names in every product make valid policies or are reported', async (t) => {
  const rules = HOSTILE_NAMES.map((rule_id) => ({
    rule_id,
    match: { tool_name: rule_id, operations: [rule_id] },
    action: 'DENY',
    description: rule_id,
  }))
  await imported(
    t,
    'interven',
    await file(t, 'p.json', { name: HOSTILE_NAMES[0], env_name: HOSTILE_NAMES[1], rules }),
  )
  const requests = HOSTILE_NAMES.map((goal) => ({
    goal,
    constraints: [goal, `required_role:${goal}`],
    tools: [goal],
    side_effects: [goal],
  }))
  await imported(t, 'stage0', await file(t, 'r.json', requests))
  const root = await folder(t)
  await mkdir(join(root, 'roles'))
  await writeFile(
    join(root, 'governance.json'),
    JSON.stringify({
      permissions: {
        boundaries: {
          forbidden: [...HOSTILE_NAMES, '../up', 'a/**b', '[x]/y', '!z', 'x'.repeat(500)],
          writable: HOSTILE_NAMES,
        },
        sensitive_patterns: HOSTILE_NAMES.map((pattern) => ({ pattern, reason: pattern })),
      },
    }),
  )
  await writeFile(
    join(root, 'roles', 'r"o\u202ele.json'),
    JSON.stringify({ scope: { primary_paths: ['src/**'] } }),
  )
  await writeFile(join(root, 'roles', 'good.json'), JSON.stringify({ scope: { primary_paths: ['src/**'] } }))
  const { report } = await imported(t, 'aegis', root)
  assert.match(whys(report, 'lost'), /cannot be the name of a role/)
  assert.match(whys(report, 'changed'), /cannot be written as a zone/)
})

test('duplicate names get different ids', async (t) => {
  const row = { name: 'same', action_pattern: 'x:*', action: 'block', is_active: true }
  const { checked } = await imported(
    t,
    'asqav',
    await file(t, 'rows.json', [row, row, { ...row, name: 'same-2' }]),
  )
  assert.deepEqual(
    checked.policies.map(({ id }) => id),
    ['asqav.policy.same', 'asqav.policy.same-2', 'asqav.policy.same-2-2'],
  )
})

test('a repeated member is read as in the other product, and reported', async (t) => {
  const text = '{"a:b": {"blocked": true}, "a:b": {"blocked": false}}'
  const { report } = await imported(t, 'asqav', await file(t, 'tools.json', text))
  assert.match(whys(report, 'inert'), /only the last had an effect/)
})

test('a byte order mark is skipped, and reported', async (t) => {
  const { report } = await imported(t, 'asqav', await file(t, 'tools.json', '\uFEFF{"a:b": {}}'))
  assert.match(whys(report, 'note'), /byte order mark/)
})

const BROKEN: [name: string, content: string][] = [
  ['invalid JSON', '{"a": '],
  ['a number', '7'],
  ['an empty file', ''],
  ['an empty object', '{}'],
  ['an empty list', '[]'],
  ['null', 'null'],
  ['deep nesting', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['more than 1 MiB', JSON.stringify(['x'.repeat(1024 * 1024)])],
  ['wrong types', '{"rules": 7, "permissions": 7, "tools": {"a": 1}}'],
]

for (const product of PRODUCT_NAMES)
  test(`${product}: what cannot be read is exit code 2 or a reported loss, and never a silent success`, async (t) => {
    const empty = await folder(t)
    assert.equal((await countersign(['import', product, empty])).exitCode, 2)
    assert.equal((await countersign(['import', product, join(empty, 'no-such-file')])).exitCode, 2)
    for (const [name, content] of BROKEN) {
      const path = await file(t, 'governance.json', content)
      const { exitCode, err } = await countersign(['import', product, path])
      assert.notEqual(exitCode, 0, `${name}: ${err}`)
      assert.doesNotMatch(err, /unexpected error/, name)
    }
  })

test('bytes that are not UTF-8 are refused', async (t) => {
  const path = join(await folder(t), 'tools.json')
  await writeFile(path, new Uint8Array([0x7b, 0xff, 0x7d]))
  const { exitCode, err } = await countersign(['import', 'asqav', path])
  assert.equal(exitCode, 2)
  assert.match(err, /not UTF-8/)
})

test('links are not followed, in circles or out of the folder, and each is reported', async (t) => {
  const root = await folder(t)
  const outside = await file(t, 'secret.json', { 'outside:tool': {} })
  await symlink(root, join(root, 'again'))
  await symlink(outside, join(root, 'linked.json'))
  await writeFile(join(root, 'tools.json'), '{"inside:tool": {}}')
  const { report, checked } = await imported(t, 'asqav', root)
  assert.deepEqual(
    report.lines.filter(({ why }) => why?.includes('links are not followed')).map(({ source }) => source),
    ['again', 'linked.json'],
  )
  assert.deepEqual(
    checked.policies.map(({ id }) => id),
    ['asqav.tool.inside-tool'],
  )
})

test('more rules than a version may hold are refused whole, and none is dropped', async (t) => {
  const rows = Array.from({ length: 1001 }, (_, at) => ({
    name: `r${at}`,
    action_pattern: `p${at}:*`,
    action: 'block',
    is_active: true,
  }))
  const { exitCode, err } = await countersign(['import', 'asqav', await file(t, 'rows.json', rows)])
  assert.equal(exitCode, 2)
  assert.match(err, /too large: more than 1000 policies/)
})

test('a lossless import is exit code 0', async (t) => {
  const tools = { 'wiki:lookup': { risk_level: 'low' }, 'bucket:purge': { blocked: true } }
  const path = await file(t, 'tools.json', tools)
  const { exitCode, report } = await imported(t, 'asqav', path, '--allow-unmatched')
  assert.deepEqual([exitCode, report.lossless], [0, true])
})

test('an input without a rule never becomes a permit of everything', async (t) => {
  for (const product of PRODUCT_NAMES)
    for (const content of ['{}', '[]', '[{}]', '{"rules": []}', '{"policies": []}', '{"requests": []}']) {
      const path = await file(t, 'governance.json', content)
      const { exitCode, err } = await countersign(['import', product, path, '--allow-unmatched'])
      assert.equal(exitCode, 2, `${product} ${content}`)
      assert.match(err, /contains no policies/)
    }
})
