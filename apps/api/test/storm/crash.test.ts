// The short version of the crash storm; `npm run storm` runs the long one.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { noCrashTests } from '../postgres.ts'
import { crashStorm } from './crash.ts'

it('nothing acknowledged is lost or doubled when the API and PostgreSQL are killed', {
  skip: noCrashTests,
}, async () => {
  const figures = await crashStorm({
    kind: 'postgres',
    apiKills: 2,
    databaseKills: 1,
    databaseStops: 1,
    clients: 12,
    pauseMs: 100,
  })
  assert.ok(figures.acknowledged > 100, JSON.stringify(figures))
})

it('nothing acknowledged is lost or doubled when the API is killed on the embedded database', async () => {
  const figures = await crashStorm({
    kind: 'embedded',
    apiKills: 2,
    databaseKills: 0,
    databaseStops: 0,
    clients: 12,
    pauseMs: 100,
  })
  assert.ok(figures.acknowledged > 50, JSON.stringify(figures))
})
