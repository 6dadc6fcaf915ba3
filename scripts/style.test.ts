// The checks of house style find what they are for, and let right lines pass.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { styleFaults } from './style.ts'

const HEADER = '// What this file is for.\n'

test('a source file without a first line that says what it is for is found', () => {
  assert.equal(styleFaults('a.ts', "import 'x'\n").length, 1)
  assert.deepEqual(styleFaults('a.ts', `${HEADER}import 'x'\n`), [])
  assert.deepEqual(styleFaults('a.md', 'A page\n'), [])
})

test('inverted sentences are found, ordinary ones are not', () => {
  for (const wrong of [
    'this is ' + 'no integer',
    'they were ' + 'none of these',
    'bytes that are ' + 'no text',
    'this belongs ' + 'into a file',
    'another key ' + 'than before',
    'another ' + 'than before',
    'it has ' + 'not the form',
  ]) {
    assert.equal(styleFaults('a.md', `${wrong}\n`).length, 1, wrong)
  }
  for (const right of [
    'there is no such file',
    'it is no longer open',
    'it is not an integer',
    'no way other than this',
    'it has not been read',
  ]) {
    assert.deepEqual(styleFaults('a.md', `${right}\n`), [], right)
  }
})

test('phrases that nobody says aloud are found in comments and documents, and not in messages', () => {
  for (const wrong of [
    'a receipt that tells ' + 'of a call',
    'webhooks hear ' + 'of it',
    'nobody is told ' + 'of it',
  ]) {
    assert.equal(styleFaults('a.md', `${wrong}\n`).length, 1, wrong)
    assert.equal(styleFaults('a.ts', `${HEADER}/** ${wrong} */\n`).length, 1, wrong)
    assert.equal(styleFaults('a.ts', `${HEADER}const a = 1 // ${wrong}\n`).length, 1, wrong)
    assert.deepEqual(styleFaults('a.ts', `${HEADER}const a = '${wrong}'\n`), [], wrong)
  }
  assert.deepEqual(styleFaults('a.md', 'a receipt of a call, which nobody told us about\n'), [])
})

test('a first line that is too long is found', () => {
  assert.equal(styleFaults('a.ts', `// ${'a'.repeat(108)}\n`).length, 1)
  assert.deepEqual(styleFaults('a.ts', `// ${'a'.repeat(107)}\n`), [])
})

test('a function that is assigned to a name is found, unless its type is named', () => {
  for (const wrong of [
    'export const f = (a: string): string => a',
    'const f = async () => 1',
    '  const g = () => 1',
    '  const h = async (a: number, b = (1 + 2)): Promise<void> => {',
    'const f = (\n  a: string,\n  b: () => void,\n) => a',
    '    const g = async <T,>(a: T) => a',
    'const f = a => a',
  ]) {
    assert.equal(styleFaults('a.ts', `${HEADER}${wrong}\n`).length, 1, wrong)
  }
  for (const right of [
    'const f: Shape = () => undefined',
    'const n = (1 + 2) * 3',
    'const found = (await all()).filter((a) => a)',
    '  const made = list.map((a) => a)',
    'const known = (await list()).length > 0 ? (a) : (b)',
  ]) {
    assert.deepEqual(styleFaults('a.ts', `${HEADER}${right}\n`), [], right)
  }
})

test('a cast through never or unknown is found where the contract is kept, and nowhere else', () => {
  for (const wrong of [
    '  return answer as never',
    'const a = b as unknown as C',
    'f(a as never, b)',
    'f(<never>a)',
  ]) {
    for (const file of ['apps/api/src/operations/gate.ts', 'packages/contract/src/nouns/org.ts']) {
      assert.equal(styleFaults(file, `${HEADER}${wrong}\n`).length, 1, wrong)
    }
    for (const file of ['apps/api/src/operations/gate.test.ts', 'packages/cli/src/main.ts']) {
      assert.deepEqual(styleFaults(file, `${HEADER}${wrong}\n`), [], wrong)
    }
  }
  for (const right of ['const a = b as C', 'type A = Promise<unknown>', 'function f(a: never): unknown']) {
    assert.deepEqual(styleFaults('packages/contract/src/a.ts', `${HEADER}${right}\n`), [], right)
  }
})
