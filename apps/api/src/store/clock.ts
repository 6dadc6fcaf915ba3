// The database's clock, which all processes share.

/** Milliseconds since the epoch, at the moment that a statement reads it. */
export const NOW = 'floor(extract(epoch from clock_timestamp()) * 1000)::bigint'
