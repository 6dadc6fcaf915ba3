// Adds up what a sentence has of weak signs, words and both together, with fitted weights.
import { decodeBase64url } from '@countersign/json'
import { once } from '@countersign/terms'
import { finderOf } from '../definition/phrases.ts'
import type { Word } from '../definition/words.ts'
import { classesOf, isEnglish, isWide, wideIn } from './foreign.ts'
import { CONTEXT, FRAME_NAMES, FRAME_PHRASES, type Frame } from './frames.ts'

/** What each feature weighs, by its number; a score above zero is a finding. */
export type Scale = { readonly bias: number; readonly weights: Float64Array }

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

const BITS = 14
/** Features have numbers below this; a few share one. */
export const FEATURES = 2 ** BITS
/** One sign by itself adds up to nothing, whatever stands around it. */
const SIGNS_MIN = 2
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
const BEGINNING = [MARK]
const PLACED = { opening: [MARK, '^opens'], text: [MARK], held: [MARK, '^held'] } as const

/** Where a text stands: a tool's own description, whose first sentence says what it is for; a parameter's; elsewhere. */
export type Placed = keyof typeof PLACED

/** A sentence whose frames are being gathered. */
type Gathered = { readonly sentence: number; readonly frames: number[] }

/** Every sentence with its frames and words. */
export function framesIn(words: readonly Word[], place: Placed = 'text'): readonly Framed[] {
  const { marked, framed } = gatheredIn(words, place)
  return withWords(marked, framed)
}

/** The same of those that have enough signs to come to anything, which few have. */
export function signedIn(words: readonly Word[], place: Placed = 'text'): readonly Framed[] {
  const { marked, framed } = gatheredIn(words, place)
  return withWords(marked, framed.filter(hasSigns))
}

/** Words with a mark before each sentence, and the sentences. */
type Begun = { readonly marked: readonly Word[]; readonly framed: readonly Gathered[] }

/** The frames of every sentence, but not what one that speaks about attacks or examples quotes. */
function gatheredIn(words: readonly Word[], place: Placed): Begun {
  const { marked, framed } = begun(words, place)
  const matches = find()(marked)
  const about = new Set(
    matches.flatMap(({ meaning, to }) => (meaning === ABOUT ? [marked[to]?.sentence] : [])),
  )
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

/** Sentences in their order, each with the numbers of its words. */
function withWords(marked: readonly Word[], gathered: readonly Gathered[]): readonly Framed[] {
  if (gathered.length === 0) return NOTHING
  const bySentence = new Map(gathered.map(({ sentence }) => [sentence, [] as number[]]))
  for (const { keys, sentence } of marked) {
    const own = bySentence.get(sentence)
    if (own !== undefined && keys[0] !== MARK) addWord(own, keys)
  }
  return gathered.map((one) => ({ ...one, words: bySentence.get(one.sentence) ?? [] }))
}

const NOTHING: readonly Framed[] = []

/** The words with a mark before each sentence, and the sentences without a frame so far. */
function begun(words: readonly Word[], place: Placed): Begun {
  const marked: Word[] = []
  const framed: Gathered[] = []
  const english = englishIn(words)
  // Words without spaces between them are taken apart, so those behind them move on.
  let moved = 0
  for (const word of words) {
    const { sentence, keys } = word
    const at = word.at + moved
    if (sentence !== framed.at(-1)?.sentence) {
      framed.push({ sentence, frames: [] })
      const begins = place === 'opening' && sentence > 0 ? BEGINNING : PLACED[place]
      marked.push({ keys: begins, isQuoted: false, at: at - 1, sentence })
    }
    const [first = ''] = keys
    if (english.has(sentence)) {
      marked.push(moved === 0 ? word : { ...word, at })
      continue
    }
    const parts = meantBy(keys, first)
    for (const [n, part] of parts.entries()) marked.push({ ...word, keys: part, at: at + n })
    moved += parts.length - 1
  }
  return { marked, framed }
}

/** The numbers of sentences that have a word which only English has. */
function englishIn(words: readonly Word[]): ReadonlySet<number> {
  const english = new Set<number>()
  for (const { keys, sentence } of words) if (isEnglish(keys[0] ?? '')) english.add(sentence)
  return english
}

/** A word of another language with what it stands for; of what is written without spaces, each word. */
function meantBy(keys: readonly string[], first: string): readonly (readonly string[])[] {
  if (!isWide(first)) {
    const classes = classesOf(first)
    return [classes.length === 0 ? keys : [...keys, ...classes]]
  }
  const within = wideIn(first)
  return within.length === 0 ? [keys] : within
}

/** What kind of word it is, or which class of words it stands for. */
const KIND = /^[#~]/

/** A word counts once in a sentence, without its ending, and so does what kind of word it is. */
function addWord(words: number[], keys: readonly string[]): void {
  for (const [n, key] of keys.entries()) {
    if (n > 0 && !KIND.test(key)) continue
    const hash = hashOf(n === 0 ? stemOf(key) : key)
    if (!words.includes(hash)) words.push(hash)
  }
}

/** Where the text at a path of a definition stands. */
export function placeAt(path: string): Placed {
  if (path.includes('/properties/')) return 'held'
  return path.endsWith('/description') ? 'opening' : 'text'
}

const ENDINGS = ['ingly', 'edly', 'ing', 'ed', 'ies', 'es', 's', 'ly', 'e']
const STEM_MIN = 4

/** A word without its ending, so that `sends` and `sending` are one. */
function stemOf(word: string): string {
  for (const ending of ENDINGS)
    if (word.length - ending.length >= STEM_MIN && word.endsWith(ending))
      return word.slice(0, word.length - ending.length)
  return word
}

const FNV_BASIS = 0x811c9dc5
const FNV_PRIME = 0x01000193
const GOLDEN = 0x9e3779b1

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = FNV_BASIS
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME)
  return hash >>> 0
}

/** The number of a feature that is made of two. */
function featureOf(one: number, other: number): number {
  return Math.imul(Math.imul(one ^ (other >>> 15), FNV_PRIME) ^ other, GOLDEN) >>> (32 - BITS)
}

const ALONE = 1

function frameFeature(frame: number): number {
  return featureOf(ALONE, frame)
}

/** The features of a sentence: its signs, its words, two words in a row, and each sign with each word. */
export function featuresOf({ frames, words }: Framed): number[] {
  const features: number[] = []
  let last = 0
  for (const word of words) {
    features.push(featureOf(ALONE, word))
    if (last !== 0) features.push(featureOf(last, word))
    last = word
  }
  for (const frame of frames) {
    features.push(frameFeature(frame))
    for (const word of words) features.push(featureOf(frame + 2, word))
  }
  return features
}

/** Reads a table of weights. */
export function scaleOf({ bias, unit, weights }: Table): Scale {
  const bytes = decodeBase64url(weights.replaceAll('\n', ''))
  if (bytes.length !== FEATURES)
    throw new Error(`the weights are ${bytes.length} of ${FEATURES}; run \`npm run scan-fit\` again`)
  return { bias, weights: Float64Array.from(new Int8Array(bytes.buffer, bytes.byteOffset), (n) => n * unit) }
}

/** The sentences whose features come to more than the scale allows. */
export function weigh(words: readonly Word[], scale: Scale, place: Placed = 'text'): readonly Weighed[] {
  return weighFramed(signedIn(words, place), scale)
}

/** The same for sentences that were framed. */
export function weighFramed(framed: readonly Framed[], scale: Scale): readonly Weighed[] {
  return framed.flatMap((one) => {
    const score = scoreOf(one, scale)
    const signs = score > 0 ? heaviest(one, scale) : []
    return signs.length < SIGNS_MIN ? [] : [{ sentence: one.sentence, score, signs }]
  })
}

/** Most sentences have too few signs for anything. */
function hasSigns({ frames }: Pick<Framed, 'frames'>): boolean {
  let count = 0
  for (const frame of frames) if (!isContext[frame]) count += 1
  return count >= SIGNS_MIN
}

function scoreOf(framed: Framed, { bias, weights }: Scale): number {
  let score = bias
  for (const feature of featuresOf(framed)) score += weights[feature] ?? 0
  return score
}

/** The signs that add most by themselves and together with words. */
function heaviest({ frames, words }: Framed, { weights }: Scale): readonly Frame[] {
  const shares = new Map<number, number>()
  for (const frame of frames) {
    if (isContext[frame]) continue
    let share = weights[frameFeature(frame)] ?? 0
    for (const word of words) share += weights[featureOf(frame + 2, word)] ?? 0
    if (share > 0) shares.set(frame, share)
  }
  return [...shares]
    .sort(([, a], [, b]) => b - a)
    .slice(0, SIGNS_MAX)
    .flatMap(([frame]) => FRAME_NAMES[frame] ?? [])
}
