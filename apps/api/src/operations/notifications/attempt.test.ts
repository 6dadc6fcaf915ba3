// When the next attempt to deliver is due.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { attemptOf } from './attempt.ts'

it('the next attempt is as far from this one as was asked, though the clock moves on at every reading', () => {
  let ms = 1_700_000_000_000
  const context = { clock: () => ++ms, random: (bytes: number) => new Uint8Array(bytes) }
  const event = { name: 'agent.created', receiptId: 'rec_1' } as const
  for (const retryInMs of [1, 600_000, 2_999.6]) {
    const { at, nextAt } = attemptOf(context, 1, 'whk_1', event, { status: 'failed', attempt: 1, retryInMs })
    assert.equal((nextAt ?? 0) - at, Math.round(retryInMs))
  }
  assert.equal(attemptOf(context, 1, 'whk_1', event, { status: 'succeeded', attempt: 1 }).nextAt, null)
})
