import { largestOf, MAX_UNITS, smallestOf, type Units, unitsOfText } from './decimal.ts'
import { type Leaf, type Leaves, nameWords } from './leaves.ts'

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''))

const MONEY = words(`
  amount amounts total totals subtotal price prices sum sums cost costs fee fees budget budgets payment payments
  refund refunds balance charge charges deposit deposits withdrawal payout payouts salary wage wages tip tips donation
  bid bids spend credit debit discount tax invoice transfer usd eur gbp cents`)

// Of these, a text is a sum of money only when it begins like one.
const LIKELY = words('value values limit limits')

const OTHER = words(
  'id ids type types currency method status date reference description note name title count address provider account url',
)

const INNER = words('value values units decimal gross net major minor max min usd eur gbp jpy chf cad aud')
const CENTS = words('cents cent minor pence pennies')
const MICROS = words('micros micro')

const NO_CENTS = words('bif clp djf gnf isk jpy kmf krw pyg rwf ugx uyi vnd vuv xaf xof xpf')

/** Whether the arguments name a currency that has no smaller unit than its whole one. */
const hasWholeCurrency = ({ leaves }: Leaves): boolean =>
  leaves.some(
    ({ name, value }) =>
      typeof value === 'string' &&
      nameWords(name).includes('currency') &&
      NO_CENTS.has(value.trim().toLowerCase()),
  )

/** By how many decimal places the numbers of a name are larger than the sums they mean. */
const shiftOf = (names: readonly string[], isWhole: boolean): number => {
  if (names.some((word) => MICROS.has(word))) return -6
  return !isWhole && names.some((word) => CENTS.has(word)) ? -2 : 0
}

const BEGINS = /^[\s\p{Sc}+\-\u2212(]*\p{Nd}/u

/** How a leaf is a sum of money: by how many places to shift it; undefined when it is none. */
const moneyShift = ({ name, parent, value }: Leaf, isWhole: boolean): number | undefined => {
  const names = nameWords(name)
  if (names.length > 1 && OTHER.has(names.at(-1) ?? '')) return undefined
  const above = nameWords(parent)
  const isMoney =
    names.some((word) => MONEY.has(word)) ||
    (above.some((word) => MONEY.has(word)) && names.length === 1 && INNER.has(names[0] ?? ''))
  const isLikely = names.some((word) => LIKELY.has(word)) && (typeof value !== 'string' || BEGINS.test(value))
  return isMoney || isLikely ? shiftOf([...names, ...above], isWhole) : undefined
}

/** How each leaf is a sum of money, if it is one. */
export const moneyOf = (all: Leaves): ((leaf: Leaf) => number | undefined) => {
  const isWhole = hasWholeCurrency(all)
  return (leaf) => moneyShift(leaf, isWhole)
}

const LENGTH = 64

const CODES =
  `usd|eur|gbp|jpy|chf|cad|aud|nzd|cny|hkd|sgd|inr|krw|sek|nok|dkk|pln|czk|huf|ron|bgn|try|ils|aed|sar|zar|
  brl|mxn|clp|cop|pen|ars|thb|idr|myr|php|vnd|twd|uah|rub|kzt|ngn|kes|egp|mad|pkr|bdt|isk`.replaceAll(
    /\s/g,
    '',
  )

// Only what is a currency for certain: `5 mio` is not five.
const BEFORE = new RegExp(`^\\s*(?:(?:${CODES})(?![a-z])|[a-z]{0,2}\\p{Sc})?\\s*`, 'iu')
const AFTER = new RegExp(`\\s*(?:(?:${CODES})|\\p{Sc})?\\s*$`, 'iu')

const undressed = (text: string): string => text.replace(BEFORE, '').replace(AFTER, '')

const SPACES = /[\s_'\u2019]/g
const GROUPED = /^[0-9]{1,3}(?:[.,][0-9]{2,3})*$/

const plain = (text: string, point: string): string | undefined => {
  const parts = text.split(point)
  if (parts.length > 2) return undefined
  const [whole = '', fraction = '0'] = parts
  const groups = /[.,]/.test(whole)
  if (/[.,]/.test(fraction) || (groups && !(GROUPED.test(whole) && /[.,][0-9]{3}$/.test(whole))))
    return undefined
  return `${whole.replace(/[.,]/g, '') || '0'}.${fraction === '' ? '0' : fraction}`
}

/** `1,000` is one or a thousand, by country: what is larger counts. */
const readings = (digits: string): string[] => {
  if (/e/i.test(digits)) return /^[0-9]+(?:\.[0-9]+)?e[+-]?[0-9]{1,3}$/i.test(digits) ? [digits] : []
  if (!/^[0-9.,]*[0-9][0-9.,]*$/.test(digits)) return []
  const found = ['.', ','].map((point) => plain(digits, point)).filter((text) => text !== undefined)
  return [...new Set(found)]
}

/** A sum of money that a person wrote; undefined when it cannot be read. */
export const sumOf = (text: string, shift: number): Units | undefined => {
  if (text.length > LENGTH) return undefined
  const [, sign = '', body = ''] =
    /^([+-]?)(.*)$/s.exec(text.normalize('NFKC').replaceAll('\u2212', '-').replace(BEFORE, '')) ?? []
  const digits = undressed(body).replace(SPACES, '')
  const units = readings(digits)
    .map((reading) => unitsOfText(`${sign === '-' ? '-' : ''}${reading}`, shift))
    .filter((one) => one !== undefined)
  if (units.length === 0) return undefined
  const lows = units.map(({ low }) => low)
  const highs = units.map(({ high }) => high)
  return { low: smallestOf(lows), high: largestOf(highs) }
}

/** The size of a sum whichever way it goes: a limit must hold for -5000 as well. */
export const sizeOf = ({ low, high }: Units): bigint => smallestOf([largestOf([-low, high]), MAX_UNITS])
