// Times on the wire: RFC 3339 in requests and answers, milliseconds since the epoch inside the service.
import { formatTime, parseTime, timeFault } from '@countersign/terms'
import * as z from 'zod'

/** What is wrong with a value as a time from 1970 on. */
function faultOf(value: unknown): string | undefined {
  if (value === undefined) return 'is required'
  const fault = timeFault(String(value))
  if (fault !== undefined || typeof value !== 'string') return fault ?? timeFault('')
  return Number(parseTime(value)) < 0 ? 'must not be before 1970' : undefined
}

const TimeText = z
  .string({ error: ({ input }) => faultOf(input) })
  .superRefine((text, { addIssue }) => {
    const message = faultOf(text)
    if (message !== undefined) addIssue({ code: 'custom', message })
  })
  .meta({ format: 'date-time' })

/** A time: text for callers, milliseconds for handlers. Answers are in UTC, with three digits of the second. */
export const Time = z.codec(TimeText, z.int(), {
  decode: (text) => parseTime(text) ?? 0,
  encode: formatTime,
})
