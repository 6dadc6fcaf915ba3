// Phrases as rows of words with gaps, all looked for in one pass over the words of a text.
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
  readonly isFirst: boolean
  readonly gap: number
  /** Present at the last step. */
  readonly ends?: { readonly meaning: Meaning }
}

/** Makes a finder: its time grows with the words of the text, not with the number of phrases. */
export function finderOf<Meaning>(phrases: readonly Phrase<Meaning>[]): Finder<Meaning> {
  const places = new Map<string, Place<Meaning>[]>()
  let count = 0
  for (const { meaning, steps } of phrases)
    for (const [step, { words, gap }] of steps.entries()) {
      const isLast = step === steps.length - 1
      const place = { at: count++, isFirst: step === 0, gap, ...(isLast && { ends: { meaning } }) }
      // Later steps first, so that one word is never two steps of a phrase.
      for (const word of new Set(words)) places.set(word, [place, ...(places.get(word) ?? [])])
    }
  return (words) => findIn(words, places, count)
}

/** Far enough that no gap reaches back to it. */
const NEVER = -1000

function findIn<Meaning>(
  words: readonly Word[],
  places: ReadonlyMap<string, readonly Place<Meaning>[]>,
  count: number,
): Found<Meaning>[] {
  const found: Found<Meaning>[] = []
  const last = new Int32Array(count).fill(NEVER)
  const first = new Int32Array(count)
  for (const [n, { keys, at: here }] of words.entries()) {
    for (const { at, isFirst, gap, ends } of placesOf(keys, places)) {
      if (!isFirst && !isWithin(gap, here - (last[at - 1] ?? NEVER))) continue
      const from = isFirst ? n : (first[at - 1] ?? n)
      last[at] = here
      first[at] = from
      if (ends !== undefined) found.push({ meaning: ends.meaning, from, to: n })
    }
  }
  return found
}

function isWithin(gap: number, steps: number): boolean {
  return steps >= 1 && steps - 1 <= gap
}

const NONE: readonly never[] = []

function placesOf<Meaning>(
  keys: readonly string[],
  places: ReadonlyMap<string, readonly Place<Meaning>[]>,
): readonly Place<Meaning>[] {
  const [only] = keys
  if (keys.length === 1 && only !== undefined) return places.get(only) ?? NONE
  return keys.flatMap((key) => places.get(key) ?? []).sort((a, b) => b.at - a.at)
}
