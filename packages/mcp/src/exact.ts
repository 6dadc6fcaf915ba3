// Finds numbers in parsed JSON that may differ from what was sent.
/**
 * Whether a parsed JSON value still holds the numbers that were sent. `JSON.parse` rounds integers beyond 2^53 and
 * turns `1e400` into Infinity silently, and then what is approved would not be what runs.
 */
export function isExact(value: unknown): boolean {
  if (typeof value === 'number') {
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
  }
  if (typeof value !== 'object' || value === null) return true
  return Object.values(value).every(isExact)
}
