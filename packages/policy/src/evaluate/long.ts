// Cedar's 64-bit integers: checked arithmetic that is exact and fails on overflow.
import { OVERFLOW } from './failure.ts'

/** A 64-bit integer: a number when that is exact, else a bigint; so equal longs are always `===`. */
export type Long = number | bigint

const MIN = -(2n ** 63n)
const MAX = 2n ** 63n - 1n

/** The long of an exact integer; undefined beyond 64 bits. */
export function longOf(value: bigint): Long | undefined {
  if (value < MIN || value > MAX) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function checked(value: bigint): Long {
  const long = longOf(value)
  if (long === undefined) throw OVERFLOW
  return long
}

// A result beyond 2^53 never rounds to a safe integer, so a safe one is exact.
/** Throws `OVERFLOW` beyond 64 bits, as do the others. */
export function add(a: Long, b: Long): Long {
  const sum = typeof a === 'number' && typeof b === 'number' ? a + b : Number.NaN
  return Number.isSafeInteger(sum) ? sum : checked(BigInt(a) + BigInt(b))
}

export function subtract(a: Long, b: Long): Long {
  const difference = typeof a === 'number' && typeof b === 'number' ? a - b : Number.NaN
  return Number.isSafeInteger(difference) ? difference : checked(BigInt(a) - BigInt(b))
}

export function multiply(a: Long, b: Long): Long {
  const product = typeof a === 'number' && typeof b === 'number' ? a * b : Number.NaN
  return Number.isSafeInteger(product) ? product : checked(BigInt(a) * BigInt(b))
}

export function negate(a: Long): Long {
  return subtract(0, a)
}

/** The quotient, rounded towards zero. */
export function divide(a: Long, by: number): Long {
  return typeof a === 'number' ? Math.trunc(a / by) : checked(a / BigInt(by))
}

/** The largest multiple of `by` that is not above `a`. */
export function floorTo(a: Long, by: number): Long {
  const whole = BigInt(a)
  const step = BigInt(by)
  const rest = whole % step
  return checked(whole - (rest < 0n ? rest + step : rest))
}
