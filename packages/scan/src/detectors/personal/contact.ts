// How to reach a person, where the words around tell it: telephone numbers, postal addresses, dates of birth.
import { type Budget, spend } from '../../budget.ts'
import type { Hit } from '../../finding.ts'
import type { List, Sighting } from '../../text/keywords.ts'

type Word = { readonly word: string; readonly what: 'phone' | 'address' | 'birth' }

const WORDS: Readonly<Record<Word['what'], string>> = {
  phone: 'phone|mobile|cell|tel:|tel.|tel |call me|call us|fax|whatsapp|handy|telefon|telefono|portable',
  address:
    ' street| st.| st,| st | avenue| ave| road| rd| boulevard| blvd| lane| ln| drive| dr| court| terrace| highway|stra|platz |stra\u00dfe |straat | rue | calle | via ',
  birth:
    'date of birth|dob|birth date|birthdate|birthday|geburtsdatum|geboren am|date de naissance|nacimiento|born on',
}

const entries = Object.entries(WORDS).flatMap(([what, list]) =>
  list.split('|').flatMap((word) => (/^[ -~]+$/.test(word) ? [{ word, what: what as Word['what'] }] : [])),
)
/** What leads to a number, an address or a date. */
export const CONTACT_WORDS: List = { words: entries.map(({ word }) => word), most: 2000 }

const PHONE = /(?<![\d.\-A-Za-z])(?:\(\d{2,5}\)|\d{2,5})(?:[ .\-/]?\d{2,5}){1,4}(?![\d\-A-Za-z])/
const NANP = /(?<![\d.\-A-Za-z])\([2-9]\d{2}\) ?[2-9]\d{2}[-. ]\d{4}(?!\d)/g
const BIRTH = /\d{1,4}[./\- ](?:\d{1,2}|[A-Za-z]{3,9})[./\- ,]{1,2}\d{2,4}|[A-Za-z]{3,9} \d{1,2},? \d{4}/
const STREET =
  /(?<![\w.])\d{1,5}[A-Za-z]? (?:(?:[NSEW]|North|South|East|West)\.? )?(?:[A-Z][\w.']{1,24} ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Terrace|Way|Place|Pl|Highway|Hwy)\b\.?(?:,? (?:Apt|Suite|Unit|#)\.? ?[\w-]{1,8})?(?:,? [A-Z][\w.' ]{1,30}){0,2},? (?:[A-Z]{2} )?(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})?/
const STREET_FIRST =
  /[\p{Lu}][\p{L}.-]{2,30}(?:stra\u00dfe|strasse|str\.|straat|weg|platz|allee) \d{1,4}[a-z]?,? \d{4,5} ?[A-Z]{0,2} [\p{Lu}]/u

const LOOK_AHEAD = 40
const LOOK_BEHIND = 60
const PER_WORD = 40
const PER_CHARACTER = 1 / 10

/** Telephone numbers, addresses and dates of birth in a text that has digits. */
export function contactIn(text: string, sightings: readonly Sighting[], budget: Budget): Hit[] {
  if (!spend(budget, text.length * PER_CHARACTER)) return []
  const hits: Hit[] = !text.includes('(')
    ? []
    : Array.from(text.matchAll(NANP), ({ 0: found, index }) => ({
        kind: 'personal.phone',
        severity: 'medium' as const,
        start: index,
        end: index + found.length,
      }))
  for (const { keyword, end } of sightings) {
    if (!spend(budget, PER_WORD)) break
    const { what = 'phone', word = '' } = entries[keyword] ?? {}
    if (what !== 'address' && isPartOfWord(text, end - word.length)) continue
    const hit = LOOKS[what](text, end)
    if (hit !== undefined) hits.push(hit)
  }
  return hits
}

function isPartOfWord(text: string, start: number): boolean {
  return start > 0 && /[a-z]/i.test(text.charAt(start - 1))
}

const LOOKS: Readonly<Record<Word['what'], (text: string, end: number) => Hit | undefined>> = {
  phone(text, end) {
    const found = PHONE.exec(text.slice(end, end + LOOK_AHEAD))
    const digits = found?.[0].replace(/\D/g, '').length ?? 0
    return found === null || digits < 7 || digits > 15
      ? undefined
      : hitAt('personal.phone', end + found.index, found[0])
  },
  birth(text, end) {
    const found = BIRTH.exec(text.slice(end, end + LOOK_AHEAD))
    return found === null || !/\d/.test(found[0])
      ? undefined
      : hitAt('personal.birth_date', end + found.index, found[0])
  },
  address(text, end) {
    const from = Math.max(0, end - LOOK_BEHIND)
    const around = text.slice(from, end + LOOK_BEHIND)
    const found = STREET.exec(around) ?? STREET_FIRST.exec(around)
    return found === null ? undefined : hitAt('personal.address', from + found.index, found[0].trimEnd())
  },
}

function hitAt(kind: string, start: number, found: string): Hit {
  return { kind, severity: 'medium', start, end: start + found.length }
}
