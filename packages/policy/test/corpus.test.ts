// Tests that the public Cedar test corpus is answered as it was recorded.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readFolder, runCorpus, type Tally } from './corpus.ts'
import { untar } from './tar.ts'

// The vectors lie beside the repository and are not part of it.
const vectors = fileURLToPath(new URL('../../../../shared/vectors/cedar/', import.meta.url))
const skip = existsSync(vectors) ? false : '../shared/vectors is not there'

function exactly(tally: Tally, expected: Omit<Tally, 'wrong' | 'differences'>): void {
  assert.deepEqual(tally, {
    ...expected,
    wrong: { decisions: 0, reasons: 0, errors: 0, failed: 0 },
    differences: [],
  })
}

test('all 74 requests of the hand-written Cedar tests are answered as recorded', { skip }, () => {
  const expected = { cases: 22, requests: 74, allowed: 38, determining: 44, erring: 0 }
  exactly(runCorpus(readFolder(vectors)), expected)
})

test('all 15,744 requests of the generated Cedar corpus are answered as recorded', { skip }, () => {
  const files = untar(readFileSync(`${vectors}corpus.tar.gz`))
  const expected = { cases: 1968, requests: 15_744, allowed: 9444, determining: 10_484, erring: 936 }
  exactly(runCorpus(files), expected)
})

test('an answer that differs from the recorded one is counted', { skip }, () => {
  const files = readFolder(vectors)
  const path = 'tests/ip/1.json'
  const wrong = (files.get(path) ?? '').replace('"decision": "allow"', '"decision": "deny"')
  const only = new Map([...files].filter(([name]) => !name.startsWith('tests/') || name.endsWith('.cedar')))
  assert.equal(runCorpus(only.set(path, wrong)).wrong.decisions, 1)
})
