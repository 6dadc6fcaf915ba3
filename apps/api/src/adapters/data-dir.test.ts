// The data folder belongs to its user alone, and one that cannot be used is refused in words.
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DataDirError, makeDataDir } from './data-dir.ts'
import { startEmbedded } from './embedded.ts'
import { makeMasterKey } from './vault.ts'

let base: string
before(() => {
  base = mkdtempSync(join(tmpdir(), 'countersign-folder-'))
})
after(() => {
  chmodSync(base, 0o700)
  rmSync(base, { recursive: true })
})

const refused = {
  name: 'Error',
  message: /^the data folder `.*` cannot be written to \(E[A-Z]+\): .*COUNTERSIGN_DATA_DIR/,
}

test('a new data folder is its user’s alone', () => {
  makeDataDir(join(base, 'a', 'b'))
  assert.equal(statSync(join(base, 'a', 'b')).mode & 0o777, 0o700)
})

test('a file in its place is refused in words that name the setting, by whoever needs the folder', async () => {
  const file = join(base, 'file')
  writeFileSync(file, '')
  assert.throws(() => makeDataDir(file), DataDirError)
  assert.throws(() => makeMasterKey(file), refused)
  await assert.rejects(startEmbedded({ dataDir: file, onFatal: () => undefined }), refused)
})

test('a folder that this user may not write is refused', {
  skip: process.getuid?.() === 0 && 'root may',
}, () => {
  const locked = join(base, 'locked')
  makeDataDir(locked)
  chmodSync(locked, 0o500)
  assert.throws(() => makeDataDir(locked), refused)
})
