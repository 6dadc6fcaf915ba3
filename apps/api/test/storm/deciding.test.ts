// The short version of the storm over deciding; `npm run storm` runs the long one.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { decidingStorm } from './deciding.ts'

for (const kind of ['postgres', 'embedded'] as const) {
  it(`no decision and no use is lost or doubled when processes are killed at each step, on ${kind}`, async () => {
    const figures = await decidingStorm({ kind, kills: 3, clients: 6, pauseMs: 120 })
    assert.deepEqual(figures.kills, { ask: 1, decide: 1, use: 1 })
    assert.ok(figures.approvals > 5, JSON.stringify(figures))
  })
}
