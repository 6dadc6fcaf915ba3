// The short version of the halt storm; `npm run storm` runs the long one.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { haltStorm } from './halt.ts'

it('no allow follows a halt, a suspension or a revocation in the one chain that four processes write', async () => {
  const figures = await haltStorm({ processes: 4, rounds: 4, clients: 16 })
  const said = JSON.stringify(figures)
  for (const code of ['org.halted', 'agent.suspended', 'agent.quarantined'])
    assert.ok(figures.denied[code], said)
  assert.ok(figures.refusedKeys > 0, said)
  assert.ok(figures.allowed > 0, said)
  for (const count of figures.byProcess) assert.ok(count > 0, said)
})
