// Tests what scanning finds and where, and that redacting takes out just that.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget } from './budget.ts'
import { redact } from './redact.ts'
import { scanText, scanValue } from './scan.ts'

const KEY = `ghp_${'aB3dE5gH7j'.repeat(4).slice(0, 36)}`

test('a finding says what it is and where, and never what it says', () => {
  const value = { 'a/b': [{ note: `see ${KEY}, or ann@example.org` }], n: 4111111111111111 }
  const { findings, complete } = scanValue(value)
  assert.equal(complete, true)
  assert.deepEqual(
    findings.map(({ category, path, start, end }) => [category, path, start, end]),
    [
      ['secret', '/a~1b/0/note', 4, 44],
      ['personal', '/a~1b/0/note', 49, 64],
      ['personal', '/n', 0, 16],
    ],
  )
  assert.ok(!JSON.stringify(findings).includes(KEY))
})

test('redacting keeps the structure', () => {
  const value = { list: [KEY, 1, null, { [KEY]: true, x: 'x' }], n: 4111111111111111 }
  const { findings } = scanValue(value)
  const left = redact(value, findings) as typeof value
  assert.ok(!JSON.stringify(left).includes(KEY))
  assert.equal(left.list.length, 4)
  assert.deepEqual(left.list.slice(1, 3), [1, null])
  assert.equal(Object.keys(left.list[3] ?? {}).length, 2)
  assert.equal(typeof left.n, 'string')
  assert.deepEqual(scanValue(left).findings, [])
})

test('a scan that was cut short says so', () => {
  assert.equal(scanText('a'.repeat(1000), { budget: createBudget(10) }).complete, false)
  assert.equal(scanText('a').complete, true)
})
