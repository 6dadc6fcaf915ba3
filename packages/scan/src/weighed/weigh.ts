// Adds up what a sentence has of weak signs, words and both together, with fitted weights.
import { decodeBase64url } from '@countersign/json'
import { once } from '@countersign/terms'
import { type Found, finderOf } from '../definition/phrases.ts'
import { perTerm, type Term, termOf } from '../definition/terms.ts'
import type { Word } from '../definition/words.ts'
import {
  type Around,
  eachAround,
  eachFeature,
  FEATURES,
  type Framed,
  featureOf,
  frameFeature,
  hashOf,
} from './features.ts'
import { classesOf, isEnglish, isWide, wideIn } from './foreign.ts'
import { CONTEXT, FRAME_NAMES, FRAME_PHRASES, type Frame } from './frames.ts'

/** What each feature weighs, by its number and in units; a score above zero is a finding. */
export type Scale = { readonly bias: number; readonly unit: number; readonly weights: Int8Array }

/** Weights as they are kept: bytes with a sign in base64url, and what one of them weighs. */
export type Table = { readonly bias: number; readonly unit: number; readonly weights: string }

/** A sentence whose features come to a finding: its number, and the signs that weigh most. */
export type Weighed = { readonly sentence: number; readonly score: number; readonly signs: readonly Frame[] }

/** A sentence and its score. */
export type Scored = Framed & { readonly score: number }

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
