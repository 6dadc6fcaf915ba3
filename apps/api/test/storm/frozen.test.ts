// The short version of the frozen storm; `npm run storm` runs the long one.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { noCrashTests } from '../postgres.ts'
import { frozenRun } from './frozen.ts'

it('a frozen process or database holds nobody up for longer than its timeout', {
  skip: noCrashTests,
}, async () => {
  const figures = await frozenRun({ freezes: 1, stops: 1 })
  assert.ok(figures.acknowledged > 20, JSON.stringify(figures))
})
