// A failover to the synchronous standby, under COUNTERSIGN_LONG; `npm run storm -- failover` runs longer.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { noCrashTests } from '../postgres.ts'
import { failover } from './failover.ts'

const skip = noCrashTests || (process.env.COUNTERSIGN_LONG ? false : 'runs under COUNTERSIGN_LONG')

it('nothing acknowledged is lost, doubled or invented when the standby is lost, then the first server', {
  skip,
}, async () => {
  const figures = await failover({ processes: 3, clients: 8, pauseMs: 40, aloneMs: 6000 })
  assert.ok(figures.acknowledged > 200, JSON.stringify(figures))
  assert.ok(figures.unknownAnswers > 0, JSON.stringify(figures))
})
