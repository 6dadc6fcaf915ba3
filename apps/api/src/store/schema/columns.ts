// Columns that many tables have. Row security, grants and triggers are SQL: migrations/0001_isolation.sql.
import { bigint, customType } from 'drizzle-orm/pg-core'

export const bytea = customType<{ data: Uint8Array; driverData: Buffer }>({ dataType: () => 'bytea' })

/** A position in a log. */
export function position(name: string) {
  return bigint(name, { mode: 'number' })
}

/** Milliseconds since the epoch. */
export function millis(name: string) {
  return bigint(name, { mode: 'number' })
}
