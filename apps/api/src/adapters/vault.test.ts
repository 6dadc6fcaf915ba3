// Where the master key comes from, and when it may be made.
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  findMasterKey,
  localVault,
  MasterKeyError,
  makeMasterKey,
  parseMasterKey,
  refuseLostDatabase,
  requireMasterKey,
} from './vault.ts'

let base: string
before(() => {
  base = mkdtempSync(join(tmpdir(), 'countersign-vault-'))
})
after(() => rmSync(base, { recursive: true }))

test('a missing master key is made once, for its user alone, and read again ever after', () => {
  const dataDir = join(base, 'new')
  const place = { masterKey: undefined, dataDir }
  assert.equal(findMasterKey(place), undefined)
  assert.ok(!readdirSync(base).includes('new'), 'looking for one makes nothing')
  const { key, file } = makeMasterKey(dataDir)
  assert.equal(file, join(dataDir, 'master.key'))
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(dataDir), ['master.key'])
  assert.equal(readFileSync(file, 'utf8').trim(), Buffer.from(key).toString('hex'))
  assert.deepEqual(makeMasterKey(dataDir).key, key, 'one that is there is never replaced')
  assert.deepEqual([findMasterKey(place), requireMasterKey(place)], [key, key])
})

test('where none may be made a missing master key is refused', () => {
  const place = { masterKey: undefined, dataDir: join(base, 'production') }
  assert.throws(() => requireMasterKey(place), /no master key: set COUNTERSIGN_MASTER_KEY/)
})

test('a given key wins over the file', () => {
  const dataDir = join(base, 'given')
  makeMasterKey(dataDir)
  assert.deepEqual(findMasterKey({ masterKey: 'ab'.repeat(32), dataDir }), Buffer.alloc(32, 0xab))
})

test('a master key that others may read or change is refused, with the command that helps', {
  skip: process.platform === 'win32' && 'its files have no modes',
}, () => {
  const dataDir = join(base, 'open')
  const { key, file } = makeMasterKey(dataDir)
  for (const mode of [0o604, 0o602, 0o640, 0o620]) {
    chmodSync(file, mode)
    assert.throws(
      () => findMasterKey({ masterKey: undefined, dataDir }),
      (error: Error) => error.message.includes(`chmod 600 ${file}`),
    )
  }
  chmodSync(file, 0o400)
  assert.deepEqual(findMasterKey({ masterKey: undefined, dataDir }), key)
})

test('a data folder with a key and without its database is refused, and no other', () => {
  const dataDir = join(base, 'lost')
  refuseLostDatabase(dataDir)
  makeMasterKey(dataDir)
  assert.throws(() => refuseLostDatabase(dataDir), /a master key and no database: restore/)
  mkdirSync(join(dataDir, 'database'))
  refuseLostDatabase(dataDir)
})

test('a key of another form is refused in words that do not repeat it', () => {
  const key = Buffer.alloc(32, 0xcd)
  assert.deepEqual(parseMasterKey(` ${key.toString('base64')}\n`), key)
  for (const text of ['', 'cd'.repeat(31), `${'cd'.repeat(31)}zz`, 'cd'.repeat(33), 'secret words']) {
    assert.throws(
      () => parseMasterKey(text),
      (error: Error) => error instanceof MasterKeyError && (text === '' || !error.message.includes(text)),
    )
  }
})

test('what one key or purpose wrapped opens under no other', () => {
  const [vault, other] = [1, 2].map((byte) => localVault(new Uint8Array(32).fill(byte)))
  assert.ok(vault && other)
  const wrapped = vault.wrap('a/data-key', Buffer.from('the data key'))
  assert.equal(Buffer.from(vault.unwrap('a/data-key', wrapped)).toString(), 'the data key')
  assert.throws(() => vault.unwrap('b/data-key', wrapped))
  assert.throws(() => other.unwrap('a/data-key', wrapped))
  assert.deepEqual([vault.fits(vault.check()), vault.fits(other.check())], [true, false])
})
