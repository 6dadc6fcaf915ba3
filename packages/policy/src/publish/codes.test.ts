// Tests that the page on publishing agrees with the problem codes and the limits.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { PROBLEM_CODES } from './codes.ts'
import { LIMITS } from './limits.ts'

const page = readFileSync(new URL('../../../../docs/policies/publishing.md', import.meta.url), 'utf8')

test('the page lists every code as it is', () => {
  const rows = Array.from(
    page.matchAll(/^\| `([a-z]+\.[a-z_]+)` \| (\w+) \| (.+) \|$/gm),
    ([, ...row]) => row,
  )
  assert.deepEqual(
    rows,
    Object.entries(PROBLEM_CODES).map(([code, [severity, says]]) => [code, severity, says]),
  )
})

test('every code but those that others raise is raised here', () => {
  const folder = new URL('.', import.meta.url)
  const sources = globSync('**/*.ts', { cwd: folder })
    .filter((file) => !file.endsWith('.test.ts') && !file.endsWith('codes.ts'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .join('\n')
  const unused = Object.keys(PROBLEM_CODES).filter((code) => !sources.includes(`'${code}'`))
  assert.deepEqual(unused, ['policy.too_complex'])
})

test('the page tells the limits as they are', () => {
  function has(row: string) {
    assert.ok(page.includes(row), row)
  }
  has(`| text | ${LIMITS.textBytes / 1024} KiB of UTF-8 |`)
  has(`| document | ${LIMITS.documentBytes / 1024} KiB |`)
  has(`| policies | ${LIMITS.policies.toLocaleString('en')} |`)
  has(`| brackets open at once | ${LIMITS.nesting} |`)
  has(`| operators chained on one path through an expression | ${LIMITS.operators};`)
  has(`${LIMITS.zones} and ${LIMITS.globs}, of ${LIMITS.globCharacters} characters |`)
  has(`| patterns of the settings | ${LIMITS.patterns}, of ${LIMITS.patternCharacters} characters |`)
  has(`| groups of hosts, and patterns in each | ${LIMITS.hosts} and ${LIMITS.hostPatterns} |`)
  has(`| tests | ${LIMITS.tests} |`)
  has(`| problems that are listed | ${LIMITS.problems} |`)
})
