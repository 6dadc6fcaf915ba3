import type { CedarValue } from '../evaluator.ts'
import { FactsError } from '../facts.ts'

interface Clock {
  readonly hour: number
  readonly minute: number
  readonly weekday: string
}

type Zone = (at: number) => Clock

const DAYS = ['thursday', 'friday', 'saturday', 'sunday', 'monday', 'tuesday', 'wednesday'] as const
const MINUTE = 60_000
const DAY = 1440

const utc: Zone = (at) => {
  const minutes = Math.floor(at / MINUTE)
  const inDay = ((minutes % DAY) + DAY) % DAY
  const day = Math.floor(minutes / DAY)
  return {
    hour: Math.floor(inDay / 60),
    minute: inDay % 60,
    weekday: DAYS[((day % DAYS.length) + DAYS.length) % DAYS.length] ?? 'thursday',
  }
}

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
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

const zoneOf = (timeZone: string): Zone => {
  const format = formatOf(timeZone)
  let last = { minute: Number.NaN, clock: utc(0) }
  return (at) => {
    const minute = Math.floor(at / MINUTE)
    if (minute === last.minute) return last.clock
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const clock = {
      hour: Number(parts.get('hour')),
      minute: Number(parts.get('minute')),
      weekday: parts.get('weekday')?.toLowerCase() ?? '',
    }
    if (at >= WHOLE_MINUTES_SINCE) last = { minute, clock }
    return clock
  }
}

// There are some 600 zones, but their names may be spelt in many ways.
const KNOWN = 1024
const known = new Map<string, Zone>()

const zoneNamed = (timeZone: string): Zone => {
  if (timeZone === 'UTC') return utc
  const kept = known.get(timeZone)
  if (kept !== undefined) return kept
  const zone = zoneOf(timeZone)
  if (known.size < KNOWN) known.set(timeZone, zone)
  return zone
}

// The years 0 to 9999, which Cedar can write.
const FIRST = -62_167_219_200_000
const LAST = 253_402_300_799_999

/** The fact `time`: throws `FactsError` when there is no such time zone. */
export const timeOf = (at: number, timeZone: string): CedarValue => {
  const within = Number.isNaN(at) ? 0 : Math.trunc(Math.min(Math.max(at, FIRST), LAST))
  const { hour, minute, weekday } = zoneNamed(timeZone)(within)
  const text = new Date(within).toISOString()
  return { at: { __extn: { fn: 'datetime', arg: text } }, hour, minute, weekday }
}

/** The fact `time` when no policy reads it. */
export const NO_TIME: CedarValue = Object.freeze(timeOf(0, 'UTC') as object) as CedarValue
