// Which numbers and texts are sums of money, and how large these are.
import { type Budget, spend } from '../../model/budget.ts'
import { largestOf, MAX_UNITS, smallestOf, type Units, unitsOfText } from '../../model/decimal.ts'
import type { Leaf, Leaves } from '../leaves.ts'
import { endsIn, MEANS, means, type Name } from '../name.ts'

/** A longer text is not a sum that anyone wrote. */
export const LENGTH = 64

const CODES =
  `usd|eur|gbp|jpy|chf|cad|aud|nzd|cny|hkd|sgd|inr|krw|sek|nok|dkk|pln|czk|huf|ron|bgn|try|ils|aed|sar|zar|
  brl|mxn|clp|cop|pen|ars|thb|idr|myr|php|vnd|twd|uah|rub|kzt|ngn|kes|egp|mad|pkr|bdt|isk`.replaceAll(
    /\s/g,
    '',
  )

const NO_CENTS: ReadonlySet<string> = new Set(
  'bif clp djf gnf isk jpy kmf krw pyg rwf ugx uyi vnd vuv xaf xof xpf'.split(' '),
)

/** Whether the arguments name a currency that has no smaller unit than its whole one. */
function hasWholeCurrency({ leaves }: Leaves, budget: Budget): boolean {
  return leaves.some(({ name, value }) => {
    if (typeof value !== 'string' || !means(name, MEANS.currency)) return false
    return spend(budget, value.length) && NO_CENTS.has(value.trim().toLowerCase())
  })
}

/** By how many decimal places the numbers of a name are larger than the sums they mean. */
function shiftOf(any: number, isWhole: boolean): number {
  if ((any & MEANS.micros) !== 0) return -6
  return !isWhole && (any & MEANS.cents) !== 0 ? -2 : 0
}

const BEGINS = /^[\s\p{Sc}+\-\u2212(]*\p{Nd}/u

function isMoney(name: Name, parent: Name): boolean {
  const isPart = means(parent, MEANS.money) && name.count === 1 && (name.first & MEANS.partOfMoney) !== 0
  return means(name, MEANS.money) || isPart
}

// `ch_1`, `pay-77a`, `INV20260105`: letters, then a sign or digits.
const ID = new RegExp(
  `^(?:(?!(?:${CODES})[^a-z])[a-z]{2,12}(?:[_-][a-z0-9_-]+|[0-9][a-z0-9_-]*)|[0-9]{2,}[/-][0-9][0-9/-]*)$`,
  'i',
)

/** Whether a text is the id of a payment and not its sum: `{ "charge": "ch_1" }`. */
function isId({ last }: Name, value: Leaf['value']): boolean {
  return (
    (last & MEANS.identified) !== 0 &&
    typeof value === 'string' &&
    value.length <= LENGTH &&
    ID.test(value.trim())
  )
}

function beginsLikeSum(value: Leaf['value'], budget: Budget): boolean {
  return typeof value !== 'string' || (spend(budget, value.length) && BEGINS.test(value))
}

/** How a leaf is a sum of money: by how many places to shift it; undefined when it is none. */
function moneyShift({ name, parent, value }: Leaf, isWhole: boolean, budget: Budget): number | undefined {
  if (name.any === 0 || endsIn(name, MEANS.notMoney) || isId(name, value)) return undefined
  const isSum = isMoney(name, parent) || (means(name, MEANS.moneyIfLikely) && beginsLikeSum(value, budget))
  return isSum ? shiftOf(name.any | parent.any, isWhole) : undefined
}

/** How each leaf is a sum of money, if it is one. */
export function moneyOf(all: Leaves, budget: Budget): (leaf: Leaf) => number | undefined {
  const isWhole = hasWholeCurrency(all, budget)
  return (leaf) => moneyShift(leaf, isWhole, budget)
}

// Only what is a currency for certain: `5 mio` is not five.
const BEFORE = new RegExp(`^\\s*(?:(?:${CODES})(?![a-z])|[a-z]{0,2}\\p{Sc})?\\s*`, 'iu')
const AFTER = new RegExp(`(?:${CODES}|\\p{Sc})$`, 'iu')

function withoutCurrency(text: string): string {
  return text.replace(BEFORE, '').trimEnd().replace(AFTER, '').trimEnd()
}

const SPACES = /[\s_'\u2019]/g
const GROUPED = /^[0-9]{1,3}(?:[.,][0-9]{2,3})*$/

function plain(text: string, point: string): string | undefined {
  const parts = text.split(point)
  if (parts.length > 2) return undefined
  const [whole = '', fraction = '0'] = parts
  const groups = /[.,]/.test(whole)
  if (/[.,]/.test(fraction) || (groups && !(GROUPED.test(whole) && /[.,][0-9]{3}$/.test(whole))))
    return undefined
  return `${whole.replace(/[.,]/g, '') || '0'}.${fraction === '' ? '0' : fraction}`
}

/** `1,000` is one or a thousand, by country: what is larger counts. */
function readings(digits: string): string[] {
  if (/e/i.test(digits)) return /^[0-9]+(?:\.[0-9]+)?e[+-]?[0-9]{1,3}$/i.test(digits) ? [digits] : []
  if (!/^[0-9.,]*[0-9][0-9.,]*$/.test(digits)) return []
  const found = ['.', ','].map((point) => plain(digits, point)).filter((text) => text !== undefined)
  return [...new Set(found)]
}

/** How a sum of money that a person wrote may be read, without a currency and with a point; none when it cannot be. */
export function digitsOfSum(text: string): readonly string[] {
  if (text.length > LENGTH) return []
  const normal = text.normalize('NFKC')
  if (normal.length > LENGTH) return []
  const [, sign = '', body = ''] =
    /^([+-]?)(.*)$/s.exec(normal.replaceAll('\u2212', '-').replace(BEFORE, '')) ?? []
  const digits = withoutCurrency(body).replace(SPACES, '')
  return readings(digits).map((reading) => (sign === '-' ? `-${reading}` : reading))
}

/** The bounds of all readings of a sum; undefined when there are none. */
export function sumOf(digits: readonly string[], shift: number): Units | undefined {
  const units = digits.map((reading) => unitsOfText(reading, shift)).filter((one) => one !== undefined)
  if (units.length === 0) return undefined
  return { low: smallestOf(units.map(({ low }) => low)), high: largestOf(units.map(({ high }) => high)) }
}

/** The size of a sum whichever way it goes: a limit must hold for -5000 as well. */
export function sizeOf({ low, high }: Units): bigint {
  return smallestOf([largestOf([-low, high]), MAX_UNITS])
}
