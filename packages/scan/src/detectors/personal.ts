// Personal data that can be told by its form.
import { type Budget, spend } from '../budget.ts'
import {
  CARD_DIGITS_MIN,
  cardsIn,
  PHONE_DIGITS_MIN,
  phonesIn,
  SOCIAL_DIGITS,
  type Span,
  socialNumbersIn,
} from './digits.ts'
import { LENGTH_MIN as IBAN_MIN, ibansIn } from './iban.ts'

const LOCAL_MAX = 64
const LOCAL = /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]$/u
const DOMAIN = /(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.){1,8}\p{L}[\p{L}\p{N}-]{1,62}/uy
const DOMAIN_MAX = 255

const ASCII_LOCAL: ReadonlySet<number> = new Set(
  Array.from({ length: 128 }, (_, code) => code).filter((code) => LOCAL.test(String.fromCharCode(code))),
)

/** Whether a character may stand in a local part; most are told without a look at the properties of Unicode. */
function isLocal(text: string, from: number, width: number): boolean {
  const code = text.charCodeAt(from)
  return code < 128 ? ASCII_LOCAL.has(code) : LOCAL.test(text.slice(from, from + width))
}

function isTrailing(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}

/** Where the local part before a sign begins: as far back as one can reach. */
function localFrom(text: string, low: number, sign: number): number {
  let from = sign
  while (from > low) {
    const width = from - 1 > low && isTrailing(text.charCodeAt(from - 1)) ? 2 : 1
    if (!isLocal(text, from - width, width)) break
    from -= width
  }
  return from
}

const PER_SIGN = 35
const PER_LOCAL_CHARACTER = 3

/** The e-mail addresses in a text: from each `@` as far as an address can reach to both sides. */
export function emailsIn(text: string, budget: Budget): Span[] {
  const spans: Span[] = []
  const domainAt = new RegExp(DOMAIN)
  let after = 0
  for (let sign = text.indexOf('@'); sign >= 0; sign = text.indexOf('@', sign + 1)) {
    if (!spend(budget, PER_SIGN)) break
    domainAt.lastIndex = sign + 1
    const domain = domainAt.exec(text)?.[0].slice(0, DOMAIN_MAX)
    if (domain === undefined) continue
    const from = localFrom(text, Math.max(after, sign - LOCAL_MAX), sign)
    if (from === sign || !spend(budget, (sign - from) * PER_LOCAL_CHARACTER + domain.length)) continue
    after = sign + 1 + domain.length
    spans.push([from, after])
  }
  return spans
}

const DIGIT = /\d/

/** How many digits a text has, counted no further than a card's. */
function digitsIn(text: string): number {
  let count = 0
  for (let at = text.search(DIGIT); at >= 0 && at < text.length && count < CARD_DIGITS_MIN; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) count += 1
  }
  return count
}

const PER_CHARACTER_WITH_DIGITS = 1 / 3
const PER_TEXT_WITH_DIGITS = 10

/** The numbers in a text that name a person or an account: only those are looked for that its digits may make up. */
function numbersIn(text: string, digits: number, budget: Budget): Span[] {
  const cost = PER_TEXT_WITH_DIGITS + Math.ceil(text.length * PER_CHARACTER_WITH_DIGITS)
  if (digits < DIGITS_MIN || !spend(budget, cost)) return []
  return [
    ...(text.length < IBAN_MIN ? [] : ibansIn(text, budget)),
    ...(digits < CARD_DIGITS_MIN ? [] : cardsIn(text, budget)),
    ...(digits < SOCIAL_DIGITS ? [] : socialNumbersIn(text)),
    ...(digits < PHONE_DIGITS_MIN ? [] : phonesIn(text, budget)),
  ]
}

/** The two check digits of an IBAN. */
const DIGITS_MIN = 2

/** The personal data in a text that can be told by its form; not all of it once the budget is exceeded. */
export function personalIn(text: string, budget: Budget): Span[] {
  const emails = text.includes('@') ? emailsIn(text, budget) : []
  const numbers = numbersIn(text, digitsIn(text), budget)
  return numbers.length === 0 ? emails : [...emails, ...numbers]
}
