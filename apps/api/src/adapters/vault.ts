// The master key: where it comes from, and wrapping data keys with it.
import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Vault } from '../ports/services.ts'
import { seal, unseal } from '../sealing.ts'
import { DataDirError, makeDataDir } from './data-dir.ts'

const KEY_BYTES = 32

/** `previous` only opens what was wrapped before the master key was changed. */
export function localVault(masterKey: Uint8Array, previous?: Uint8Array): Vault {
  const key = derived(masterKey)
  const older = previous && derived(previous)
  return {
    check: () => key.check,
    fits: (stored) => [key, older].some((one) => one?.check.equals(stored)),
    wrap: (purpose, plain) => seal(key.wrapping, purpose, plain),
    unwrap(purpose, wrapped) {
      try {
        return unseal(key.wrapping, purpose, wrapped)
      } catch (error) {
        if (older === undefined) throw error
        return unseal(older.wrapping, purpose, wrapped)
      }
    },
  }
}

function derived(masterKey: Uint8Array) {
  return {
    wrapping: createHmac('sha256', masterKey).update('countersign/wrap/1').digest(),
    check: createHmac('sha256', masterKey).update('countersign/check/1').digest(),
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

/** Where the master key of this machine is kept when the settings name none. */
function fileIn(dataDir: string): string {
  return join(dataDir, 'master.key')
}

type KeyPlace = { masterKey: string | undefined; dataDir: string }

/** The vault of the settings, which may name the key of before, too. */
export function vaultOf(
  masterKey: Uint8Array,
  { previousMasterKey }: { previousMasterKey: string | undefined },
) {
  return localVault(
    masterKey,
    previousMasterKey === undefined ? undefined : parseMasterKey(previousMasterKey),
  )
}

/** The master key from the settings, or from `master.key` in the data folder. */
export function findMasterKey({ masterKey, dataDir }: KeyPlace): Uint8Array | undefined {
  if (masterKey !== undefined) return parseMasterKey(masterKey)
  const file = fileIn(dataDir)
  if (!existsSync(file)) return undefined
  refuseOpenFile(file)
  return parseMasterKey(readFileSync(file, 'utf8'))
}

/** The same, where none may be made. */
export function requireMasterKey(place: KeyPlace): Uint8Array {
  const found = findMasterKey(place)
  if (found !== undefined) return found
  throw new MasterKeyError(
    'no master key: set COUNTERSIGN_MASTER_KEY or COUNTERSIGN_MASTER_KEY_FILE (`openssl rand -hex 32` makes one)',
  )
}

/** As ssh does with a private key: others who could read it may have done so. */
function refuseOpenFile(file: string): void {
  if (process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return
  throw new MasterKeyError(
    `others than you may read or change the master key: run \`chmod 600 ${file}\`, and change the key if somebody may have read it`,
  )
}

/** Makes `master.key` in the data folder; of two processes that start at once, both get the same one. */
export function makeMasterKey(dataDir: string): { key: Uint8Array; file: string } {
  makeDataDir(dataDir)
  const file = fileIn(dataDir)
  const draft = `${file}.${process.pid}.new`
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flush: true })
  try {
    // A link, not a rename: the second process finds the file of the first.
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
  return { key: parseMasterKey(readFileSync(file, 'utf8')), file }
}

/** A data folder with a key and without its database belongs to receipts that are somewhere else. */
export function refuseLostDatabase(dataDir: string): void {
  if (!existsSync(fileIn(dataDir)) || existsSync(join(dataDir, 'database'))) return
  throw new DataDirError(
    `the data folder \`${dataDir}\` has a master key and no database: restore the folder \`database\`, set DATABASE_URL if the receipts are on a server, or move \`master.key\` away to begin anew`,
  )
}
