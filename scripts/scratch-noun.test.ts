// The recipe for a stored noun, carried out on a copy of the sources: eight files are enough, and none can be left out.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { after, before, test } from 'node:test'
import { root } from './checks.ts'
import { type Listing, listings, ownFiles } from './scratch-noun.ts'

let copy: string

before(() => {
  copy = mkdtempSync(join(tmpdir(), 'countersign-noun-'))
  const skipped = [`${sep}test`, `${sep}dist`, `${sep}vectors`, `${sep}bench`]
  for (const folder of ['apps', 'packages']) {
    cpSync(join(root, folder), join(copy, folder), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.test.ts') && !skipped.some((end) => path.endsWith(end)),
    })
  }
  cpSync(join(root, 'package.json'), join(copy, 'package.json'))
  cpSync(join(root, 'tsconfig.json'), join(copy, 'tsconfig.json'))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const [path, text] of Object.entries(ownFiles)) writeFileSync(join(copy, path), text)
  list(listings)
})
after(() => rmSync(copy, { recursive: true, force: true }))

/** Puts lines into the copies of the files that list nouns, which start as they are in the tree. */
function list(lines: readonly Listing[]): void {
  for (const path of new Set(listings.map((listing) => listing.path))) {
    const before = readFileSync(join(root, path), 'utf8')
    const listed = lines.filter((line) => line.path === path)
    const text = listed.reduce((text, { after, added }) => {
      assert.ok(text.includes(after), `${path} has no line \`${after}\``)
      return text.replace(after, () => after + added)
    }, before)
    writeFileSync(join(copy, path), text)
  }
}

/** The files in which the compiler finds an error. */
function filesWithErrors(): string[] {
  const config = join(copy, 'tsconfig.api.json')
  writeFileSync(config, JSON.stringify({ extends: './tsconfig.json', include: ['apps/api/src/main.ts'] }))
  const tsc = join(root, 'node_modules', 'typescript', 'lib', 'tsc.js')
  const done = spawnSync(process.execPath, [tsc, '--noEmit', '--pretty', 'false', '-p', config], {
    cwd: copy,
    encoding: 'utf8',
  })
  const named = [...done.stdout.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].map(([, file = '']) => file)
  assert.equal(done.status === 0, named.length === 0, `${done.stdout}${done.stderr}`)
  return [...new Set(named)]
}

test('a stored noun that the product does not have is eight files, and they compile', () => {
  assert.equal(new Set([...Object.keys(ownFiles), ...listings.map(({ path }) => path)]).size, 8)
  assert.deepEqual(filesWithErrors(), [])
})

test('handlers, effects and errors that are not listed do not compile', () => {
  const unlisted = ['  ...contacts(context),', '  ...contactEffects,', '  ...contactErrors,']
  list(listings.filter(({ added }) => !unlisted.some((line) => added.includes(line))))
  const files = filesWithErrors()
  for (const file of ['operations/handlers.ts', 'store/nouns.ts', 'contract/src/operations.ts']) {
    assert.ok(
      files.some((found) => found.endsWith(file)),
      `${file} compiles without the noun`,
    )
  }
})
