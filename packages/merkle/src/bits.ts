const WORD = 2 ** 32

/** The largest power of two that is not larger than `n`, for a safe integer `n` ≥ 1. */
export const floorPowerOfTwo = (n: number): number =>
  n < WORD ? 2 ** (31 - Math.clz32(n)) : 2 ** (63 - Math.clz32(Math.floor(n / WORD)))

/** The largest power of two that divides the safe integer `n` ≥ 1. */
export function lowestBit(n: number): number {
  const low = n >>> 0
  return low === 0 ? lowestBit(n / WORD) * WORD : (low & -low) >>> 0
}

/**
 * The largest power of two smaller than `n` ≥ 2: where RFC 9162 section 2.1.1 splits a tree of `n` leaves.
 */
export const splitPoint = (n: number): number => floorPowerOfTwo(n - 1)

/** Bitwise shifts stop at 32 bits and tree sizes do not, so sizes are halved by division. */
export const half = (n: number): number => Math.floor(n / 2)

export const isOdd = (n: number): boolean => n % 2 === 1

/** Whether `n` can be a tree size or a leaf index: a safe integer, not negative. */
export const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0

export function requireSize(name: string, n: number): void {
  if (!isSize(n)) throw new RangeError(`${name} must be a safe integer of at least 0, not ${n}`)
}
