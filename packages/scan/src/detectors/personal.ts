// Personal data in a text: checksummed numbers exactly, the rest by its form and the words around it.
import { type Budget, spend } from '../budget.ts'
import type { Hit } from '../finding.ts'
import { contactIn } from './personal/contact.ts'
import { CARD_DIGITS_MIN, cardsIn, PHONE_DIGITS_MIN, phonesIn, type Span } from './personal/digits.ts'
import { emailsIn } from './personal/emails.ts'
import { LENGTH_MIN as IBAN_MIN, ibansIn } from './personal/iban.ts'
import { personNumbersIn } from './personal/numbers.ts'

/** How many digits a text has, counted no further than a card's. */
function digitsIn(text: string): number {
  let count = 0
  for (let at = 0; at < text.length && count < CARD_DIGITS_MIN; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) count += 1
  }
  return count
}

const PER_CHARACTER = 1 / 12
const PER_TEXT = 10
/** No number that names a person has fewer digits. */
const NUMBER_DIGITS_MIN = 4
/** The two check digits of an IBAN. */
const DIGITS_MIN = 2

/** The personal data in a text; not all of it once the budget is exceeded. */
export function personalHitsIn(text: string, budget: Budget): readonly Hit[] {
  const emails = text.includes('@') ? hits('personal.email', 'low', emailsIn(text, budget)) : []
  const numbers = numbersIn(text, digitsIn(text), budget)
  return numbers.length === 0 ? emails : distinct([...emails, ...numbers])
}

/** Only those are looked for that the digits of the text may make up. */
function numbersIn(text: string, digits: number, budget: Budget): Hit[] {
  if (digits < DIGITS_MIN || !spend(budget, PER_TEXT + text.length * PER_CHARACTER)) return []
  return [
    ...(text.length < IBAN_MIN ? [] : hits('personal.iban', 'high', ibansIn(text, budget))),
    ...(digits < CARD_DIGITS_MIN ? [] : hits('personal.payment_card', 'high', cardsIn(text, budget))),
    ...(digits < PHONE_DIGITS_MIN ? [] : hits('personal.phone', 'medium', phonesIn(text, budget))),
    ...(digits < NUMBER_DIGITS_MIN ? [] : personNumbersIn(text, budget)),
    ...contactIn(text, budget),
  ]
}

function hits(kind: string, severity: Hit['severity'], spans: readonly Span[]): Hit[] {
  return spans.map(([start, end]) => ({ kind, severity, start, end }))
}

/** Without what overlaps something that begins before it. */
function distinct(all: readonly Hit[]): Hit[] {
  const kept: Hit[] = []
  for (const hit of [...all].sort((a, b) => a.start - b.start))
    if (hit.start >= (kept.at(-1)?.end ?? 0)) kept.push(hit)
  return kept
}
