// Tests that cases are judged by the packs as they are, and that what is wrong is counted and named.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Case, judgeCases, readCases, reportOf } from './cases.ts'

const zones = { zones: { secrets: { include: ['vault/**'] } } }
const reads: Omit<Case, 'id' | 'expect'> = {
  kind: 'evasion',
  topic: 'paths',
  pack: 'dlp',
  request: { tool: 'read_file', arguments: { path: 'vault/a' } },
  why: 'it lies in the vault',
}

test('a case is decided by its pack, with its own zones in place of those of the same name', () => {
  const judged = judgeCases([
    { ...reads, id: 'a', expect: ['allow'] },
    { ...reads, id: 'b', settings: zones, expect: ['deny', 'require_approval'] },
    { ...reads, id: 'c', settings: zones, given: { approved: true }, expect: ['allow', 'sanitize'] },
    { ...reads, id: 'd', settings: zones, expect: ['allow'] },
  ])
  assert.deepEqual(
    judged.map(({ verdict, isRight }) => [verdict, isRight]),
    [
      ['allow', true],
      ['require_approval', true],
      ['allow', true],
      ['require_approval', false],
    ],
  )
  const report = reportOf(judged)
  assert.ok(report.some((line) => /^dlp paths evasion +3 right +1 wrong$/.test(line)))
  assert.ok(report.some((line) => line.includes('25.0 %')))
  assert.ok(report.some((line) => line.startsWith('  d dlp paths: require_approval (dlp.secret_approval)')))
})

test('a line that is not JSON is named by its number', () => {
  const line = JSON.stringify({ ...reads, id: 'a', expect: [] })
  assert.equal(readCases(Buffer.from(`${line}\n\n${line}\n`)).length, 2)
  assert.throws(() => readCases(Buffer.from(`${line}\n{`)), /line 2 is not JSON/)
})

const folder = new URL('../cases/', import.meta.url)

for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl')))
  test(`every one of the ${file.replace('.jsonl', '')} is decided as it should be`, () => {
    const cases = readCases(readFileSync(new URL(file, folder)))
    assert.equal(new Set(cases.map(({ id }) => id)).size, cases.length)
    const wrong = judgeCases(cases).filter(({ isRight }) => !isRight)
    assert.deepEqual(
      wrong.map(({ one, verdict, because }) => `${one.id} ${one.request.tool}: ${verdict} (${because})`),
      [],
    )
  })
