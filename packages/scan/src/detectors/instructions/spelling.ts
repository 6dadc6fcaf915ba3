// How a text is spelled for a model and against a filter: apart, with signs within, with digits for letters.
import { lettersFor } from '../../definition/words.ts'
import { tableOfUnits } from '../../text/units.ts'
import { isNeededWord } from './gate.ts'
import type { OddReading } from './respelled.ts'

const LETTER = 1
const DIGIT = 2
const WITHIN = 4
const SPACE = 8
const CALL = 16
/** All of which a reading may take something else for. */
const ODD = DIGIT | WITHIN | CALL

function kindOf(character: string): number {
  if (/[a-z]/i.test(character)) return LETTER
  if (/[013457@$]/.test(character)) return DIGIT
  if (/[-_.*~|+]/.test(character)) return WITHIN
  if (character === '!') return CALL
  return /[ \t]/.test(character) ? SPACE : 0
}

/** What each character can be in a word that is spelled oddly. */
const kinds = tableOfUnits(Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code))))

const ENOUGH = 3
/** So many single letters in a row are a word that was pulled apart. */
const LETTERS_MIN = 6
/** Odd places count together when they are at most so far from each other. */
const REACH = 40
const PART_MAX = 5
/** A word with digits for letters has so many of both. */
const SPELLED_MIN = 5
const SPELLED_MAX = 24

function kindAt(text: string, at: number): number {
  return kinds[text.charCodeAt(at)] ?? 0
}

/** Counts odd places that are near each other. */
type Count = { last: number; count: number; most: number }

function add(count: Count, at: number): void {
  count.count = at - count.last <= REACH ? count.count + 1 : 1
  count.last = at
  count.most = Math.max(count.most, count.count)
}

/** What was seen of a text so far. */
type Seen = {
  /** Where signs and digits stand that may be odd in a reading. */
  readonly places: number[]
  readonly signs: Count
  readonly digits: Count
  /** Where the word begins of which the last letter or digit is part. */
  from: number
  apart: number
  longestApart: number
  /** Whether the word so far has a digit beside a letter, and whether such a word of the text is one of the lists. */
  isMixed: boolean
  isSpelled: boolean
}

/** Looks at what is not a letter, with what both neighbours are. */
function look(seen: Seen, text: string, at: number, kind: number, beside: number): void {
  if ((kind & ODD) !== 0) seen.places.push(at)
  const isBetween = (kind & (WITHIN | DIGIT)) !== 0 && beside === LETTER
  if (isBetween && kind === DIGIT) add(seen.digits, at)
  else if (isBetween && at - seen.from <= PART_MAX) add(seen.signs, at)
  if (kind === DIGIT) seen.isMixed ||= (beside & LETTER) !== 0
  else endWord(seen, text, at, kind === SPACE)
}

function endWord(seen: Seen, text: string, at: number, isSpace: boolean): void {
  const length = at - seen.from
  // One such word is enough, and so are digits that are near each other.
  if (seen.isMixed && seen.digits.most < ENOUGH) seen.isSpelled ||= isSpelled(text, seen.from, at)
  seen.isMixed = false
  if (!isSpace || length > 1) seen.apart = 0
  else if (length === 1) seen.apart += 1
  seen.longestApart = Math.max(seen.longestApart, seen.apart)
  seen.from = at + 1
}

/** The letter that each ASCII character is read as. */
const letters = Uint8Array.from({ length: 128 }, (_, code) =>
  lettersFor(String.fromCharCode(code)).charCodeAt(0),
)

/** Whether a word with digits is one of the lists once they are read as letters: `1gnore`. */
function isSpelled(text: string, from: number, to: number): boolean {
  const length = to - from
  return length >= SPELLED_MIN && length <= SPELLED_MAX && isNeededWord(text, from, to, letters)
}

/** Without any of these a text is spelled as usual: a sign or a digit beside a letter, a letter between spaces. */
const MAY_BE_ODD = /[a-z][-_.*~|+013457@$]|[-_.*~|+013457@$][a-z]|[ \t][a-z013457@$][ \t]/i

/** How a text is spelled: the readings that this calls for besides the plain one, and all signs and digits that may be odd in them. */
export type Spelling = { readonly readings: readonly OddReading[]; readonly places: readonly number[] }

const AS_USUAL: Spelling = { readings: [], places: [] }

/** Looks how a text is spelled. */
export function spellingOf(text: string): Spelling {
  if (!MAY_BE_ODD.test(text)) return AS_USUAL
  const signs: Count = { last: -REACH, count: 0, most: 0 }
  const digits: Count = { last: -REACH, count: 0, most: 0 }
  const places: number[] = []
  const seen: Seen = {
    ...{ places, signs, digits, from: 0, apart: 0, longestApart: 0 },
    ...{ isMixed: false, isSpelled: false },
  }
  lookOver(seen, text)
  endWord(seen, text, text.length, false)
  const readings = [
    ...(signs.most >= ENOUGH ? (['squeezed'] as const) : []),
    ...(digits.most >= ENOUGH || seen.isSpelled ? (['leet'] as const) : []),
    ...(seen.longestApart >= LETTERS_MIN - 1 ? (['spaced'] as const) : []),
  ]
  return readings.length === 0 ? AS_USUAL : { readings, places }
}

function lookOver(seen: Seen, text: string): void {
  let before = 0
  let kind = kindAt(text, 0)
  for (let at = 0; at < text.length; at += 1) {
    const after = at + 1 < text.length ? kindAt(text, at + 1) : 0
    if (kind !== LETTER) look(seen, text, at, kind, before | after)
    before = kind
    kind = after
  }
}
