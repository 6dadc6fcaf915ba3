// Parses the texts of Cedar's `datetime` and `duration`.
import { EvaluationError } from './failure.ts'
import { longOf } from './long.ts'
import type { ScaledValue } from './value.ts'

const malformedDatetime = new EvaluationError('malformed datetime')
const malformedDuration = new EvaluationError('malformed duration')

const DATETIME =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{3}))?(?:Z|([+-])([0-9]{2})([0-9]{2})))?$/
const DURATION = /^(-?)(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?$/
const UNITS = [86_400_000n, 3_600_000n, 60_000n, 1000n, 1n]
const DIGITS = 20

/** The milliseconds of a day. */
export const DAY = 86_400_000

// The calendar repeats every 400 years, and Date.UTC reads the years 0 to 99 as 1900 to 1999.
const CYCLE_YEARS = 400
const CYCLE_DAYS = 146_097

function dayOf(year: number, month: number, day: number): number {
  const shifted = Date.UTC(year + CYCLE_YEARS, month - 1, day)
  const date = new Date(shifted)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) throw malformedDatetime
  return shifted - CYCLE_DAYS * DAY
}

function field(text: string | undefined, below: number): number {
  const value = Number(text ?? 0)
  if (value >= below) throw malformedDatetime
  return value
}

/** Parses `datetime("…")`: a date, or a date and a time with `Z` or an offset, by the proleptic Gregorian calendar. */
export function parseDatetime(text: string): ScaledValue {
  const match = DATETIME.exec(text)
  if (match === null) throw malformedDatetime
  const day = dayOf(Number(match[1]), Number(match[2]), Number(match[3]))
  const seconds = field(match[4], 24) * 3600 + field(match[5], 60) * 60 + field(match[6], 60)
  const offset = field(match[9], 24) * 60 + field(match[10], 60)
  const east = match[8] === '-' ? -offset : offset
  return { kind: 'datetime', amount: day + seconds * 1000 + Number(match[7] ?? 0) - east * 60_000 }
}

function amountOf(text: string | undefined): bigint {
  const digits = (text ?? '').replace(/^0+/, '')
  if (digits.length > DIGITS) throw malformedDuration
  return BigInt(digits)
}

/** Parses `duration("…")`: days, hours, minutes, seconds and milliseconds in this order, at least one of them. */
export function parseDuration(text: string): ScaledValue {
  const match = DURATION.exec(text)
  if (match === null || text === '' || text === '-') throw malformedDuration
  const sum = UNITS.reduce((total, unit, at) => total + unit * amountOf(match[at + 2]), 0n)
  const amount = longOf(match[1] === '-' ? -sum : sum)
  if (amount === undefined) throw malformedDuration
  return { kind: 'duration', amount }
}
