// Times as text, RFC 3339.
const TIME = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/
/** A fraction of a second with anything beyond its third digit. */
const FINER = /\.\d{3}\d*[1-9]/

/** The last millisecond that ECMAScript has. */
const DATE_MAX = 8.64e15

const EXAMPLE = '`2026-11-21T10:00:00.000Z`'
const TIME_RULE = `must be an RFC 3339 time that exists, such as ${EXAMPLE}`

/**
 * A time as milliseconds since the epoch; undefined for another text, and for a day or an hour that does not exist.
 * A fraction of a millisecond counts as a whole one, so that a range up to 23:59:59.999999 contains the whole day.
 */
export function parseTime(text: string): number | undefined {
  const date = typeof text === 'string' ? TIME.exec(text)?.[1] : undefined
  const time = Date.parse(text)
  if (date === undefined || Number.isNaN(time)) return undefined
  // Date.parse takes the 31st of February for a day in March.
  if (!new Date(`${date}T00:00:00Z`).toISOString().startsWith(date)) return undefined
  return FINER.test(text) ? time + 1 : time
}

/** Milliseconds since the epoch as text: UTC, to the millisecond; throws `RangeError` where there is no such time. */
export function formatTime(milliseconds: number): string {
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > DATE_MAX)
    throw new RangeError(`\`${milliseconds}\` is not a time in milliseconds since the epoch`)
  return new Date(milliseconds).toISOString()
}

/** Why a text is not a time that `parseTime` reads, and what to write instead; undefined for one that it reads. */
export function timeFault(text: string): string | undefined {
  if (typeof text !== 'string') return TIME_RULE
  if (parseTime(text) !== undefined) return undefined
  if (/^-?\d+$/.test(text)) return `must be an RFC 3339 time, not a number: write ${EXAMPLE}`
  if (parseTime(text.replace(' ', '+')) !== undefined)
    return 'must have `%2B` instead of `+`, which means a space in a URL'
  if (parseTime(`${text}Z`) !== undefined)
    return 'must end with its offset from UTC: add `Z`, or one such as `+02:00`'
  if (parseTime(text.replace(/:60(?=[.Z+-])/, ':59')) !== undefined)
    return 'must not be a leap second: the greatest second is `59`'
  return TIME_RULE
}
