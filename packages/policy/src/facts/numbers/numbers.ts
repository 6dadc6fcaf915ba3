// The fact `numbers`: how many numbers the arguments hold, and the largest and smallest of them.
import { type Budget, isExceeded, spend } from '../../model/budget.ts'
import type { CedarValue } from '../../model/cedar.ts'
import {
  decimalOf,
  largestOf,
  MAX_UNITS,
  MIN_UNITS,
  smallestOf,
  UNTOLD,
  type Units,
  unitsOf,
  withoutNoise,
} from '../../model/decimal.ts'
import type { Facts } from '../../model/facts.ts'
import { COUNT as LEAVES_MAX, type Leaf, type Leaves } from '../leaves.ts'
import { MEANS, means } from '../name.ts'
import { digitsOfSum, moneyOf, LENGTH as SUM_LENGTH, sizeOf, sumOf } from './money.ts'
import { currenciesOf, paidOf, type Sum } from './paid.ts'

type Found = {
  readonly units: Units
  /** Present when it is a sum of money. */
  readonly sum?: Units
  readonly isRead: boolean
}

const UNREAD: Found = { units: UNTOLD, sum: UNTOLD, isRead: false }

const PER_LEAF = 4
const PER_NUMBER = 35
const PER_INTEGER = 12
const PER_TEXT = 350
const PER_CHARACTER = 10

function foundNumber(given: number | bigint, shift: number | undefined): Found {
  const value = typeof given === 'number' ? withoutNoise(given) : given
  const units = unitsOf(value)
  if (shift === undefined) return { units, isRead: true }
  return { units, isRead: true, sum: shift === 0 ? units : unitsOf(value, shift) }
}

function costOf(value: number | bigint): number {
  return Number.isInteger(value) ? PER_INTEGER : PER_NUMBER
}

function foundIn({ value }: Leaf, shift: number | undefined, budget: Budget): Found | undefined {
  if (typeof value !== 'string') return spend(budget, costOf(value)) ? foundNumber(value, shift) : UNREAD
  if (shift === undefined) return undefined
  if (value.length > SUM_LENGTH)
    return spend(budget, value.length) && value.trim() === '' ? undefined : UNREAD
  if (!spend(budget, PER_TEXT + value.length * PER_CHARACTER)) return UNREAD
  if (value.trim() === '') return undefined
  const digits = digitsOfSum(value)
  const units = sumOf(digits, 0)
  const sum = shift === 0 ? units : sumOf(digits, shift)
  return units === undefined || sum === undefined ? UNREAD : { units, sum, isRead: true }
}

/** Numbers that cannot be read: they exceed every limit. */
const HIDDEN: CedarValue = Object.freeze({
  count: LEAVES_MAX + 1,
  largest: decimalOf(MAX_UNITS),
  smallest: decimalOf(MIN_UNITS),
  amount: decimalOf(MAX_UNITS),
  amount_least: decimalOf(MIN_UNITS),
  currencies: ['?'],
  exact: false,
})

function isExact({ units: { low, high }, sum, isRead }: Found): boolean {
  return (
    isRead &&
    low === high &&
    high < MAX_UNITS &&
    low > MIN_UNITS &&
    (sum === undefined || sum.low === sum.high)
  )
}

/** The fact `numbers`; undefined when the arguments hold none. */
export function numbersOf({ hash_only }: Facts, leaves: Leaves, budget: Budget): CedarValue | undefined {
  if (hash_only === true || leaves.isCut) return HIDDEN
  const shiftOf = moneyOf(leaves, budget)
  const found: Found[] = []
  const sums: (Sum & { readonly low: bigint; readonly lessens: boolean })[] = []
  if (!spend(budget, leaves.leaves.length * PER_LEAF)) return HIDDEN
  for (const leaf of leaves.leaves) {
    const next = foundIn(leaf, shiftOf(leaf), budget)
    if (isExceeded(budget)) return HIDDEN
    if (next === undefined) continue
    found.push(next)
    if (next.sum !== undefined)
      sums.push({ leaf, size: sizeOf(next.sum), low: next.sum.low, lessens: means(leaf.name, MEANS.lessens) })
  }
  if (isExceeded(budget)) return HIDDEN
  if (found.length === 0) return undefined
  const paid = paidOf(sums, leaves, budget)
  if (isExceeded(budget)) return HIDDEN
  const least = sums.filter(({ lessens }) => !lessens).map(({ low }) => low)
  return {
    count: found.filter(({ isRead }) => isRead).length,
    largest: decimalOf(largestOf(found.map(({ units }) => units.high))),
    smallest: decimalOf(smallestOf(found.map(({ units }) => units.low))),
    ...(sums.length > 0 && { amount: decimalOf(paid) }),
    ...(least.length > 0 && { amount_least: decimalOf(smallestOf(least)) }),
    currencies: currenciesOf(leaves, sums),
    exact: found.every(isExact),
  }
}
