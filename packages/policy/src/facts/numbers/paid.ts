// What is paid in all: each sum as often as it is paid, and the same kind of sum together.
import { type Budget, spend } from '../../model/budget.ts'
import { largestOf, MAX_UNITS, smallestOf } from '../../model/decimal.ts'
import type { Leaf, Leaves } from '../leaves.ts'
import { aboutOf, endsIn, MEANS, means, type Name } from '../name.ts'

/** A sum of money, with its size in units. */
export type Sum = {
  readonly leaf: Leaf
  readonly size: bigint
}

const PARTS = 10_000n
const DIGITS = /^[0-9]{1,12}(?:\.[0-9]{1,9})?$/
const NUMBER_MAX = 24
const EXPONENT_MAX = 18
const COUNTED =
  /^(?:number|num|count)_?of_?(?:payments?|transfers?|instal+ments?|charges?|months?|weeks?|times|repeats?)$/i

function numberOf(value: Leaf['value']): number | undefined {
  if (typeof value !== 'string') return Number(value)
  const text = value.trim()
  return text.length <= NUMBER_MAX && DIGITS.test(text) ? Number(text) : undefined
}

function factorOf({ name, parent, value }: Leaf): number {
  const isExponent = means(name, MEANS.exponent)
  const isTimes = means(name, MEANS.times) && !means(name, MEANS.money) && !means(parent, MEANS.money)
  if ((!isExponent && !isTimes && !COUNTED.test(name.text)) || endsIn(name, MEANS.currency)) return 1
  const number = numberOf(value)
  if (number === undefined || !(number > 1)) return 1
  return isExponent ? 10 ** Math.min(number, EXPONENT_MAX) : number
}

/** How often the sum in each object is paid, by the members beside it. */
function factorsOf({ leaves, objects }: Leaves, sums: readonly Sum[]): ReadonlyMap<number, number> {
  const factors = new Map<number, number>()
  for (const leaf of leaves) {
    const factor = factorOf(leaf)
    if (factor === 1) continue
    const of = placeOf(leaf, objects, sums)
    factors.set(of, (factors.get(of) ?? 1) * factor)
  }
  return factors
}

const RECURRING = /^(?:recurring|recurrence|repeat|schedule|installments|subscription)$/i

/** What `{ amount, recurring: { times } }` says is how often the sum beside it is paid. */
function placeOf({ of }: Leaf, objects: Leaves['objects'], sums: readonly Sum[]): number {
  const inner = objects[of]
  if (inner === undefined || inner.of < 0 || !RECURRING.test(inner.name.text)) return of
  return sums.some(({ leaf }) => leaf.of === of) ? of : inner.of
}

function timesOf(of: number, factors: ReadonlyMap<number, number>, { objects }: Leaves): number {
  let times = 1
  for (let at = of; at >= 0; at = objects[at]?.of ?? -1) times *= factors.get(at) ?? 1
  return times
}

function multiplied(size: bigint, times: number): bigint {
  if (times === 1) return size
  if (!(times < 1e15)) return MAX_UNITS
  return (size * BigInt(Math.ceil(times * Number(PARTS))) + PARTS - 1n) / PARTS
}

const PER_SUM = 20
const DEPTH = 64

const ON_TOP = /(?:service|delivery|processing|handling|booking|convenience|admin)_?charges?$/i
const EACH =
  /(?:^|_)(?:each|foreach)(?:$|_)|^forEach$|(?:amount|sum)Each$|per_?(?:recipient|payee|person|user|head|employee|beneficiary|account)/i
// Several who are plainly those that are paid.
const PAID =
  /^(?:to_?)?(?:recipient|payee|beneficiarie|customer|client|user|employee|person|people|member|vendor|supplier|contractor|creditor|claimant|seller|merchant|freelancer|tenant|patient)(?:_?id)?s?$/i
const PAYEES =
  /^(?:recipients?|payees?|beneficiar(?:y|ies)|accounts?|users?|employees?|people|persons?|to|emails?|destinations?)$/i

function isPayees({ text }: Name): boolean {
  return PAYEES.test(text) || PAID.test(text) || EACH.test(text)
}

/** Whether a sum is paid to each of those who are named: `amount_each`, `per_recipient: true`. */
function isForEach(sums: readonly Sum[], all: Leaves): boolean {
  return (
    sums.some(({ leaf }) => EACH.test(leaf.name.text)) ||
    all.keys.some(({ name, value }) => (value === true || Array.isArray(value)) && EACH.test(name.text)) ||
    isForSeveral(sums, all)
  )
}

const SHARED = /split|share|divid|pool|joint|evenly|pro_?rata/i
const IN_ALL = /total|overall|in_?all/i

/** Whether one sum stands beside several who are paid, and nothing says that they share it. */
function isForSeveral(sums: readonly Sum[], { keys, objects }: Leaves): boolean {
  if (!keys.some(({ name, value }) => Array.isArray(value) && value.length > 1 && PAID.test(name.text)))
    return false
  if (keys.some(({ name, value }) => SHARED.test(name.text) || (value === false && EACH.test(name.text))))
    return false
  return sums.every(
    ({ leaf }) => !IN_ALL.test(leaf.name.text) && !isPayees(objects[leaf.of]?.name ?? leaf.name),
  )
}

/** How many are paid, by the longest list of payees. */
function payeesOf({ leaves, objects }: Leaves): number {
  const counts = new Map<string, number>()
  for (const { name } of [...leaves, ...objects])
    if (isPayees(name)) counts.set(name.text, (counts.get(name.text) ?? 0) + 1)
  return Math.max(1, ...counts.values())
}

/** The largest of what each kind of sum comes to in all; the largest possible beyond the budget. */
export function paidOf(sums: readonly Sum[], all: Leaves, budget: Budget): bigint {
  if (sums.length === 0) return 0n
  if (!spend(budget, sums.length * PER_SUM + all.leaves.length)) return MAX_UNITS
  const factors = factorsOf(all, sums)
  // Only then each sum asks every object around it.
  const depth = factors.size === 0 ? 0 : Math.min(all.objects.length, DEPTH)
  if (!spend(budget, sums.length * depth)) return MAX_UNITS
  const totals = new Map<string, Map<number, bigint>>()
  const added = new Set<string>()
  for (const { leaf, size } of sums) {
    const kind = kindOf(leaf.name)
    const bySource = totals.get(kind) ?? new Map<number, bigint>()
    const paid = multiplied(size, factors.size === 0 ? 1 : timesOf(leaf.of, factors, all))
    bySource.set(leaf.source, (bySource.get(leaf.source) ?? 0n) + paid)
    totals.set(kind, bySource)
    if (isOnTop(leaf)) added.add(kind)
  }
  const each = isForEach(sums, all) ? payeesOf(all) : 1
  return smallestOf([MAX_UNITS, multiplied(togetherOfAll(totals, added), each)])
}

function isOnTop({ name, parent }: Leaf): boolean {
  return means(name, MEANS.comesOnTop) || means(parent, MEANS.comesOnTop) || ON_TOP.test(name.text)
}

const NUMBERED = /[0-9]|first|second|third|fourth|fifth/i
const NUMBER = /^(?:[0-9]+|first|second|third|fourth|fifth)$/

/** `amount_1` and `amount_2`, `first_payment` and `second_payment` are sums of one kind. */
function kindOf(name: Name): string {
  if (!NUMBERED.test(name.text)) return name.text.toLowerCase()
  const words = aboutOf(name).spelled.filter((word) => !NUMBER.test(word))
  return words.length === 0 ? name.text.toLowerCase() : words.join('_')
}

const TOTAL = /(?:^|[^b])total|gross|due/
const BARE = /sub_?total|net/
const TAX = /tax|vat|gst/

/** Of several kinds of sums the largest, and what comes on top of it unless one of them is the total. */
function togetherOfAll(
  totals: ReadonlyMap<string, ReadonlyMap<number, bigint>>,
  added: ReadonlySet<string>,
): bigint {
  const entries = [...totals].map(([name, bySource]) => [name, togetherOf(bySource)] as const)
  const main = entries.filter(([name]) => !added.has(name)).map(([, sum]) => sum)
  const isTotal = entries.some(([name]) => TOTAL.test(name))
  if (main.length === 0 || isTotal) return largestOf(entries.map(([, sum]) => sum))
  // A tax is a part of most sums, and comes on top of what is named as being without it.
  const isBare = entries.some(([name]) => BARE.test(name))
  const onTop = entries
    .filter(([name]) => added.has(name) || (isBare && TAX.test(name)))
    .reduce((sum, [, size]) => sum + size, 0n)
  return largestOf(main) + onTop
}

/** What is said once more in a text of its own is paid once. */
function togetherOf(bySource: ReadonlyMap<number, bigint>): bigint {
  const parts = [...bySource.values()]
  const [first = 0n] = parts
  return parts.every((part) => part === first) ? first : parts.reduce((sum, part) => sum + part, 0n)
}

const SIGNS: Readonly<Record<string, string>> = {
  '\u20ac': 'EUR',
  $: 'USD',
  '\u00a3': 'GBP',
  '\u00a5': 'JPY',
  '\u20b9': 'INR',
  '\u20bf': 'BTC',
  '\u20a9': 'KRW',
  '\u20bd': 'RUB',
}
const CODE = /^[A-Z][A-Z0-9.-]{1,11}$/
const IN_TEXT = /(?<![A-Za-z])([A-Za-z]{3,5})(?![A-Za-z])/
const SIGN = /\p{Sc}/u

// Under names such as `unit` and `token` other words stand, so that small letters are only taken for these.
const COINS = new Set(
  `btc eth usdc usdt dai sol xrp ada doge ltc bnb matic pol avax dot trx xlm link shib bch ton xmr weth wbtc eurc pyusd sats
  bitcoin ether ethereum solana tether litecoin dogecoin monero cardano polkadot ripple`
    .trim()
    .split(/\s+/),
)

function assetOf(text: string): string | undefined {
  return CODE.test(text) || COINS.has(text.toLowerCase()) ? text.toUpperCase() : undefined
}

function currencyOf({ name, value }: Leaf, isSum: boolean): string | undefined {
  if (typeof value !== 'string' || value.length > 64) return undefined
  const text = value.trim()
  if (means(name, MEANS.currency)) return text === '' ? undefined : text.toUpperCase()
  if (means(name, MEANS.asset) && !isSum) return assetOf(text)
  if (!isSum || !/\p{Nd}/u.test(text)) return undefined
  const sign = SIGN.exec(text)?.[0]
  return sign === undefined ? IN_TEXT.exec(text)?.[1]?.toUpperCase() : (SIGNS[sign] ?? sign)
}

/** What is paid in: codes in upper case, of currencies and of other assets. */
export function currenciesOf({ leaves }: Leaves, sums: readonly Sum[]): readonly string[] {
  const paid = new Set(sums.map(({ leaf }) => leaf))
  return [...new Set(leaves.flatMap((leaf) => currencyOf(leaf, paid.has(leaf)) ?? []))]
}
