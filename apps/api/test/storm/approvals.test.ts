// The short version of the race for approvals; `npm run storm` runs the long one.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { approvalRace } from './approvals.ts'

it('over four processes an approval is used exactly as often, and granted by exactly as many, as it says', async () => {
  const figures = await approvalRace({ processes: 4, rounds: 5, atOnce: 32 })
  assert.equal(figures.rounds, 5)
})
