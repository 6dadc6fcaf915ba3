// Numbers of payment cards and of telephones in a text.
import { type Budget, spend } from '../../budget.ts'

/** A part of a text: from, and up to but without. */
export type Span = readonly [from: number, to: number]

// Of at least thirteen digits, since a shorter one cannot be a card. Looked for where it begins, not at each digit.
const RUN = /(?<!\d[ \u00a0\-\u2013]?)\d(?:[ \u00a0\-\u2013]?\d){12,}/g
const ANY_RUN = new RegExp(RUN.source)
/** No card has fewer digits. */
export const CARD_DIGITS_MIN = 13
const CARD_DIGITS_MAX = 19

/** Issuers of cards: the range of the first digits, and the lengths of their numbers. */
const ISSUERS: readonly (readonly [low: string, high: string, lengths: readonly number[]])[] = [
  ['4', '4', [13, 16, 18, 19]],
  ['51', '55', [16]],
  ['2221', '2720', [16]],
  ['34', '34', [15]],
  ['37', '37', [15]],
  ['300', '305', [14, 16, 17, 18, 19]],
  ['3095', '3095', [14, 16, 17, 18, 19]],
  ['36', '36', [14, 16, 17, 18, 19]],
  ['38', '39', [14, 16, 17, 18, 19]],
  ['3528', '3589', [16, 17, 18, 19]],
  ['2200', '2204', [16, 17, 18, 19]],
  ['50', '50', [13, 14, 15, 16, 17, 18, 19]],
  ['56', '58', [13, 14, 15, 16, 17, 18, 19]],
  ['60', '69', [13, 14, 15, 16, 17, 18, 19]],
  ['9792', '9792', [16]],
]

function hasIssuer(digits: string): boolean {
  return ISSUERS.some(([low, high, lengths]) => {
    const first = digits.slice(0, low.length)
    return first >= low && first <= high && lengths.includes(digits.length)
  })
}

/** Whether digits pass the Luhn check. */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48
    const doubled = at % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** Whether digits are a payment card's: its length, its issuer's first digits and the Luhn check. */
export function isCard(digits: string): boolean {
  return (
    digits.length >= CARD_DIGITS_MIN &&
    digits.length <= CARD_DIGITS_MAX &&
    hasIssuer(digits) &&
    passesLuhn(digits)
  )
}

type Group = {
  readonly at: number
  readonly digits: string
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function groupsOf(run: string): Group[] {
  const groups: Group[] = []
  let from = 0
  for (let at = 0; at <= run.length; at += 1)
    if (at === run.length || !isDigit(run.charCodeAt(at))) {
      groups.push({ at: from, digits: run.slice(from, at) })
      from = at + 1
    }
  return groups
}

const FIRST_DIGIT = /^(?:[2-6]|9792)/

/** The end of the longest card that begins with a group; undefined when none does. */
function cardFrom(groups: readonly Group[], first: number): { last: number; to: number } | undefined {
  if (!FIRST_DIGIT.test(groups[first]?.digits ?? '')) return undefined
  let digits = ''
  let found: { last: number; to: number } | undefined
  for (let last = first; last < groups.length && digits.length <= CARD_DIGITS_MAX; last += 1) {
    const group = groups[last]
    if (group === undefined || group.digits.length > CARD_DIGITS_MAX) break
    digits += group.digits
    if (isCard(digits)) found = { last, to: group.at + group.digits.length }
  }
  return found
}

/** What begins like an IBAN is a number of an account, right or mistyped, and holds no card. */
const IBAN_HEAD = /(?<![A-Za-z\d])[A-Z]{2}$/
const IBAN_CHECK = /^\d{2}(?!\d)/

const PER_RUN = 10
const PER_RUN_CHARACTER = 2
const PER_GROUP = 60

/** The numbers of payment cards in a text, in groups or not. */
export function cardsIn(text: string, budget: Budget): Span[] {
  const spans: Span[] = []
  if (!ANY_RUN.test(text)) return spans
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (!spend(budget, PER_RUN + run.length * PER_RUN_CHARACTER)) break
    if (IBAN_CHECK.test(run) && IBAN_HEAD.test(text.slice(Math.max(0, index - 3), index))) continue
    const groups = groupsOf(run)
    if (!spend(budget, groups.length * PER_GROUP)) break
    for (let first = 0; first < groups.length; first += 1) {
      const found = cardFrom(groups, first)
      if (found === undefined) continue
      spans.push([index + (groups[first]?.at ?? 0), index + found.to])
      first = found.last
    }
  }
  return spans
}

// A country code never begins with 0; no number has more than 15 digits.
const PHONE = /(?<![\p{L}\p{N}+])\+[1-9](?:[ \u00a0.\-\u2013/()]{0,2}\d){6,14}(?!\d)/gu

/** No telephone number in international form has fewer digits. */
export const PHONE_DIGITS_MIN = 7

const PER_PLUS = 60

/** The telephone numbers in a text, in international form. */
export function phonesIn(text: string, budget: Budget): Span[] {
  if (!text.includes('+')) return []
  const signs = text.split('+').length - 1
  if (!spend(budget, signs * PER_PLUS)) return []
  return Array.from(text.matchAll(PHONE), ({ 0: found, index }) => [index, index + found.length] as const)
}
