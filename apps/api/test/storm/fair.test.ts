// The short version of the run over many orgs; `npm run storm` runs the long one.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { fairRun } from './fair.ts'

it('fifty orgs get equal shares of one process beside a greedy one', async (t) => {
  const figures = await fairRun({ orgs: 50, perOrg: 40, each: 3, greedy: 300 })
  const said = JSON.stringify(figures)
  assert.ok(figures.least >= 20, said)
  assert.ok(figures.most <= 2 * figures.least, said)
  t.diagnostic(said)
})
