// Patterns that are read only where a word leads to them, each of a part of a text that is short.
import { type Budget, spend } from '../budget.ts'
import type { Hit } from '../finding.ts'
import type { List, Sighting } from '../text/keywords.ts'

/** What is told by a pattern, and by words without which it finds nothing. */
export type Led = {
  readonly kind: string
  readonly severity: Hit['severity']
  /** What it is told by first, in small letters. */
  readonly words: readonly string[]
  /** Looked for around the word, in no more than so many characters. */
  readonly pattern: RegExp
  /** Whether what stands in the lines behind belongs to it. */
  readonly isOverLines?: true
}

/** Patterns with all of their words. */
export type LedList = { readonly words: List; readonly by: readonly (readonly Led[])[] }

/** Puts patterns together by their words. */
export function ledListOf(all: readonly Led[]): LedList {
  const words = [...new Set(all.flatMap((led) => led.words))]
  return {
    words: { words, most: Number.POSITIVE_INFINITY },
    by: words.map((word) => all.filter((led) => led.words.includes(word))),
  }
}

const AROUND = 320
const PER_SIGHTING = 10
const PER_CHARACTER_READ = 4

/** A part of a text, of which a pattern may be read. */
type Stretch = { readonly from: number; to: number }

/** What the patterns find in a text. */
export function ledIn(text: string, sightings: readonly Sighting[], list: LedList, budget: Budget): Hit[] {
  const hits: Hit[] = []
  for (const [{ kind, severity, pattern }, stretches] of stretchesOf(text, sightings, list, budget)) {
    for (const { from, to } of stretches) {
      if (!spend(budget, (to - from) * PER_CHARACTER_READ)) break
      for (const { 0: found, index } of text.slice(from, to).matchAll(pattern))
        hits.push({ kind, severity, start: from + index, end: from + index + found.length })
    }
  }
  return hits.length < 2 ? hits : apart(hits)
}

/** What is around the words of each pattern; where they stand close together it is read once for all of them. */
function stretchesOf(
  text: string,
  sightings: readonly Sighting[],
  { by }: LedList,
  budget: Budget,
): ReadonlyMap<Led, readonly Stretch[]> {
  const stretches = new Map<Led, Stretch[]>()
  for (const { keyword, end } of sightings) {
    if (!spend(budget, PER_SIGHTING)) break
    const from = lineStart(text, end)
    for (const led of by[keyword] ?? []) {
      const to = led.isOverLines === true ? Math.min(text.length, end + AROUND) : lineEnd(text, end)
      const known = stretches.get(led) ?? []
      const last = known.at(-1)
      if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
      else known.push({ from, to })
      stretches.set(led, known)
    }
  }
  return stretches
}

/** Without what overlaps another of its kind that begins before it. */
function apart(hits: readonly Hit[]): Hit[] {
  const ends = new Map<string, number>()
  return [...hits]
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter(({ kind, start, end }) => {
      if (start < (ends.get(kind) ?? 0)) return false
      ends.set(kind, end)
      return true
    })
}

function lineStart(text: string, at: number): number {
  const from = Math.max(0, at - AROUND)
  return from + text.slice(from, at).lastIndexOf('\n') + 1
}

function lineEnd(text: string, at: number): number {
  const to = Math.min(text.length, at + AROUND)
  const line = text.slice(at, to).indexOf('\n')
  return line < 0 ? to : at + line
}
