// What docs/receipt-format.md lists and shows by example, compared with the code and the vectors.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { canonicalize, parseJson } from '@countersign/json'
import { COMMITMENT_PATHS, PAYLOAD_TYPES } from '../src/index.ts'
import { readJson } from './second-verifier.ts'

const page = readFileSync(new URL('../../../docs/receipt-format.md', import.meta.url), 'utf8')
const log = JSON.parse(readFileSync(new URL('../vectors/log.json', import.meta.url), 'utf8'))

function between(start: string, end: string): string {
  const from = page.indexOf(start)
  assert.ok(from >= 0, `the page has no \`${start}\``)
  return page.slice(from + start.length, page.indexOf(end, from + start.length))
}

function quoted(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)
}

function firstColumn(table: string): string[] {
  return table.split('\n').flatMap((row) => (row.startsWith('| `') ? [row.split('|')[1] ?? ''] : []))
}

test('the page lists every type', () => {
  const rows = firstColumn(between('| type | required | optional |', '\n\n'))
  // Words in parentheses are verdicts and statuses.
  const types = rows.flatMap((row) => quoted(row.replace(/\([^)]*\)/g, '')))
  assert.deepEqual(types, [...PAYLOAD_TYPES])
})

test('what the page marks as reserved are types of the format', () => {
  const reserved = quoted(between('nothing writes them yet: ', '.\n'))
  assert.ok(reserved.length > 0)
  const types: readonly string[] = PAYLOAD_TYPES
  assert.deepEqual(
    reserved.filter((type) => !types.includes(type)),
    [],
  )
})

test('the page lists every path of a commitment', () => {
  const paths = firstColumn(between('| path | value |', '\n\n')).flatMap(quoted)
  assert.deepEqual(paths.sort(), [...COMMITMENT_PATHS])
})

test('numbers that the page shows are refused and accepted as it says', () => {
  const refused = quoted(between('So these are refused: ', '.\n'))
  for (const number of refused) {
    assert.throws(() => parseJson(number), { code: 'json.unsafe_number' }, number)
    assert.throws(() => readJson(number), number)
  }
  const accepted = quoted(between('These are not: ', '\n\n').replace(/canonically (`[^`]+`)/g, ''))
  for (const number of accepted) {
    assert.equal(canonicalize(parseJson(number)), canonicalize(Number(number)))
    assert.equal(canonicalize(readJson(number)), canonicalize(Number(number)))
  }
  const forms = [...between('These are not: ', '\n\n').matchAll(/`([^`]+)` \(canonically `([^`]+)`\)/g)]
  for (const [, number = '', form] of forms) assert.equal(canonicalize(parseJson(number)), form)
  assert.deepEqual([refused.length, accepted.length, forms.length], [3, 3, 2])
})

test('the bytes that the page shows are those of the vectors', () => {
  const dump = between('Receipt 9 of `log.json`, 141 bytes:\n\n```\n', '```')
  const columns = dump.split('\n').map((line) => line.trim().split(/ {2,}/)[0] ?? '')
  const bytes = columns.filter((column) => /^[0-9a-f ]+$/.test(column)).join('')
  assert.equal(bytes.replaceAll(' ', ''), log.cose.protected)
  const [, start = '', end = ''] = /begins `([0-9a-f]+)…` and ends `…([0-9a-f]+…[0-9a-f]+)`/.exec(page) ?? []
  const [head = '', tail = ''] = end.split('…')
  assert.ok(start.length > 20 && log.cose.sig_structure.startsWith(start))
  assert.ok(log.cose.sig_structure.endsWith(tail) && log.cose.sig_structure.includes(head))
  assert.equal(log.cose.sig_structure.slice(-70, -70 + head.length), head)
  const [, path = ''] = /`a1 19018c a1 20 81 586a 83 0c 09 83 5820 ([0-9a-f]{4})…`/.exec(page) ?? []
  assert.ok(path !== '' && log.cose.inclusion_path[0].startsWith(path))
})
