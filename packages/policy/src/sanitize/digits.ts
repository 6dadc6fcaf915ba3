/** A part of a text: from, and up to but without. */
export type Span = readonly [from: number, to: number]

const RUN = /\d(?:[ \u00a0\-\u2013]?\d)*/g
const SEPARATOR = /[^\d]/

const CARD_DIGITS_MIN = 13
const CARD_DIGITS_MAX = 19

/** Whether digits pass the Luhn check. */
const passesLuhn = (digits: string): boolean => {
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48
    const doubled = at % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** Whether digits are a payment card's: its length, its issuer's first digit and the Luhn check. */
export const isCard = (digits: string): boolean =>
  digits.length >= CARD_DIGITS_MIN &&
  digits.length <= CARD_DIGITS_MAX &&
  /^[2-6]/.test(digits) &&
  passesLuhn(digits)

interface Group {
  readonly at: number
  readonly digits: string
}

const groupsOf = (run: string): Group[] => {
  const groups: Group[] = []
  let from = 0
  for (let at = 0; at <= run.length; at += 1)
    if (at === run.length || SEPARATOR.test(run.charAt(at))) {
      groups.push({ at: from, digits: run.slice(from, at) })
      from = at + 1
    }
  return groups
}

/** The end of the longest card that begins with a group; undefined when none does. */
const cardFrom = (groups: readonly Group[], first: number): { last: number; to: number } | undefined => {
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

/** The numbers of payment cards in a text, in groups or not. */
export const cardsIn = (text: string): Span[] => {
  const spans: Span[] = []
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (run.length < CARD_DIGITS_MIN) continue
    const groups = groupsOf(run)
    for (let first = 0; first < groups.length; first += 1) {
      const found = cardFrom(groups, first)
      if (found === undefined) continue
      spans.push([index + (groups[first]?.at ?? 0), index + found.to])
      first = found.last
    }
  }
  return spans
}

const SSN = /(?<!\d)(?!000|666|9)\d{3}([ \-\u2013])(?!00)\d{2}\1(?!0000)\d{4}(?!\d)/g

/** The US social security numbers in a text, in three groups. */
export const socialNumbersIn = (text: string): Span[] =>
  Array.from(text.matchAll(SSN), ({ 0: found, index }) => [index, index + found.length] as const)

// A country code never begins with 0; no number has more than 15 digits.
const PHONE = /(?<![\p{L}\p{N}+])\+[1-9](?:[ \u00a0.\-\u2013/()]{0,2}\d){6,14}(?!\d)/gu

/** The telephone numbers in a text, in international form. */
export const phonesIn = (text: string): Span[] =>
  Array.from(text.matchAll(PHONE), ({ 0: found, index }) => [index, index + found.length] as const)
