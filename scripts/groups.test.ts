// Every test file runs, in a process of its own where it changes its whole process.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from './checks.ts'
import { groupFiles, groupsOf } from './groups.ts'

const files = globSync('{packages,apps}/**/*.test.ts', {
  cwd: root,
  exclude: (name) => name === 'node_modules',
})

test('every file is in one group', () => {
  const groups = groupsOf(files, (file) => file.includes('chromium'))
  assert.deepEqual(groups.flat().sort(), files.toSorted())
  assert.ok(groups.length < files.length / 2)
  for (const group of groups.filter((group) => group.some((file) => file.includes('chromium'))))
    assert.equal(group.length, 1)
})

test('a file that changes its process has one of its own', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-groups-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const texts = {
    a: "process.env.HOME = '/'",
    b: "process.on('SIGINT', stop)",
    c: "mock.timers.enable(['setTimeout'])",
    d: 'beforeEach(() => undefined)',
    e: 'const { PATH } = process.env',
    f: "describe('x', () => {\n  beforeEach(() => undefined)\n})",
  }
  const paths = Object.entries(texts).map(([name, text]) => {
    const path = join(folder, `${name}.test.ts`)
    writeFileSync(path, text)
    return path
  })
  const groups = groupsOf(paths, () => false).map((group) => group.map((path) => path.at(-9)).join(''))
  assert.deepEqual(groups.sort(), ['a', 'b', 'c', 'd', 'ef'])
})

test('hooks of the files of a group run around all of its tests, though a file takes long to load', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-groups-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const paths = ['a', 'b', 'c'].map((name) => {
    const path = join(folder, `${name}.test.mjs`)
    const lines = [
      "import { after, before, test } from 'node:test'",
      `before(() => console.log('before ${name}'))`,
      `after(() => console.log('after ${name}'))`,
      `test('${name}', () => console.log('test ${name}'))`,
      'await new Promise((resolve) => setTimeout(resolve, 50))',
    ]
    writeFileSync(path, lines.join('\n'))
    return path
  })
  const { stdout } = spawnSync(process.execPath, groupFiles([paths]), {
    encoding: 'utf8',
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  })
  const said = stdout.split('\n').filter((line) => /^(?:before|test|after) \w$/.test(line))
  const [tests, hooks] = [
    said.filter((line) => line.startsWith('test')),
    said.filter((line) => !line.startsWith('test')),
  ]
  assert.deepEqual(tests, ['test a', 'test b', 'test c'])
  assert.deepEqual(hooks, ['before a', 'before b', 'before c', 'after a', 'after b', 'after c'])
  assert.ok(
    said.indexOf('before a') < said.indexOf('test a') && said.indexOf('test c') < said.indexOf('after a'),
  )
})
