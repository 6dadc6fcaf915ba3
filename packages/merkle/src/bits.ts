// Powers of two, halving and range checks for tree sizes beyond 32 bits.
const WORD = 2 ** 32

/** The largest power of two that is not larger than `n`, for a safe integer `n` ≥ 1. */
export function floorPowerOfTwo(n: number): number {
  return n < WORD ? 2 ** (31 - Math.clz32(n)) : 2 ** (63 - Math.clz32(Math.floor(n / WORD)))
}

/** The largest power of two that divides the safe integer `n` ≥ 1. */
export function lowestBit(n: number): number {
  const low = n >>> 0
  return low === 0 ? lowestBit(n / WORD) * WORD : (low & -low) >>> 0
}

/**
 * The largest power of two smaller than `n` ≥ 2: where RFC 9162 section 2.1.1 splits a tree of `n` leaves.
 */
export function splitPoint(n: number): number {
  return floorPowerOfTwo(n - 1)
}

/** Bitwise shifts stop at 32 bits and tree sizes do not, so sizes are halved by division. */
export function half(n: number): number {
  return Math.floor(n / 2)
}

export function isOdd(n: number): boolean {
  return n % 2 === 1
}

/** Whether `n` can be a tree size or a leaf index: a safe integer, not negative. */
export function isSize(n: unknown): n is number {
  return Number.isSafeInteger(n) && Number(n) >= 0
}

export function requireSize(name: string, n: number): void {
  if (!isSize(n)) throw new RangeError(`${name} must be a safe integer of at least 0, not ${n}`)
}
