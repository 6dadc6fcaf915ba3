import type { CedarValue } from '../evaluator.ts'
import type { Facts } from '../facts.ts'
import {
  decimalOf,
  largestOf,
  MAX_UNITS,
  MIN_UNITS,
  smallestOf,
  UNTOLD,
  type Units,
  unitsOf,
} from './decimal.ts'
import type { Leaf, Leaves } from './leaves.ts'
import { moneyOf, sizeOf, sumOf } from './money.ts'

interface Found {
  readonly units: Units
  /** Present when it is a sum of money. */
  readonly sum?: Units
  readonly isRead: boolean
}

const UNREAD: Found = { units: UNTOLD, sum: UNTOLD, isRead: false }

const foundIn = (leaf: Leaf, shift: number | undefined): Found[] => {
  const { value } = leaf
  if (typeof value !== 'string') {
    const units = unitsOf(value)
    return [{ units, isRead: true, ...(shift !== undefined && { sum: unitsOf(value, shift) }) }]
  }
  if (shift === undefined || value.trim() === '') return []
  const units = sumOf(value, 0)
  const sum = sumOf(value, shift)
  return [units === undefined || sum === undefined ? UNREAD : { units, sum, isRead: true }]
}

/** What nothing can be told of: a limit that is asked for is passed. */
const HIDDEN: CedarValue = Object.freeze({
  count: 0,
  largest: decimalOf(MAX_UNITS),
  smallest: decimalOf(MIN_UNITS),
  amount: decimalOf(MAX_UNITS),
  exact: false,
})

const isExact = ({ units: { low, high }, sum, isRead }: Found): boolean =>
  isRead && low === high && high < MAX_UNITS && low > MIN_UNITS && (sum === undefined || sum.low === sum.high)

/** The fact `numbers`; undefined when the arguments hold none. */
export const numbersOf = ({ hash_only }: Facts, leaves: Leaves): CedarValue | undefined => {
  if (hash_only === true || leaves.isCut) return HIDDEN
  const shiftOf = moneyOf(leaves)
  const found = leaves.leaves.flatMap((leaf) => foundIn(leaf, shiftOf(leaf)))
  if (found.length === 0) return undefined
  const sums = found.map(({ sum }) => sum).filter((sum) => sum !== undefined)
  return {
    count: found.filter(({ isRead }) => isRead).length,
    largest: decimalOf(largestOf(found.map(({ units }) => units.high))),
    smallest: decimalOf(smallestOf(found.map(({ units }) => units.low))),
    ...(sums.length > 0 && { amount: decimalOf(largestOf(sums.map(sizeOf))) }),
    exact: found.every(isExact),
  }
}
