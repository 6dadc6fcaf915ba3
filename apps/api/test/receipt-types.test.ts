// Which types of receipts the service writes: all that the format names, except those marked as reserved.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { PAYLOAD_TYPES } from '@countersign/receipt'

const source = new URL('../src/', import.meta.url)
const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(new URL(name, source), 'utf8'))
  .join('\n')

const page = readFileSync(new URL('../../../docs/receipt-format.md', import.meta.url), 'utf8')
const [, list = ''] = /nothing writes them yet: (.*?)\.\n/s.exec(page) ?? []
const reserved = [...list.matchAll(/`([^`]+)`/g)].map(([, type = '']) => type)

/** Drafts and tables of them name a type as a literal. */
function isWritten(type: string): boolean {
  return code.includes(`'${type}'`)
}

test('every type that the format does not reserve is written by something', () => {
  assert.ok(reserved.length > 0)
  const unwritten = PAYLOAD_TYPES.filter((type) => !reserved.includes(type) && !isWritten(type))
  assert.deepEqual(unwritten, [])
})

test('nothing writes a type that the format still marks as reserved', () => {
  assert.deepEqual(reserved.filter(isWritten), [])
})
