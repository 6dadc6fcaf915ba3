// The master key: where it comes from, and wrapping data keys with it.
import { createHmac, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Vault } from '../ports/services.ts'
import { seal, unseal } from '../sealing.ts'
import { makeDataDir } from './data-dir.ts'

const KEY_BYTES = 32

export function localVault(masterKey: Uint8Array): Vault {
  const wrapping = createHmac('sha256', masterKey).update('countersign/wrap/1').digest()
  const check = createHmac('sha256', masterKey).update('countersign/check/1').digest()
  return {
    check: () => check,
    fits: (stored) => Buffer.compare(check, Buffer.from(stored)) === 0,
    wrap: (purpose, key) => seal(wrapping, purpose, key),
    unwrap: (purpose, wrapped) => unseal(wrapping, purpose, wrapped),
  }
}

export class MasterKeyError extends Error {}

/** Reads 32 bytes given as 64 hex characters or as base64. */
export function parseMasterKey(text: string): Uint8Array {
  const trimmed = text.trim()
  const bytes = /^[0-9A-Fa-f]{64}$/.test(trimmed)
    ? Buffer.from(trimmed, 'hex')
    : Buffer.from(trimmed, 'base64')
  if (bytes.length !== KEY_BYTES) {
    throw new MasterKeyError(
      'the master key must be 32 bytes, as 64 hex characters or base64: try `openssl rand -hex 32`',
    )
  }
  return bytes
}

/** The master key from the settings, or from `master.key` in the data folder, which is made when `mayCreate`. */
export function loadMasterKey(
  given: string | undefined,
  dataDir: string,
  mayCreate: boolean,
): { key: Uint8Array; created: string | undefined } {
  if (given !== undefined) return { key: parseMasterKey(given), created: undefined }
  const file = join(dataDir, 'master.key')
  if (existsSync(file)) return { key: parseMasterKey(readFileSync(file, 'utf8')), created: undefined }
  if (!mayCreate) {
    throw new MasterKeyError(
      'no master key: set COUNTERSIGN_MASTER_KEY or COUNTERSIGN_MASTER_KEY_FILE (`openssl rand -hex 32` makes one)',
    )
  }
  makeDataDir(dataDir)
  const draft = `${file}.${process.pid}.new`
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flush: true })
  try {
    // A link, not a rename: of two processes that start at once, one makes the file and both read it.
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
  chmodSync(file, 0o600)
  return { key: parseMasterKey(readFileSync(file, 'utf8')), created: file }
}
