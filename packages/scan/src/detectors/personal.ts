// Personal data in a text: checksummed numbers exactly, the rest by its form and the words around it.
import { type Budget, spend } from '../budget.ts'
import type { Hit } from '../finding.ts'
import { contactIn } from './personal/contact.ts'
import { CARD_DIGITS_MIN, cardsIn, PHONE_DIGITS_MIN, phonesIn, type Span } from './personal/digits.ts'
import { emailsIn } from './personal/emails.ts'
import { groupsOf } from './personal/groups.ts'
import { LENGTH_MIN as IBAN_MIN, ibansIn } from './personal/iban.ts'
import { personNumbersIn } from './personal/numbers.ts'
import { withSamples } from './personal/samples.ts'
import { mayBeLed } from './personal/scripts.ts'
import type { Sighted } from './sighted.ts'

const PER_CHARACTER = 1 / 10
const PER_TEXT = 10
/** What no word leads to has so many close to each other. */
const DIGITS_MIN = 3

/** The personal data in a text; not all of it once the budget is exceeded. */
export function personalHitsIn(text: string, sighted: Sighted, budget: Budget): readonly Hit[] {
  const emails = text.includes('@') ? hits('personal.email', 'low', emailsIn(text, budget)) : NONE
  const numbers = numbersIn(text, sighted, budget)
  return withSamples(text, numbers.length === 0 ? emails : distinct([...emails, ...numbers]))
}

const NONE: readonly Hit[] = []

/** Only those are looked for that the digits of the text may make up. */
function numbersIn(text: string, sighted: Sighted, budget: Budget): readonly Hit[] {
  if (!spend(budget, PER_TEXT + text.length * PER_CHARACTER)) return NONE
  const groups = groupsOf(text)
  const { most, mayBeIban } = groups
  const isLed = most > 0 && (sighted.numbers.length > 0 || sighted.contact.length > 0)
  if (most < DIGITS_MIN && !mayBeIban && !isLed) return NONE
  const led = mayBeLed(text, groups.groups)
  return [
    ...(!mayBeIban || text.length < IBAN_MIN ? [] : hits('personal.iban', 'high', ibansIn(text, budget))),
    ...(most < CARD_DIGITS_MIN ? [] : hits('personal.payment_card', 'high', cardsIn(text, budget))),
    ...(most < PHONE_DIGITS_MIN ? [] : hits('personal.phone', 'medium', phonesIn(text, budget))),
    ...personNumbersIn(text, groups, sighted.numbers, led, budget),
    ...contactIn(text, sighted.contact, led, budget),
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
