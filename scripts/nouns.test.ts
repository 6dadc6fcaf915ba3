// Every stored noun is made of the files that CONTRIBUTING.md lists, and of no others.
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { root } from './checks.ts'

const FILES_MAX = 8
/** Of a noun whose verbs share one file: docs/decisions/0021-a-small-noun-is-one-file.md. */
const LINES_MAX = 120

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** Names of the files in a folder, without their ending. */
function namesIn(folder: string): string[] {
  return globSync(`${folder}/*.ts`, { cwd: root }).map((path) => basename(path, '.ts'))
}

/** The numbered files of the recipe. */
function recipe(): string[] {
  const [, steps = ''] = /\*\*Add a stored noun\*\*(.*?)\n\n\*\*Add/s.exec(read('CONTRIBUTING.md')) ?? []
  return [...steps.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, path = '']) => path)
}

/** Nouns of the contract that have a table of their own. */
function storedNouns(): string[] {
  const tables = namesIn('apps/api/src/store/schema')
  return namesIn('packages/contract/src/nouns').filter((noun) => tables.includes(noun))
}

function pathsOf(noun: string): string[] {
  return recipe()
    .filter((path) => path.includes('<noun>'))
    .map((path) => path.replace('<noun>', noun))
}

/** A file, or the folder that replaces it. */
function exists(path: string): boolean {
  return existsSync(join(root, path)) || existsSync(join(root, path.replace(/\.ts$/, '')))
}

/** Where changes are declared. */
const DECLARED_IN = ['nouns', 'gates', 'webhooks'].map((name) =>
  join('apps', 'api', 'src', 'ports', `${name}.ts`),
)

function kindsOfChange(): string[] {
  return [
    ...DECLARED_IN.map(read)
      .join('')
      .matchAll(/^ {2}'(\w+\.\w+)': (?:\{|\w+ & \{)/gm),
  ].map(([, kind = '']) => kind)
}

test(`the recipe for a stored noun names ${FILES_MAX} files`, () => {
  assert.equal(recipe().length, FILES_MAX)
  for (const path of recipe().filter((path) => !path.includes('<noun>'))) assert.ok(exists(path), path)
})

test('every stored noun has each file of the recipe that is its own', () => {
  assert.ok(storedNouns().length >= 7)
  const missing = storedNouns().flatMap((noun) => pathsOf(noun).filter((path) => !exists(path)))
  assert.deepEqual(missing, [])
})

test('every stored noun is in the three lists', () => {
  const lists = [
    ['packages/contract/src/operations.ts', './nouns/'],
    ['apps/api/src/store/nouns.ts', './'],
    ['apps/api/src/operations/handlers.ts', './'],
  ] as const
  for (const [list, folder] of lists) {
    const text = read(list)
    const missing = storedNouns().filter(
      (noun) => !text.includes(`'${folder}${noun}.ts'`) && !text.includes(`'${folder}${noun}/`),
    )
    assert.deepEqual(missing, [], list)
  }
})

test('a kind of change is named where it is declared, by one file of the store, and by operations', () => {
  const sources = globSync('apps/api/src/**/*.ts', { cwd: root })
    .filter((path) => !path.endsWith('.test.ts') && !DECLARED_IN.includes(path))
    .map((path) => ({ path, text: read(path) }))
  const kinds = kindsOfChange()
  assert.ok(kinds.length > 10)
  for (const kind of kinds) {
    const named = sources.filter(({ text }) => text.includes(`'${kind}'`)).map(({ path }) => path)
    const others = named.filter((path) => !path.includes(join('src', 'operations')))
    assert.equal(others.length, 1, `${kind}: ${named.join(', ')}`)
    assert.ok(others[0]?.includes(join('src', 'store')), `${kind}: ${others[0]}`)
    assert.ok(named.length > 1, `no operation makes the change ${kind}`)
  }
})

test(`a noun whose verbs share one file has at most ${LINES_MAX} lines of them`, () => {
  const shared = namesIn('packages/contract/src/nouns')
    .map((noun) => `apps/api/src/operations/${noun}.ts`)
    .filter((path) => existsSync(join(root, path)))
  assert.ok(shared.length > 0)
  for (const path of shared) assert.ok(read(path).split('\n').length <= LINES_MAX, path)
})

test('nothing that runs loads a table: drizzle takes seconds and 200 MB', () => {
  const imports = globSync('apps/api/src/**/*.ts', { cwd: root })
    .filter((path) => !path.startsWith(join('apps', 'api', 'src', 'store', 'schema')))
    .flatMap((path) => read(path).match(/^import .*?from '[^']+'$/gms) ?? [])
    .filter((line) => line.includes('/schema/'))
  assert.ok(imports.length > 0)
  assert.deepEqual(
    imports.filter((line) => !line.startsWith('import type ')),
    [],
  )
})
