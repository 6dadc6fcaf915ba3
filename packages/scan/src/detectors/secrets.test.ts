// Tests which values behind a telling name are credentials, and which only stand for one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scanText } from '../scan.ts'

function heldIn(text: string): readonly string[] {
  return scanText(text, { categories: ['secret'] }).findings.map(({ start, end }) => text.slice(start, end))
}

const STANDING = [
  'const provider = { token: SessionTokenFactory<T> }',
  '{ token: "RequestScopedLogger" }',
  '{"secret":"**LEFT OUT**"}',
  'PGPASSWORD="my very long password"',
  "request({ auth: 'user:password' })",
  "{ connectionString: 'postgres://app@db/orders' }",
  "parse('postgres://app:somepassword@db:381/orders')",
]

test('what stands for a credential is left alone', () => {
  for (const text of STANDING) assert.deepEqual(heldIn(text), [], text)
})

const HELD = [
  ['{ token: "RqtScdLgHrVbnWkPz" }', 'RqtScdLgHrVbnWkPz'],
  ["{ connectionString: 'postgres://app:tr0ub4dor@db/orders' }", 'tr0ub4dor'],
  ['PGPASSWORD="correct9horse"', 'correct9horse'],
] as const

test('a drawn value and a chosen password are found', () => {
  for (const [text, held] of HELD)
    assert.ok(
      heldIn(text).some((found) => found.includes(held)),
      text,
    )
})
