// Numbers as decimals of Cedar, with four places, rounded to the strict side.
import type { CedarValue } from './cedar.ts'

/** Cedar's decimals are 64-bit integers of this many parts of one. */
export const SCALE = 10_000n

/** The largest decimal, in units of 0.0001. */
export const MAX_UNITS = 9_223_372_036_854_775_807n

/** The smallest decimal, in units of 0.0001. */
export const MIN_UNITS = -9_223_372_036_854_775_808n

/** A number between two decimals, in units of 0.0001; they are equal when it is one itself. */
export type Units = {
  readonly low: bigint
  readonly high: bigint
}

const PLACES = 4
const DIGITS = 24

/** The largest of some units; there is at least one. */
export function largestOf(units: readonly bigint[]): bigint {
  let kept = units[0] ?? 0n
  for (const next of units) if (next > kept) kept = next
  return kept
}

/** The smallest of some units; there is at least one. */
export function smallestOf(units: readonly bigint[]): bigint {
  let kept = units[0] ?? 0n
  for (const next of units) if (next < kept) kept = next
  return kept
}

function clamped(units: bigint): bigint {
  if (units > MAX_UNITS) return MAX_UNITS
  return units < MIN_UNITS ? MIN_UNITS : units
}

function between(negative: boolean, magnitude: bigint, exact: boolean): Units {
  const beyond = exact ? magnitude : magnitude + 1n
  const [low, high] = negative ? [-beyond, -magnitude] : [magnitude, beyond]
  return { low: clamped(low), high: clamped(high) }
}

/** The bounds of a number that is too large for a fact. */
export const UNTOLD: Units = { low: MIN_UNITS, high: MAX_UNITS }

const NOISE = 1e-9

/** A number without what adding up fractions leaves behind it: 59.97000000000001 is 59.97. */
export function withoutNoise(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value
  const rounded = Number(value.toFixed(PLACES))
  return Math.abs(value - rounded) <= NOISE * Math.abs(value) ? rounded : value
}

const NUMBER = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:e([+-]?[0-9]{1,4}))?$/i

/** The units of a number written as JSON writes it; undefined when it is not written so. */
export function unitsOfText(text: string, shift = 0): Units | undefined {
  const [, sign, whole, fraction = '', exponent = '0'] = NUMBER.exec(text) ?? []
  if (sign === undefined || whole === undefined) return undefined
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  if (digits === '') return { low: 0n, high: 0n }
  const places = PLACES + shift + Number(exponent) - fraction.length
  const negative = sign === '-'
  if (digits.length + places > DIGITS)
    return negative ? { low: MIN_UNITS, high: MIN_UNITS } : { low: MAX_UNITS, high: MAX_UNITS }
  if (places >= 0) return between(negative, BigInt(digits) * 10n ** BigInt(places), true)
  const kept = digits.slice(0, places)
  return between(negative, BigInt(kept === '' ? 0 : kept), /^0*$/.test(digits.slice(kept.length)))
}

const SMALL = 1_000_000_000_000

function isSmallInteger(number: number | bigint): number is number {
  return typeof number === 'number' && Number.isInteger(number) && Math.abs(number) < SMALL
}

// A decimal of at most fifteen digits is the only one so short that its double stands for.
const EXACT = 1e15

/** The units of a number that is a decimal of few digits; undefined for others. */
function partsOf(number: number): number | undefined {
  const parts = Math.round(number * Number(SCALE))
  return Math.abs(parts) < EXACT && parts / Number(SCALE) === number ? parts : undefined
}

/** The units of a JSON number, times ten to the power of `shift`. */
export function unitsOf(number: number | bigint, shift = 0): Units {
  const parts = shift === 0 && typeof number === 'number' ? partsOf(number) : undefined
  if (parts !== undefined) return { low: BigInt(parts), high: BigInt(parts) }
  if (shift !== 0 || !isSmallInteger(number)) return unitsOfText(String(number), shift) ?? UNTOLD
  const units = BigInt(number) * SCALE
  return { low: units, high: units }
}

function textOf(units: bigint): string {
  const magnitude = units < 0n ? -units : units
  const fraction = (magnitude % SCALE)
    .toString()
    .padStart(PLACES, '0')
    .replace(/0{1,3}$/, '')
  return `${units < 0n ? '-' : ''}${magnitude / SCALE}.${fraction}`
}

/** A decimal as Cedar's JSON form writes it. */
export function decimalOf(units: bigint): CedarValue {
  return { __extn: { fn: 'decimal', arg: textOf(units) } }
}

/** A number as a decimal, rounded up where it is none. */
export function decimalUp(number: number): CedarValue {
  return isSmallInteger(number)
    ? { __extn: { fn: 'decimal', arg: `${number === 0 ? 0 : number}.0` } }
    : decimalOf(unitsOf(number).high)
}

/** A number as the decimal that it is; undefined when it is none. */
export function decimalExactly(number: number): CedarValue | undefined {
  if (partsOf(number) !== undefined)
    return {
      __extn: {
        fn: 'decimal',
        arg: Number.isInteger(number) ? `${number === 0 ? 0 : number}.0` : `${number}`,
      },
    }
  const text = String(number)
  const { low, high } = unitsOf(number)
  // At the ends of the range a larger number was brought back into it.
  if (low !== high || high === MAX_UNITS || low === MIN_UNITS || !Number.isFinite(number)) return undefined
  return text === '' ? undefined : decimalOf(low)
}
