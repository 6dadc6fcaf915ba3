// A policy folder reads back as it was written, and a bad one is refused with its file and place.
import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { folder } from '../../../test/run.ts'
import { CliError } from '../../io.ts'
import { readFolder, writeFolder } from './folder.ts'

const A = '@id("a") permit (principal, action, resource);'
const B = '@id("b") forbid (principal, action, resource);\n'
function withMessage(words: RegExp) {
  return (error: unknown) => error instanceof CliError && words.test(error.message)
}

test('a written folder is read back: text, settings, tests and tools', async (t) => {
  const path = join(await folder(t), 'new', 'deeper')
  const document = {
    text: A,
    settings: { time_zone: 'Europe/Berlin', modes: { a: 'shadow' as const } },
    tests: [{ name: 'one', request: { tool: 'read_file' }, expect: { verdict: 'allow' as const } }],
  }
  const tools = [{ name: 'read_file', risk: 'low' }]
  await writeFolder(path, document, { tools, more: { 'README.md': '# Hello\n' } })
  assert.deepEqual((await readdir(path)).sort(), [
    'README.md',
    'policies.cedar',
    'settings.json',
    'tests.json',
    'tools.json',
  ])
  const read = await readFolder(path)
  assert.deepEqual(read.document, document)
  assert.deepEqual(read.tools, tools)
})

test('several files become one text in name order, each on lines of its own', async (t) => {
  const path = await folder(t)
  await writeFolder(path, { text: `${A}\n${B}` }, { texts: { '20.cedar': B, '10.cedar': `${A}\n` } })
  const { document, parts } = await readFolder(path)
  assert.equal(document.text, `${A}\n${B}`)
  assert.deepEqual(
    parts.map(({ file, firstLine }) => [file, firstLine]),
    [
      [join(path, '10.cedar'), 1],
      [join(path, '20.cedar'), 2],
    ],
  )
  await writeFile(join(path, '10.cedar'), A)
  assert.equal((await readFolder(path)).document.text, `${A}\n${B}`)
})

test('nothing is overwritten without `replace`; replaced files keep their names when the text is the same', async (t) => {
  const path = await folder(t)
  await writeFolder(path, { text: `${A}\n${B}` }, { texts: { '20.cedar': B, '10.cedar': `${A}\n` } })
  await assert.rejects(writeFolder(path, { text: A }), withMessage(/exists/))
  await writeFolder(path, { text: `${A}\n${B}`, settings: {} }, { replace: true })
  assert.deepEqual((await readdir(path)).sort(), ['10.cedar', '20.cedar', 'settings.json'])
  await writeFile(join(path, 'notes.txt'), 'mine')
  await writeFolder(path, { text: A }, { replace: true })
  assert.deepEqual((await readdir(path)).sort(), ['notes.txt', 'policies.cedar'])
  assert.equal(await readFile(join(path, 'policies.cedar'), 'utf8'), A)
})

test('one .cedar file is read alone', async (t) => {
  const path = await folder(t)
  await writeFolder(path, { text: `${A}\n${B}` }, { texts: { '20.cedar': B, '10.cedar': `${A}\n` } })
  assert.deepEqual((await readFolder(join(path, '20.cedar'))).document, { text: B })
})

test('what cannot be read is refused with its file and place', async (t) => {
  const path = await folder(t)
  await assert.rejects(readFolder(join(path, 'none')), withMessage(/none`: there is no such file/))
  await assert.rejects(readFolder(path), withMessage(/no \.cedar file/))
  await writeFile(join(path, 'a.cedar'), A)
  await writeFile(join(path, 'tests.json'), '{\n  "tests": [,]\n}')
  await assert.rejects(readFolder(path), withMessage(/tests\.json:2:13: /))
  await writeFile(join(path, 'tests.json'), '{"cases": []}')
  await assert.rejects(readFolder(path), withMessage(/it must hold \{ "tests"/))
  await writeFile(join(path, 'tests.json'), '{"tests": [], "tests": []}')
  await assert.rejects(readFolder(path), withMessage(/tests\.json:1:\d+: /))
  await writeFile(join(path, 'tests.json'), '{"tests": []}')
  await writeFile(join(path, 'a.cedar'), Uint8Array.of(0x40, 0xff))
  await assert.rejects(readFolder(path), withMessage(/a\.cedar`: it is not UTF-8/))
  await writeFile(join(path, 'a.cedar'), ' '.repeat(1024 * 1024 + 1))
  await assert.rejects(readFolder(path), withMessage(/larger than 1 MiB/))
  await mkdir(join(path, 'b.cedar'))
  await assert.rejects(readFolder(join(path, 'b.cedar')), withMessage(/no \.cedar file/))
  await assert.rejects(readFolder(join(path, 'tests.json')), withMessage(/neither a folder nor/))
})
