// The first admin key: said once by the process that made it, and never through the logger.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, rmSync, statSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Fault } from '../src/ports/faults.ts'
import { whyNot } from '../src/start-fault.ts'
import { runService } from './command.ts'
import { emptyDataDir } from './postgres.ts'

const KEY = /cs_live_[0-9a-z]{40,}/g

let dataDir: string
before(async () => {
  dataDir = await emptyDataDir()
})
after(() => rmSync(dataDir, { recursive: true, force: true }))

test('says which setting is behind a database that cannot be reached', () => {
  function failed(message: string, more: object) {
    return whyNot(Object.assign(new Error(message), more))
  }
  const refused = failed('connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED', syscall: 'connect' })
  assert.match(refused, /ECONNREFUSED 127\.0\.0\.1:1; see DATABASE_URL$/)
  assert.equal(
    whyNot(new AggregateError([Object.assign(new Error('x'), { syscall: 'connect' })])),
    failed('x', { syscall: 'connect' }),
  )
  assert.match(failed('password authentication failed for user "u"', { code: '28P01' }), /see DATABASE_URL$/)
  assert.equal(failed('anything else', {}), 'anything else')
  assert.equal(
    whyNot(new Fault('unavailable', new Error('timeout expired'))),
    'the database stopped answering: timeout expired; see DATABASE_URL',
  )
})

function start(port: number) {
  return runService({ COUNTERSIGN_DATA_DIR: dataDir, COUNTERSIGN_PORT: String(port) })
}

test('a start whose port is taken says so, and makes nothing: neither an org nor a key', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const before = readdirSync(dataDir)
  const failed = await start(port)
  taken.close()
  assert.equal(failed.code, 1)
  assert.match(
    failed.err,
    new RegExp(`countersign: .*EADDRINUSE.*:${port}: stop what listens there, or set COUNTERSIGN_PORT`),
  )
  assert.deepEqual([failed.out, readdirSync(dataDir)], ['', before])
})

test('is said once, by the start that made it, and not by one that follows', async () => {
  const first = await start(0)
  assert.equal(first.code, 0, first.out + first.err)
  assert.equal(new Set(first.out.match(KEY)).size, 1)
  function logged(text: string) {
    return text.split('\n').filter((line) => line.startsWith('{'))
  }
  assert.deepEqual(
    logged(first.out + first.err)
      .join('\n')
      .match(KEY),
    null,
  )
  assert.equal(statSync(join(dataDir, 'master.key')).mode & 0o777, 0o600)

  const second = await start(0)
  assert.equal(second.code, 0, second.out + second.err)
  assert.match(second.out, /countersign is ready at http:/)
  // Stopped in order: nothing is left of the socket and the lock.
  assert.deepEqual(readdirSync(dataDir).sort(), ['database', 'database.lock', 'master.key'])
  assert.equal((second.out + second.err).match(KEY), null)
})
