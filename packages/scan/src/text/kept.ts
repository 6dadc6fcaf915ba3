// What words are by themselves, worked out when one is met and kept until another takes its place.
import { textOfUnits } from './bytes.ts'

/** What was worked out of words, for as many of them as there are places. */
export type Kept<Held> = {
  readonly workOut: (word: string) => Held
  readonly words: (string | undefined)[]
  readonly held: (Held | undefined)[]
}

const PLACES = 4096
const LENGTH_MAX = 32
const PRIME = 0x01000193

/** Keeps what a function says of words, which must depend on nothing else. */
export function keep<Held>(workOut: (word: string) => Held): Kept<Held> {
  return { workOut, words: new Array(PLACES), held: new Array(PLACES) }
}

/** What a part of a text is. */
export function heldOf<Held>(
  { workOut, words, held }: Kept<Held>,
  text: string,
  from: number,
  to: number,
): Held {
  const place = placeOf(text, from, to)
  if (place === undefined) return workOut(text.slice(from, to))
  for (let own = place; own <= place + 1; own += 1) {
    const known = held[own]
    if (known !== undefined && isAt(words[own], text, from, to)) return known
  }
  const word = copyOf(text, from, to)
  const found = workOut(word)
  // What had its place moves to the other one.
  words[place + 1] = words[place]
  held[place + 1] = held[place]
  words[place] = word
  held[place] = found
  return found
}

/** The first of two places for a word; undefined where it is not, because it is long, or has a digit and so may be a key. */
function placeOf(text: string, from: number, to: number): number | undefined {
  if (to - from > LENGTH_MAX) return undefined
  let hash = to - from
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 0x30 && code <= 0x39) return undefined
    hash = Math.imul(hash ^ code, PRIME)
  }
  return (hash ^ (hash >>> 15)) & (PLACES - 2)
}

/** Whether a part of a text is this word. */
function isAt(word: string | undefined, text: string, from: number, to: number): boolean {
  if (word?.length !== to - from) return false
  for (let at = from; at < to; at += 1) if (word.charCodeAt(at - from) !== text.charCodeAt(at)) return false
  return true
}

const copied = new Uint16Array(LENGTH_MAX)

/** A part of a text that does not keep the rest of it in memory. */
function copyOf(text: string, from: number, to: number): string {
  for (let at = from; at < to; at += 1) copied[at - from] = text.charCodeAt(at)
  return textOfUnits(copied, 0, to - from)
}
