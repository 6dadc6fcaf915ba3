// Where the master key comes from, and when it may be made.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { loadMasterKey, localVault, MasterKeyError, parseMasterKey } from './vault.ts'

let base: string
before(() => {
  base = mkdtempSync(join(tmpdir(), 'countersign-vault-'))
})
after(() => rmSync(base, { recursive: true }))

test('a missing master key is made once, for its user alone, and read again ever after', () => {
  const dataDir = join(base, 'new')
  const first = loadMasterKey(undefined, dataDir, true)
  const file = join(dataDir, 'master.key')
  assert.equal(first.created, file)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(dataDir), ['master.key'])
  assert.equal(readFileSync(file, 'utf8').trim(), Buffer.from(first.key).toString('hex'))
  assert.deepEqual(loadMasterKey(undefined, dataDir, false), { key: first.key, created: undefined })
})

test('in production a missing master key is refused, and none is made', () => {
  const dataDir = join(base, 'production')
  assert.throws(() => loadMasterKey(undefined, dataDir, false), /no master key: set COUNTERSIGN_MASTER_KEY/)
  assert.ok(!readdirSync(base).includes('production'))
})

test('a given key wins and leaves nothing on the disk', () => {
  const given = loadMasterKey('ab'.repeat(32), join(base, 'given'), true)
  assert.deepEqual(given, { key: Buffer.alloc(32, 0xab), created: undefined })
  assert.ok(!readdirSync(base).includes('given'))
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
