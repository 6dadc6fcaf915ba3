// The clocks that decide what is past its time: the database's, which processes share, and that of a log.

/** Milliseconds since the epoch, at the moment that a statement reads it. For what belongs to no log, such as leases. */
export const NOW = 'floor(extract(epoch from clock_timestamp()) * 1000)::bigint'

/** The time that the log of the org `$1` has reached. A database whose clock goes back must not take the log back with it. */
export const LOG_NOW = `(select greatest(issued_at, ${NOW}) from logs where org_id = $1)`
