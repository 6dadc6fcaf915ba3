// The service judges a bundle as the command line does: by the one judge of the receipt package.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { bestSuite } from '@countersign/native'
import { verifyRequest } from './work.ts'

type Vector = { name: string; bundle: string; verdict: string; axis?: string; code?: string }

const suite = await bestSuite()
const vectors = new URL('../../../../../packages/receipt/vectors/bundles.json', import.meta.url)
const cases: Vector[] = JSON.parse(readFileSync(vectors, 'utf8'))

test('every bundle that the format refuses is refused online, with the same axis and code', () => {
  let refused = 0
  for (const { name, bundle, axis, code } of cases) {
    // The service cannot answer what depends on a checkpoint that the client kept.
    if (axis === undefined || axis === 'since') continue
    const report = verifyRequest(suite, { bundle }, { keys: { keys: [] } })
    const failed = report.axes.find(({ status }) => status === 'failed')
    assert.deepEqual([report.verdict, failed?.name, failed?.code], ['invalid', axis, code], name)
    refused++
  }
  assert.ok(refused >= 12, String(refused))
})

test('a bundle without its last line feed is cut, and a window says what it leaves out', () => {
  const window = cases.find(({ name }) => name === 'window')?.bundle ?? ''
  function judge(bundle: string) {
    return verifyRequest(suite, { bundle }, { keys: { keys: [] } })
  }
  assert.equal(judge(window).verdict, 'indeterminate')
  assert.deepEqual(judge(window).hidden, { before: 2, after: 2 })
  const { verdict, axes } = judge(window.slice(0, -1))
  assert.deepEqual(
    [verdict, axes.find(({ status }) => status === 'failed')?.code],
    ['invalid', 'bundle.truncated'],
  )
})
