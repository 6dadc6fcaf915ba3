// Takes what was erased out of the files of the embedded database, which nothing vacuums by itself.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'

/** Each round ends one file of the write-ahead log. There are a few; with this many, something else is wrong. */
const ROUNDS_MAX = 200

/**
 * Every table is written anew, without rows that were replaced. The write-ahead log holds those rows, too, so its
 * files are ended and removed. By default they would be used again, with what is in them until it is overwritten.
 */
export async function rewriteFiles(db: Pick<PGlite, 'exec'>, folder: string): Promise<void> {
  await db.exec('set wal_recycle = off')
  await db.exec('vacuum full')
  const before = logFiles(folder)
  for (let n = 0; logFiles(folder).some((file) => before.includes(file)); n++) {
    if (n === ROUNDS_MAX)
      throw new Error(`\`${join(folder, 'pg_wal')}\` keeps files that hold what was erased`)
    await db.exec('checkpoint')
    await db.exec('select pg_switch_wal()')
    await db.exec('checkpoint')
  }
  await db.exec('reset wal_recycle')
}

function logFiles(folder: string): string[] {
  return readdirSync(join(folder, 'pg_wal')).filter((file) => /^[0-9A-F]{24}$/.test(file))
}
