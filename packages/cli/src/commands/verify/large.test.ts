// A bundle larger than the heap can be verified, with progress on a terminal.
import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { test } from 'node:test'
import { command } from '../../../test/child.ts'
import { largeBundle } from '../../../test/large.ts'
import { countersign } from '../../../test/run.ts'

const isLong = process.env.COUNTERSIGN_LONG !== undefined
// As many bytes of fewer receipts need as much room and fewer signatures.
const [RECEIPTS, CHARACTERS] = isLong ? [20_000, 2000] : [8000, 6000]
const HEAP_MB = 24

test('a bundle larger than the heap is verified, with progress on a terminal', async (t) => {
  const { bundle, keys } = await largeBundle(t, RECEIPTS, CHARACTERS)
  const { size } = await stat(bundle)
  assert.ok(size > 2 * HEAP_MB * 2 ** 20, `${size} bytes`)
  const startedAt = performance.now()
  const { code, out, err } = await command(['verify', bundle, '--trust', keys], {
    node: [`--max-old-space-size=${HEAP_MB}`],
  })
  const perSecond = RECEIPTS / ((performance.now() - startedAt) / 1000)
  assert.equal(code, 0, err)
  assert.ok(out.includes(`completeness  ${RECEIPTS} receipts`), out)
  t.diagnostic(
    `${Math.round(perSecond)} receipts/s, ${(size / 2 ** 20).toFixed(0)} MiB in a ${HEAP_MB} MiB heap`,
  )
  const watched = await countersign(['verify', bundle, '--trust', keys], { tty: 'stderr' })
  assert.equal(watched.exitCode, 0)
  assert.match(watched.err, new RegExp(`verifying \\[.{24}\\] \\d+% \\| \\d+/${RECEIPTS} receipts`))
})
