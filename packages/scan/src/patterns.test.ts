// Tests the patterns that an org adds.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget, spentOf } from './budget.ts'
import { type Pattern, type Patterns, readPatterns } from './patterns.ts'
import { scanText } from './scan.ts'

function read(pattern: string, more: Partial<Pattern> = {}): ReturnType<typeof readPatterns> {
  return readPatterns([{ name: 'acme_id', category: 'personal', severity: 'medium', pattern, ...more }])
}

function patterns(pattern: string): Patterns {
  const found = read(pattern)
  return 'compiled' in found ? found : assert.fail(found.problem)
}

test('a pattern finds what it says, also dressed up and encoded', () => {
  const options = { categories: [], patterns: patterns('ACME-[0-9]{6}') } as const
  for (const text of ['see ACME-123456', 'see A\u200bCME-12345\uff16', 'see QUNNRS0xMjM0NTYgaXMgbWluZQ==']) {
    const [finding] = scanText(text, options).findings
    assert.equal(finding?.kind, 'personal.acme_id')
    assert.equal(finding?.start, 4)
  }
  assert.deepEqual(scanText('see ACME-12345', options).findings, [])
})

test('no pattern goes back and forth over a text', () => {
  const { complete, findings } = scanText('a'.repeat(20_000), {
    categories: [],
    patterns: patterns('(a+)+$b'),
  })
  assert.deepEqual([complete, findings], [true, []])
})

test('a pattern costs as much as it has steps, and little where its beginning is missing', () => {
  const alternatives = ['ant', 'bee', 'cat', 'dog', 'elk', 'fox', 'gnu', 'hen'].join('|')
  function costs(pattern: string): number {
    const budget = createBudget(1e9)
    scanText('z'.repeat(1000), { categories: [], patterns: patterns(pattern), budget })
    return spentOf(budget)
  }
  assert.ok(costs(`(?:${alternatives}){60}!`) > 10 * costs('[0-9]{6}'))
  assert.ok(costs('[0-9]{6}') > 5 * costs('ACME-[0-9]{6}'))
})

test('what a pattern begins with is not taken for certain where it may be missing', () => {
  for (const [pattern, text] of [
    ['ab?c', 'ac'],
    ['ab{0,2}c', 'ac'],
    ['ab|cd', 'cd'],
    ['(?i)abc', 'ABC'],
    ['ab*', 'a'],
    ['ab+', 'abb'],
  ] as const)
    assert.equal(scanText(text, { categories: [], patterns: patterns(pattern) }).findings.length, 1, pattern)
})

test('a pattern that costs more than there is left is told', () => {
  const options = { categories: [], patterns: patterns('b'), budget: createBudget(100) } as const
  assert.equal(scanText('a'.repeat(1000), options).complete, false)
})

test('what cannot be matched in linear time, is empty, too long or without a name is refused', () => {
  for (const pattern of ['(a)\\1', '(?=a)b', '(', 'a*', 'a'.repeat(513)])
    assert.ok('problem' in read(pattern), pattern)
  assert.ok('problem' in read('a', { name: 'Not A Name' }))
  assert.ok(
    'problem' in
      readPatterns(Array(65).fill({ name: 'a', category: 'secret', severity: 'low', pattern: 'a' })),
  )
})
