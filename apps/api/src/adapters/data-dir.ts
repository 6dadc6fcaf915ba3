// The folder that holds what this machine keeps: the embedded database and a master key that was made here.
import { accessSync, constants, mkdirSync } from 'node:fs'

export class DataDirError extends Error {}

/** Makes the folder, for this user only, when it is not there; throws DataDirError when it cannot be written to. */
export function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new DataDirError(
      `the data folder \`${dataDir}\` cannot be written to (${code}): make it this user's, or set COUNTERSIGN_DATA_DIR to another folder`,
    )
  }
}
