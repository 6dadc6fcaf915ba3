// Word lists and patterns are declared in packages/terms only: a second copy would drift.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import * as terms from '../packages/terms/src/index.ts'
import { root } from './checks.ts'

/** Generated from the lists, so it cannot drift. */
const generated = join('packages', 'client', 'src', 'generated.ts')
const files = globSync('{packages,apps}/*/src/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts') && !file.startsWith(join('packages', 'terms')))
  .filter((file) => file !== generated)
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))

const lists = Object.entries<unknown>(terms).filter((entry): entry is [string, string[]] =>
  Array.isArray(entry[1]),
)

/** Strings with nothing but commas or bars between them: an array, a union, or the arguments of a call. */
const SERIES = /(?:'[^'\n]*'|"[^"\n]*")(?:\s*[,|]\s*(?:'[^'\n]*'|"[^"\n]*"))+/g

/** Part of a list may stand elsewhere, such as the states that can be suspended; most of a long one may not. */
function isCopyOf(words: readonly string[], list: readonly string[]): boolean {
  return list.filter((word) => words.includes(word)).length >= Math.min(list.length, 4)
}

function copiesIn(text: string): string[] {
  return [...text.matchAll(SERIES)].flatMap(([series]) => {
    const words = [...series.matchAll(/['"]([^'"]*)['"]/g)].map(([, word]) => word ?? '')
    return lists.filter(([, list]) => isCopyOf(words, list)).map(([name]) => `${name}: ${series}`)
  })
}

/** What a pattern says between its anchors. */
function bodyOf({ source }: RegExp): string {
  return source.replace(/^\^/, '').replace(/\$$/, '')
}

const digits = '0-9a-hjkmnp-tv-z'
const bodies = [
  ...Object.values<unknown>(terms).filter((value) => value instanceof RegExp),
  ...Object.values(terms.ID_PATTERNS),
].map(bodyOf)

function patternsIn(text: string): string[] {
  return [...bodies, digits, '0123456789abcdefghjkmnpqrstvwxyz'].filter((body) => text.includes(body))
}

test('no word list of packages/terms is declared a second time', () => {
  assert.ok(files.length > 200 && lists.length > 10)
  const copies = files.flatMap(({ file, text }) => copiesIn(text).map((copy) => `${file}: ${copy}`))
  assert.deepEqual(copies, [])
})

test('no pattern of packages/terms is declared a second time', () => {
  assert.ok(bodies.length > 15)
  const copies = files.flatMap(({ file, text }) => patternsIn(text).map((copy) => `${file}: ${copy}`))
  assert.deepEqual(copies, [])
})

test('a copy would be found: an array, a union, a list that has drifted, a pattern, an alphabet', () => {
  const copies = [
    "z.enum(['allow', 'deny', 'defer', 'sanitize', 'require_approval'])",
    "type Band = 'low' | 'medium'\n  | 'high' | 'critical'",
    "['pending', 'granted', 'rejected', 'expired', 'used']",
    'oneOf("full", "hash_only")',
  ]
  for (const copy of copies) assert.equal(copiesIn(copy).length > 0, true, copy)
  assert.deepEqual(copiesIn("from: ['active', 'suspended', 'quarantined']"), [])
  for (const copy of ['/^org_[0-9a-hjkmnp-tv-z]{26}$/', '/^[A-Za-z0-9][A-Za-z0-9_.:/@-]{0,127}$/']) {
    assert.equal(patternsIn(copy).length > 0, true, copy)
  }
})
