// What is counted of a sentence: its signs and words, and what it shares with the rest of a definition.

/** Of one sentence: its number, its frames in ascending order, and numbers that stand for its words. */
export type Framed = {
  readonly sentence: number
  readonly frames: readonly number[]
  readonly words: readonly number[]
}

const BITS = 16
/** Features have numbers below this; a few share one. */
export const FEATURES = 2 ** BITS

const FNV_BASIS = 0x811c9dc5
const FNV_PRIME = 0x01000193
const GOLDEN = 0x9e3779b1

/** FNV-1a over UTF-16 units. */
export function hashOf(text: string): number {
  let hash = FNV_BASIS
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME)
  return hash | 0
}

/** The number of a feature that is made of two. */
export function featureOf(one: number, other: number): number {
  return Math.imul(Math.imul(one ^ (other >>> 15), FNV_PRIME) ^ other, GOLDEN) >>> (32 - BITS)
}

const ALONE = 1

export function frameFeature(frame: number): number {
  return featureOf(ALONE, frame)
}

/** Takes the features of a sentence: its signs, its words, two words in a row, and each sign with each word. */
export function eachFeature({ frames, words }: Framed, take: (feature: number) => void): void {
  let last = 0
  for (const word of words) {
    take(featureOf(ALONE, word))
    if (last !== 0) take(featureOf(last, word))
    last = word
  }
  for (const frame of frames) {
    take(frameFeature(frame))
    for (const word of words) take(featureOf(frame + 2, word))
  }
}

/** The features of a sentence, with those of what stands around it where that is known. */
export function featuresOf(framed: Framed, around?: Around): number[] {
  const features: number[] = []
  eachFeature(framed, (feature) => features.push(feature))
  if (around !== undefined) eachAround(framed, around, (feature) => features.push(feature))
  return features
}

/** The words of all that stands around a sentence: in how many sentences and names each is, and which are in a name. */
export type Around = { readonly counts: ReadonlyMap<number, number>; readonly names: ReadonlySet<number> }

/** The same while it is gathered. */
export type Gathering = { readonly counts: Map<number, number>; readonly names: Set<number> }

export function gathering(): Gathering {
  return { counts: new Map(), names: new Set() }
}

export function gatherSentence({ counts }: Gathering, { words }: Framed): void {
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
}

/** Adds the words of a name or of the name of a member, as they stand apart. */
export function gatherName(to: Gathering, framed: readonly Framed[]): void {
  const words = [...new Set(framed.flatMap((one) => one.words))]
  for (const word of words) {
    to.counts.set(word, (to.counts.get(word) ?? 0) + 1)
    to.names.add(word)
  }
}

/** With fewer other words nobody can tell what the rest speaks of. */
const AROUND_MIN = 8
/** Beyond the numbers of signs. */
const [FRESH, SHARED, SHARE, FRESH_COUNT, NAMED_COUNT] = [1001, 1002, 1003, 1004, 1005] as const
const SHARE_STEPS = 8
const FRESH_MOST = 15
const NAMED_MOST = 3

/**
 * Takes what a sentence has in common with the rest: words that stand only here or elsewhere, too, how many stand only here,
 * and how many are in a name. An honest definition comes back to the same few things.
 */
export function eachAround(
  { words }: Framed,
  { counts, names }: Around,
  take: (feature: number) => void,
): void {
  if (counts.size - words.length < AROUND_MIN) return
  let [fresh, named] = [0, 0]
  for (const word of words) {
    if (counts.get(word) === 1) {
      fresh += 1
      take(featureOf(FRESH, word))
    } else if (names.has(word)) named += 1
    else take(featureOf(SHARED, word))
  }
  const share = Math.floor((SHARE_STEPS * fresh) / Math.max(1, words.length))
  for (let step = 0; step <= share; step += 1) take(featureOf(SHARE, step))
  for (let step = 0; step <= Math.min(fresh, FRESH_MOST); step += 2) take(featureOf(FRESH_COUNT, step))
  take(featureOf(NAMED_COUNT, Math.min(named, NAMED_MOST)))
}
