// Times as text, RFC 3339.
const TIME = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

/** What is said of a text that is none. */
export const TIME_RULE = 'must be a time that exists, such as `2026-11-21T10:00:00Z`'

/** A time as milliseconds since the epoch; undefined for another text, and for a day or an hour that does not exist. */
export function parseTime(text: string): number | undefined {
  const date = TIME.exec(text)?.[1]
  const time = Date.parse(text)
  if (date === undefined || Number.isNaN(time)) return undefined
  // Date.parse takes the 31st of February for a day in March.
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date) ? time : undefined
}
