// Phrases as rows of words with gaps, all looked for in one pass over the words of a text.
import { perTerm, type Term } from './terms.ts'
import type { Word } from './words.ts'

/** A phrase with what it means: `do|must <0> not <3> tell` allows no word before `not` and up to three before `tell`. */
export type Phrase<Meaning> = { readonly meaning: Meaning; readonly steps: readonly Step[] }

type Step = { readonly words: readonly string[]; readonly gap: number }

/** Where a phrase was found, by the places of its first and last word in the list of words. */
export type Found<Meaning> = { readonly meaning: Meaning; readonly from: number; readonly to: number }

/** Finds every phrase of a set once for each of its endings. */
export type Finder<Meaning> = (words: readonly Word[]) => Found<Meaning>[]

const GAP = /^<(\d{1,2})>$/

/** Reads a phrase; `@name` stands for a class of words, and words without a gap between them follow each other. */
export function phraseOf<Meaning>(
  meaning: Meaning,
  text: string,
  classes: Readonly<Record<string, string>> = {},
): Phrase<Meaning> {
  const steps: Step[] = []
  let gap = 0
  for (const part of text.trim().split(/\s+/)) {
    const wide = GAP.exec(part)?.[1]
    if (wide !== undefined) gap = Number(wide)
    else {
      steps.push({ words: part.split('|').flatMap((word) => wordsOf(word, classes)), gap })
      gap = 0
    }
  }
  return { meaning, steps }
}

function wordsOf(word: string, classes: Readonly<Record<string, string>>): string[] {
  if (!word.startsWith('@')) return [word]
  const named = classes[word.slice(1)]
  if (named === undefined) throw new Error(`there is no word class \`${word}\``)
  return named.trim().split(/\s+/)
}

/** A step of a phrase, by its place among all steps of all phrases. */
type Place<Meaning> = {
  readonly at: number
  /** How many words may stand before it; of a first step, `FIRST`. */
  readonly gap: number
  /** Present at the last step. */
  readonly ends: { readonly meaning: Meaning } | undefined
}

const FIRST = -1

/** Where each step was last found, and where what ends there began; kept from one text to the next. */
type Seen = { readonly last: Int32Array; readonly first: Int32Array; base: number }

/** Makes a finder: its time grows with the words of the text, not with the number of phrases. */
export function finderOf<Meaning>(phrases: readonly Phrase<Meaning>[]): Finder<Meaning> {
  const places = new Map<string, Place<Meaning>[]>()
  let count = 0
  for (const { meaning, steps } of phrases)
    for (const [step, { words, gap }] of steps.entries()) {
      const isLast = step === steps.length - 1
      const place = { at: count++, gap: step === 0 ? FIRST : gap, ends: isLast ? { meaning } : undefined }
      // Later steps first, so that one word is never two steps of a phrase.
      for (const word of new Set(words)) places.set(word, [place, ...(places.get(word) ?? [])])
    }
  const seen = { last: new Int32Array(count), first: new Int32Array(count), base: APART }
  const placesOf = perTerm(({ keys }) => placesOfAny(keys, places))
  return (words) => findIn(words, placesOf, seen)
}

/** Farther than any gap reaches. */
const APART = 1000
const BASE_MAX = 1 << 30

function findIn<Meaning>(
  words: readonly Word[],
  placesOf: (term: Term) => readonly Place<Meaning>[] | undefined,
  seen: Seen,
): Found<Meaning>[] {
  const found: Found<Meaning>[] = []
  for (let n = 0; n < words.length; n += 1) {
    const word = words[n]
    if (word === undefined) continue
    const held = placesOf(word.term)
    if (held !== undefined) step(held, seen, { n, here: seen.base + word.at }, found)
  }
  startAnew(seen, words.at(-1)?.at ?? 0)
  return found
}

/** Takes a word as a step of every phrase in which it is one. */
function step<Meaning>(
  held: readonly Place<Meaning>[],
  { last, first }: Seen,
  { n, here }: { readonly n: number; readonly here: number },
  found: Found<Meaning>[],
): void {
  for (let each = 0; each < held.length; each += 1) {
    const place = held[each]
    if (place === undefined) continue
    const { at, gap, ends } = place
    if (gap !== FIRST && !isWithin(gap, here - (last[at - 1] ?? 0))) continue
    const from = gap === FIRST ? n : (first[at - 1] ?? n)
    last[at] = here
    first[at] = from
    if (ends !== undefined) found.push({ meaning: ends.meaning, from, to: n })
  }
}

/** Moves on so far that what was seen of a text is out of reach of the next. */
function startAnew(seen: Seen, end: number): void {
  seen.base += end + APART
  if (seen.base < BASE_MAX) return
  seen.last.fill(0)
  seen.base = APART
}

function isWithin(gap: number, steps: number): boolean {
  return steps >= 1 && steps - 1 <= gap
}

/** The places of all keys of a word, later steps first. */
function placesOfAny<Meaning>(
  keys: readonly string[],
  places: ReadonlyMap<string, readonly Place<Meaning>[]>,
): readonly Place<Meaning>[] | undefined {
  let held: readonly Place<Meaning>[] | undefined
  let isOfMany = false
  for (const key of keys) {
    const own = places.get(key)
    if (own === undefined) continue
    isOfMany ||= held !== undefined
    held = held === undefined ? own : [...held, ...own]
  }
  return isOfMany ? held?.toSorted((a, b) => b.at - a.at) : held
}
