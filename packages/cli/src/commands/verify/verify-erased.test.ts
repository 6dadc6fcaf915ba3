// A bundle of which something was erased says how much, and a receipt that erased what never was is refused.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { countersign, files } from '../../../test/run.ts'
import { bundle, keys, verifyJson } from '../../../test/verify.ts'

type Vector = { name: string; bundle: string; options: { trust: { thumbprints: string[] } }; erased?: number }

const vectors: Vector[] = JSON.parse(
  readFileSync(new URL('../../../../receipt/vectors/erasures.json', import.meta.url), 'utf8'),
)

function vector(named: string): Vector {
  return vectors.find(({ name }) => name === named) ?? assert.fail(named)
}

test('what was erased is counted, in words and in JSON, and everything verifies', async (t) => {
  const { bundle: erased, options } = vector('two receipts erased')
  const at = await files(t, { erased, bundle, keys })
  const trust = ['--trust', ...options.trust.thumbprints]
  const shown = await countersign(['verify', at.erased, ...trust])
  assert.equal(shown.exitCode, 0, shown.out)
  assert.match(shown.out, /^3 values were erased, as receipts in this bundle say$/m)
  assert.match(shown.out, /disclosures +\d opened, 3 erased/)
  const { report } = await verifyJson([at.erased, ...trust])
  assert.deepEqual([report.verdict, report.erased], ['valid', 3])
  const other = await countersign(['verify', at.bundle, '--trust', at.keys])
  assert.doesNotMatch(other.out, /erased, as/)
})

test('a receipt that says something was erased which the log never held is refused', async (t) => {
  const { bundle: erased, options } = vector('a path without a commitment erased')
  const at = await files(t, { erased })
  const { exitCode, out } = await countersign(['verify', at.erased, '--trust', ...options.trust.thumbprints])
  assert.equal(exitCode, 1)
  assert.match(
    out,
    /Failed on links at seq 5, line 7\.\nWhat it means: a receipt says that something was erased/,
  )
})
