// How to reach a person, where the words around tell it: telephone numbers, postal addresses, dates of birth.
import { type Budget, spend } from '../../budget.ts'
import type { Hit } from '../../finding.ts'
import type { List, Sighting } from '../../text/keywords.ts'
import { addressAt, addressBehind, STREET_WORDS } from './addresses.ts'
import { BIRTH_WORDS, birthAt, dateAhead } from './births.ts'
import { type Groups, isLetter } from './groups.ts'
import { scriptLed } from './scripts.ts'
import { CALL_WORDS, callAt, type Found, PHONE_WORDS, phoneAt } from './telephones.ts'

type What = 'phone' | 'call' | 'address' | 'birth'

const WORDS: Readonly<Record<What, string>> = {
  phone: PHONE_WORDS,
  call: CALL_WORDS,
  address: STREET_WORDS,
  birth: BIRTH_WORDS,
}

const entries = Object.entries(WORDS).flatMap(([what, list]) =>
  list.split('|').flatMap((word) => (/^[ -~]+$/.test(word) ? [{ word, what: what as What }] : [])),
)
/** What leads to a number, an address or a date. */
export const CONTACT_WORDS: List = { words: entries.map(({ word }) => word), most: 5000 }

const NANP = /(?<![\d.\-A-Za-z])\([2-9]\d{2}\) ?[2-9]\d{2}[-. ]\d{4}(?!\d)/g

const PER_WORD = 40
const PER_CHARACTER = 1 / 10

/** Telephone numbers, addresses and dates of birth in a text that has digits. */
export function contactIn(
  text: string,
  sightings: readonly Sighting[],
  led: Groups['groups'],
  budget: Budget,
): Hit[] {
  if (!spend(budget, text.length * PER_CHARACTER)) return []
  const hits: Hit[] = !text.includes('(')
    ? []
    : Array.from(text.matchAll(NANP), ({ 0: found, index }) => hitOf('call', { start: index, found }))
  for (const { keyword, end } of sightings) {
    if (!spend(budget, PER_WORD)) break
    const { what = 'phone', word = '' } = entries[keyword] ?? {}
    if (what !== 'address' && isPartOfWord(text, end - word.length)) continue
    const found = LOOKS[what](text, end, word)
    if (found !== undefined) hits.push(hitOf(what, found))
  }
  return [...hits, ...ledByScripts(text, led, budget)]
}

/** What words of other scripts lead to, before groups of digits. */
function ledByScripts(text: string, led: Groups['groups'], budget: Budget): Hit[] {
  const hits: Hit[] = []
  for (const { from } of led) {
    if (!spend(budget, PER_WORD)) break
    const { what = 'address', end } = scriptLed(text, from) ?? { end: from }
    const found = SCRIPT_LOOKS[what](text, end)
    if (found !== undefined) hits.push(hitOf(what, found))
  }
  return hits
}

const SCRIPT_LOOKS: Readonly<
  Record<'address' | 'birth' | 'call', (text: string, end: number) => Found | undefined>
> = {
  address: addressBehind,
  birth: dateAhead,
  call: callAt,
}

function isPartOfWord(text: string, start: number): boolean {
  return isLetter(text.charCodeAt(start - 1)) && isLetter(text.charCodeAt(start))
}

const LOOKS: Readonly<Record<What, (text: string, end: number, word: string) => Found | undefined>> = {
  phone: phoneAt,
  call: callAt,
  birth: birthAt,
  address: addressAt,
}

const KINDS: Readonly<Record<What, string>> = {
  phone: 'personal.phone',
  call: 'personal.phone',
  birth: 'personal.birth_date',
  address: 'personal.address',
}

function hitOf(what: What, { start, found }: Found): Hit {
  return { kind: KINDS[what], severity: 'medium', start, end: start + found.length }
}
