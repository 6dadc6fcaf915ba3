// The fact `time`, in the time zone of the settings.
import { readOnce } from '../evaluate/data.ts'
import type { CedarValue } from '../model/cedar.ts'
import { FactsError } from '../model/facts.ts'

type Moment = {
  readonly hour: number
  readonly minute: number
  readonly weekday: string
}

/** Tells the time of day in one time zone; throws `FactsError` when there is no such zone. */
export type Clock = (at: number) => Moment

const DAYS = ['thursday', 'friday', 'saturday', 'sunday', 'monday', 'tuesday', 'wednesday'] as const
const MINUTE = 60_000
const DAY = 1440

function utc(at: number): Moment {
  const minutes = Math.floor(at / MINUTE)
  const inDay = ((minutes % DAY) + DAY) % DAY
  const day = Math.floor(minutes / DAY)
  return {
    hour: Math.floor(inDay / 60),
    minute: inDay % 60,
    weekday: DAYS[((day % DAYS.length) + DAYS.length) % DAYS.length] ?? 'thursday',
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      hour: '2-digit',
      minute: '2-digit',
      weekday: 'long',
    })
  } catch {
    throw new FactsError(
      'settings.invalid',
      `there is no time zone \`${timeZone.slice(0, 64).toWellFormed()}\``,
    )
  }
}

// Before 1972 some zones were off by seconds, so that their minutes do not begin with those of UTC.
const WHOLE_MINUTES_SINCE = 63_072_000_000

function clockBy(format: Intl.DateTimeFormat): Clock {
  let last = { minute: Number.NaN, moment: utc(0) }
  return (at) => {
    const minute = Math.floor(at / MINUTE)
    if (minute === last.minute) return last.moment
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const moment = {
      hour: Number(parts.get('hour')),
      minute: Number(parts.get('minute')),
      weekday: parts.get('weekday')?.toLowerCase() ?? '',
    }
    if (at >= WHOLE_MINUTES_SINCE) last = { minute, moment }
    return moment
  }
}

/** The clock of a time zone. It is set when it is first asked: most versions have no policy that does. */
export function clockOf(timeZone: string): Clock {
  if (timeZone === 'UTC') return utc
  let clock: Clock | undefined
  return (at) => {
    clock ??= clockBy(formatOf(timeZone))
    return clock(at)
  }
}

// The years 0 to 9999, which Cedar can write.
const FIRST = -62_167_219_200_000
const LAST = 253_402_300_799_999

/** The fact `time`: throws `FactsError` when there is no such time zone. */
export function timeOf(at: number, clock: Clock): CedarValue {
  const within = Number.isNaN(at) ? 0 : Math.trunc(Math.min(Math.max(at, FIRST), LAST))
  const { hour, minute, weekday } = clock(within)
  const text = new Date(within).toISOString()
  return { at: { __extn: { fn: 'datetime', arg: text } }, hour, minute, weekday }
}

/** The fact `time` when no policy reads it. */
export const NO_TIME: CedarValue = Object.freeze(readOnce({ ...(timeOf(0, utc) as object) }))
