// A real git repository with a real bug and a test that shows it.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export type Project = {
  folder: string
  git(...args: string[]): string
  list(): string[]
  read(path: string): string
  write(path: string, content: string): void
  /** Runs the project's tests. */
  test(): { isPassed: boolean; failing: string[] }
  exists(): boolean
}

const FILES = {
  'package.json':
    '{ "name": "invoice", "version": "1.0.0", "type": "module", "scripts": { "test": "node --test" } }\n',
  'total.js': `/** The total of an invoice in cents, after a discount in percent. */
export function total(items, discount = 0) {
  const sum = items.reduce((cents, item) => cents + item.cents, 0)
  return Math.round(sum * (1 - discount / 100))
}
`,
  'total.test.js': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { total } from './total.js'

test('an empty invoice costs nothing', () => assert.equal(total([]), 0))
test('a quantity multiplies its price', () => assert.equal(total([{ cents: 250, quantity: 3 }]), 750))
test('a discount is taken from the whole', () => assert.equal(total([{ cents: 1000, quantity: 1 }], 10), 900))
`,
}

export function createProject(folder: string): Project {
  const project = open(folder)
  mkdirSync(folder, { recursive: true })
  for (const [path, content] of Object.entries(FILES)) writeFileSync(join(folder, path), content)
  project.git('init', '--quiet', '--initial-branch=main')
  project.git('add', '--all')
  project.git('commit', '--quiet', '--message', 'invoice totals')
  return project
}

function open(folder: string): Project {
  /** A path of the agent's, which may not leave the project. */
  function inside(path: string) {
    const full = resolve(folder, path)
    const inner = relative(folder, full)
    if (inner.startsWith('..') || resolve(full) !== join(folder, inner)) throw new Error(`${path} is outside`)
    return full
  }
  return {
    folder,
    git: (...args) => git(folder, args),
    list: () => readdirSync(folder).filter((name) => name !== '.git'),
    read: (path) => readFileSync(inside(path), 'utf8'),
    write(path, content) {
      const file = inside(path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    },
    test: () => test(folder),
    exists: () => existsSync(join(folder, '.git', 'HEAD')),
  }
}

function git(folder: string, args: string[]): string {
  const person = { NAME: 'Fixer', EMAIL: 'fixer@demo.invalid' }
  const done = spawnSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      // The settings of the person who runs the demo stay out of it.
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: person.NAME,
      GIT_AUTHOR_EMAIL: person.EMAIL,
      GIT_COMMITTER_NAME: person.NAME,
      GIT_COMMITTER_EMAIL: person.EMAIL,
    },
  })
  if (done.error !== undefined) throw new Error(`the demo needs git: ${done.error.message}`)
  if (done.status !== 0) throw new Error(`git ${args[0]} failed: ${done.stderr}`)
  return done.stdout.trim()
}

function test(folder: string): { isPassed: boolean; failing: string[] } {
  const done = spawnSync(process.execPath, ['--test', '--test-reporter=tap'], {
    cwd: folder,
    encoding: 'utf8',
    // A test run inside a test run would report to the outer one.
    env: { PATH: process.env.PATH },
  })
  const failing = [...done.stdout.matchAll(/^not ok \d+ - (.*)$/gm)].map(([, name = '']) => name)
  return { isPassed: done.status === 0, failing }
}
