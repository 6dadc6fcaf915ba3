// Whether a text holds any word that an instruction cannot do without: most texts do not.
import { once } from '@countersign/terms'
import { FOUND, firstSighting, keywordsOf } from '../../text/keywords.ts'
import { type Letters, placeOf, type Stretch } from './letters.ts'
import { LATIN } from './words-latin.ts'

/** Every rule needs a word of at least one of these. */
const NEEDED = new Set([
  ...[
    'OVERRIDE',
    'WEAK',
    'VOID',
    'RULES',
    'REPEAT',
    'ROLE',
    'PLAY',
    'BECOME',
    'FREE',
    'MODE',
    'LIMIT',
    'SAFETY',
    'TELL',
  ],
  ...[
    'KNOWLEDGE',
    'KEEP',
    'SECRETLY',
    'SECRET',
    'PRIVATE',
    'STOP',
    'TASK',
    'READING',
    'ADDRESS',
    'PREPEND',
    'OBEY',
    'UNLOCK',
  ],
])
const SHORTEST = 3
/** Words of others, by which a text says what is to be answered. */
const ALSO = ['respond', 'reply', 'also do the following', 'authorised to', 'authorized to']

/** The longest word of a phrase, which stands in a text however the others are set apart. */
function longestWord(phrase: string): string {
  const words = phrase.split(/[^a-z0-9]+/)
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest), '')
}

/** What most texts do not hold. */
function neededWords(): readonly string[] {
  const words = new Set<string>(ALSO)
  for (const list of Object.values(LATIN))
    for (const line of list.trim().split('\n')) {
      const [concept = ''] = line.split(' ', 1)
      if (!NEEDED.has(concept)) continue
      for (const phrase of line.slice(concept.length + 1).split(',')) words.add(longestWord(phrase.trim()))
    }
  return [...words].filter((word) => word.length >= SHORTEST)
}

const needed = once(neededWords)
const keywords = once(() => keywordsOf(needed()))
const STEM_MIN = 5

/** Whether a part of a text, its characters read as these letters, is one of the words or begins with a long one. */
export function isNeededWord(text: string, from: number, to: number, letters: Uint8Array): boolean {
  const { next, shift, classes, found } = keywords()
  let row = 0
  for (let at = from; at < to; at += 1) {
    row = next[(row << shift) + (classes[letters[text.charCodeAt(at)] ?? 0] ?? 0)] ?? 0
    if (row < FOUND) continue
    row -= FOUND
    const length = at + 1 - from
    const isLong = length >= STEM_MIN || at + 1 === to
    if (isLong && isAnyOf(found[row] ?? NONE, length)) return true
  }
  return false
}

const NONE: readonly number[] = []

/** Whether any of the needed words is so long. */
function isAnyOf(keywords: readonly number[], length: number): boolean {
  const words = needed()
  for (const keyword of keywords) if (words[keyword]?.length === length) return true
  return false
}

const ASCII = /^[\0-\x7f]*$/

/** Whether an instruction may stand in a text that is read as it is; other scripts are always looked into. */
export function mayInstruct(text: string): boolean {
  return !ASCII.test(text) || firstSighting(text, keywords()) !== undefined
}

/** The same of letters that were put together in another way, without some parts of their text, which begin and end as sentences do. */
export function mayLettersInstruct(letters: Letters, without: readonly Stretch[] = []): boolean {
  const { codes, at, length } = letters
  const { next, shift, classes } = keywords()
  let row = 0
  let part = 0
  let { from, to } = without[0] ?? NOWHERE
  for (let index = 0; index < length; index += 1) {
    const place = at[index] ?? 0
    while (place >= to) {
      part += 1
      ;({ from, to } = without[part] ?? NOWHERE)
    }
    if (place >= from) {
      index = placeOf(letters, to, index) - 1
      continue
    }
    const code = codes[index] ?? 0
    if (code >= 128) return true
    row = next[(row << shift) + (classes[code] ?? 0)] ?? 0
    if (row >= FOUND) return true
  }
  return false
}

const NOWHERE: Stretch = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY }
