// Tests that the folders of packages/policy import one another only in the order that its README states.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('..', import.meta.url))
const [, list = ''] = /```text\n([\s\S]*?)```/.exec(readFileSync(join(home, 'README.md'), 'utf8')) ?? []
const order = list
  .trim()
  .split('\n')
  .map((line) => line.split(' ')[0] ?? '')

/** The folder that a file lies in, or its own name at the top. */
function partOf(file: string): string {
  return file.split(sep)[0] ?? ''
}

/** The imports of a file that lead to a part below its own in the list, or to one that is not in it. */
function wrongImports(file: string, text: string): string[] {
  const allowed = order.slice(0, order.indexOf(partOf(file)) + 1)
  return [...text.matchAll(/(?:from |import |import\()'(\.[^']*)'/g)]
    .map(([, path = '']) => normalize(join(dirname(file), path)))
    .filter((path) => !allowed.includes(partOf(path)))
}

const src = join(home, 'src')
const files = globSync('**/*.ts', { cwd: src }).filter(
  (file) => !file.endsWith('.test.ts') && file !== 'index.ts',
)

test('no part of the package imports one that stands below it in the list', () => {
  assert.deepEqual(order.toSorted(), [...new Set(files.map(partOf))].toSorted())
  const wrong = files.flatMap((file) =>
    wrongImports(file, readFileSync(join(src, file), 'utf8')).map((path) => `${file} imports ${path}`),
  )
  assert.deepEqual(wrong, [])
})

test('an import that leads down, or to what is not in the list, is found', () => {
  const [first = '', second = ''] = order
  const [upper, lower] = [join(first, 'a.ts'), join(second, 'b.ts')]
  assert.deepEqual(wrongImports(upper, `import type { B } from '../${second}/b.ts'`), [lower])
  assert.deepEqual(wrongImports(upper, `export { c } from '../index.ts'`), ['index.ts'])
  assert.deepEqual(wrongImports(lower, `import { a } from '../${first}/a.ts'`), [])
})
