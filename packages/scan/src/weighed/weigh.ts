// Adds up what a sentence has of weak signs, words and both together, with fitted weights.
import { decodeBase64url } from '@countersign/json'
import { once } from '@countersign/terms'
import { type Found, finderOf } from '../definition/phrases.ts'
import { perTerm, type Term, termOf } from '../definition/terms.ts'
import type { Word } from '../definition/words.ts'
import { classesOf, isEnglish, isWide, wideIn } from './foreign.ts'
import { CONTEXT, FRAME_NAMES, FRAME_PHRASES, type Frame } from './frames.ts'

/** What each feature weighs, by its number and in units; a score above zero is a finding. */
export type Scale = { readonly bias: number; readonly unit: number; readonly weights: Int8Array }

/** Weights as they are kept: bytes with a sign in base64url, and what one of them weighs. */
export type Table = { readonly bias: number; readonly unit: number; readonly weights: string }

/** A sentence whose features come to a finding: its number, and the signs that weigh most. */
export type Weighed = { readonly sentence: number; readonly score: number; readonly signs: readonly Frame[] }

/** Of one sentence: its number, its frames in ascending order, and numbers that stand for its words. */
export type Framed = {
  readonly sentence: number
  readonly frames: readonly number[]
  readonly words: readonly number[]
}

/** A sentence and its score. */
export type Scored = Framed & { readonly score: number }

const BITS = 16
/** Features have numbers below this; a few share one. */
export const FEATURES = 2 ** BITS
const SIGNS_MAX = 4

const find = once(() =>
  finderOf(FRAME_PHRASES.map(({ meaning, steps }) => ({ meaning: numberOf(meaning), steps }))),
)

function numberOf(frame: Frame): number {
  return FRAME_NAMES.indexOf(frame)
}

const ABOUT = numberOf('about')
const isContext = FRAME_NAMES.map((frame) => CONTEXT.includes(frame))

/** Stand before the first word of a sentence, so that a phrase can ask for it. */
const MARK = '^'
const BEGINNING = termOf([MARK])
const PLACED = {
  opening: termOf([MARK, '^opens']),
  text: BEGINNING,
  held: termOf([MARK, '^held']),
} as const

/** Where a text stands: a tool's own description, whose first sentence says what it is for; a parameter's; elsewhere. */
export type Placed = keyof typeof PLACED

/** A sentence whose frames are being gathered. */
type Gathered = { readonly sentence: number; readonly frames: number[] }

/** Every sentence with its frames and words. */
export function framesIn(words: readonly Word[], place: Placed = 'text'): readonly Framed[] {
  const { marked, framed } = gatheredIn(words, place)
  return withWords(marked, framed)
}

/** The same of those that have a sign; the others come to nothing, whatever their words. */
export function signedIn(words: readonly Word[], place: Placed = 'text'): readonly Framed[] {
  const { marked, framed } = gatheredIn(words, place)
  return withWords(marked, framed.filter(hasSign))
}

/** Words with a mark before each sentence, and the sentences. */
type Begun = { readonly marked: readonly Word[]; readonly framed: readonly Gathered[] }

/** The frames of every sentence, but not what one that speaks about attacks or examples quotes. */
function gatheredIn(words: readonly Word[], place: Placed): Begun {
  const { marked, framed } = begun(words, place)
  const matches = find()(marked)
  const about = aboutIn(marked, matches)
  let at = 0
  for (const { meaning, from, to } of matches) {
    const sentence = marked[to]?.sentence ?? 0
    while (at < framed.length - 1 && framed[at]?.sentence !== sentence) at += 1
    const frames = framed[at]?.frames ?? []
    const isMention = about.has(sentence) && marked.slice(from, to + 1).every(({ isQuoted }) => isQuoted)
    if (!isMention && !frames.includes(meaning)) frames.push(meaning)
  }
  for (const { frames } of framed) if (frames.length > 1) frames.sort((a, b) => a - b)
  return { marked, framed }
}

/** The numbers of sentences that speak about attacks or examples. */
function aboutIn(marked: readonly Word[], matches: readonly Found<number>[]): ReadonlySet<number> {
  let about: Set<number> | undefined
  for (const { meaning, to } of matches)
    if (meaning === ABOUT) about = (about ?? new Set()).add(marked[to]?.sentence ?? 0)
  return about ?? NO_SENTENCES
}

const NO_SENTENCES: ReadonlySet<number> = new Set()

/** Sentences in their order, each with the numbers of its words. */
function withWords(marked: readonly Word[], gathered: readonly Gathered[]): readonly Framed[] {
  if (gathered.length === 0) return NOTHING
  let next = 0
  return gathered.map((one) => {
    while (next < marked.length && (marked[next]?.sentence ?? 0) < one.sentence) next += 1
    const words: number[] = []
    for (; marked[next]?.sentence === one.sentence; next += 1) addWord(words, marked[next])
    return { ...one, words }
  })
}

const NOTHING: readonly Framed[] = []

/** The words with a mark before each sentence, and the sentences without a frame so far. */
function begun(words: readonly Word[], place: Placed): Begun {
  const marked: Word[] = []
  const framed: Gathered[] = []
  // Words without spaces between them are taken apart, so those behind them move on.
  let moved = 0
  for (let from = 0; from < words.length; ) {
    const { at = 0, sentence = 0 } = words[from] ?? {}
    const own = words.slice(from, sentenceEnd(words, from))
    const begins = place === 'opening' && sentence > 0 ? BEGINNING : PLACED[place]
    marked.push({ term: begins, isQuoted: false, at: at + moved - 1, sentence })
    moved = markWords(marked, own, moved)
    framed.push({ sentence, frames: [] })
    from += own.length
  }
  return { marked, framed }
}

/** Where the sentence ends that a word is part of. */
function sentenceEnd(words: readonly Word[], from: number): number {
  const sentence = words[from]?.sentence
  let to = from + 1
  while (words[to]?.sentence === sentence && to < words.length) to += 1
  return to
}

/** Adds the words of a sentence, which may be taken apart, and returns how far those behind it move on. */
function markWords(marked: Word[], own: readonly Word[], before: number): number {
  const isInEnglish = own.some(({ term }) => isOnlyEnglish(term))
  let moved = before
  for (const word of own) {
    const parts = isInEnglish ? undefined : partsOf(word.term)
    const at = word.at + moved
    if (parts === undefined) marked.push(moved === 0 ? word : { ...word, at })
    else {
      for (const [place, term] of parts.entries()) marked.push({ ...word, term, at: at + place })
      moved += parts.length - 1
    }
  }
  return moved
}

const isOnlyEnglish = perTerm(({ keys: [first = ''] }) => isEnglish(first))

/** A word of another language with what it stands for; of what is written without spaces, each word. */
const partsOf = perTerm(({ keys }): readonly Term[] | undefined => {
  const [first = ''] = keys
  if (!isWide(first)) {
    const classes = classesOf(first)
    return classes.length === 0 ? undefined : [termOf([...keys, ...classes])]
  }
  const within = wideIn(first)
  return within.length === 0 ? undefined : within.map(termOf)
})

/** What kind of word it is, or which class of words it stands for. */
const KIND = /^[#~]/

/** The numbers of how a word begins, and of what kind of word it is; a mark has none. */
const numbersOf = perTerm(({ keys }): readonly number[] => {
  if (keys[0] === MARK) return []
  return keys.flatMap((key, n) =>
    n === 0 ? hashOf(key.slice(0, BEGINNING_MAX)) : KIND.test(key) ? hashOf(key) : [],
  )
})

/** A word counts once in a sentence. */
function addWord(words: number[], word: Word | undefined): void {
  if (word === undefined) return
  for (const number of numbersOf(word.term)) if (!words.includes(number)) words.push(number)
}

/** Where the text at a path of a definition stands. */
export function placeAt(path: string): Placed {
  if (path.includes('/properties/')) return 'held'
  return path.endsWith('/description') ? 'opening' : 'text'
}

/** So many letters tell what a word is about in most languages; its ending only tells its form. */
const BEGINNING_MAX = 5

const FNV_BASIS = 0x811c9dc5
const FNV_PRIME = 0x01000193
const GOLDEN = 0x9e3779b1

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = FNV_BASIS
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME)
  return hash | 0
}

/** The number of a feature that is made of two. */
function featureOf(one: number, other: number): number {
  return Math.imul(Math.imul(one ^ (other >>> 15), FNV_PRIME) ^ other, GOLDEN) >>> (32 - BITS)
}

const ALONE = 1

function frameFeature(frame: number): number {
  return featureOf(ALONE, frame)
}

/** Takes the features of a sentence: its signs, its words, two words in a row, and each sign with each word. */
function eachFeature({ frames, words }: Framed, take: (feature: number) => void): void {
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
function eachAround({ words }: Framed, { counts, names }: Around, take: (feature: number) => void): void {
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

/** Reads a table of weights. */
export function scaleOf({ bias, unit, weights }: Table): Scale {
  const bytes = decodeBase64url(weights.replaceAll('\n', ''))
  if (bytes.length !== FEATURES)
    throw new Error(`the weights are ${bytes.length} of ${FEATURES}; run \`npm run scan-fit\` again`)
  return { bias, unit, weights: new Int8Array(bytes.buffer, bytes.byteOffset, FEATURES) }
}

/** Sentences with what the features of each add up to. */
export function scored(framed: readonly Framed[], scale: Scale, around?: Around): readonly Scored[] {
  return framed.map((one) => ({ ...one, score: scoreOf(one, scale, around) }))
}

/** The sentences whose features come to more than the scale allows, by so much at least. */
export function weigh(sentences: readonly Scored[], scale: Scale, chance = 0): readonly Weighed[] {
  return sentences.flatMap((one) =>
    one.score > chance ? [{ sentence: one.sentence, score: one.score, signs: heaviest(one, scale) }] : [],
  )
}

/** With twice as many sentences, one of them is by chance so much likelier to seem to be an instruction. */
const PER_DOUBLING = 0.5
const SENTENCES_MAX = 32

/** By how much the worst of so many sentences has to exceed what a single one may have. */
export function chanceIn(sentences: number): number {
  return PER_DOUBLING * Math.log2(Math.min(Math.max(sentences, 1), SENTENCES_MAX))
}

export function hasSign({ frames }: Pick<Framed, 'frames'>): boolean {
  return frames.length > 0
}

function scoreOf(framed: Framed, { bias, unit, weights }: Scale, around: Around | undefined): number {
  let sum = 0
  function add(feature: number): void {
    sum += weights[feature] ?? 0
  }
  eachFeature(framed, add)
  if (around !== undefined) eachAround(framed, around, add)
  return bias + sum * unit
}

/** The signs that add most by themselves and together with words. */
function heaviest({ frames, words }: Framed, { unit, weights }: Scale): readonly Frame[] {
  const shares = new Map<number, number>()
  for (const frame of frames) {
    if (isContext[frame]) continue
    let share = (weights[frameFeature(frame)] ?? 0) * unit
    for (const word of words) share += (weights[featureOf(frame + 2, word)] ?? 0) * unit
    if (share > 0) shares.set(frame, share)
  }
  return [...shares]
    .sort(([, a], [, b]) => b - a)
    .slice(0, SIGNS_MAX)
    .flatMap(([frame]) => FRAME_NAMES[frame] ?? [])
}
