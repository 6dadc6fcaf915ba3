// A private folder of compiled code, so that the fresh thread of each check need not compile its modules.
import { mkdtempSync, rmSync } from 'node:fs'
import { getCompileCacheDir } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type CompiledFolder = {
  /** Undefined where nothing can be written: then every thread compiles. */
  path: string | undefined
  remove(): void
}

/** The process's own folder where it keeps one, or a new one that only this user may read and write. */
export function compiledFolder(): CompiledFolder {
  const kept = getCompileCacheDir()
  if (kept !== undefined) return { path: kept, remove: () => undefined }
  try {
    const path = mkdtempSync(join(tmpdir(), 'countersign-compiled-'))
    return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
  } catch {
    return { path: undefined, remove: () => undefined }
  }
}
