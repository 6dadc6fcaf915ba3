// Adds up the weak signs of a sentence and the one before it, with fitted weights.
import { once } from '@countersign/terms'
import { finderOf } from '../definition/phrases.ts'
import type { Word } from '../definition/words.ts'
import { CONTEXT, FRAME_NAMES, FRAME_PHRASES, type Frame } from './frames.ts'

/** What each feature weighs, by its number; a score above zero is a finding. */
export type Scale = { readonly bias: number; readonly weights: Float64Array }

/** A sentence whose signs come to a finding: its number, and the signs that weigh most. */
export type Weighed = { readonly sentence: number; readonly score: number; readonly signs: readonly Frame[] }

/** Of one sentence: its number, and the numbers of its frames in ascending order. */
export type Framed = { readonly sentence: number; readonly frames: readonly number[] }

const COUNT = FRAME_NAMES.length
/** One for each frame, for each frame of the sentence before, and for each pair. */
export const FEATURES = COUNT * (COUNT + 2)
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

/** Stands before the first word of a sentence, so that a phrase can ask for it. */
const BEGINNING = ['^']

/** A sentence whose frames are being gathered. */
type Gathered = { readonly sentence: number; readonly frames: number[] }

/** The frames of every sentence, but not what one that speaks about attacks or examples quotes. */
export function framesIn(words: readonly Word[]): readonly Framed[] {
  const { marked, framed } = begun(words)
  const matches = find()(marked)
  const about = new Set(
    matches.flatMap(({ meaning, to }) => (meaning === ABOUT ? [marked[to]?.sentence] : [])),
  )
  let place = 0
  for (const { meaning, from, to } of matches) {
    const sentence = marked[to]?.sentence ?? 0
    while (place < framed.length - 1 && framed[place]?.sentence !== sentence) place += 1
    const frames = framed[place]?.frames ?? []
    const isMention = about.has(sentence) && marked.slice(from, to + 1).every(({ isQuoted }) => isQuoted)
    if (!isMention && !frames.includes(meaning)) frames.push(meaning)
  }
  for (const { frames } of framed) if (frames.length > 1) frames.sort((a, b) => a - b)
  return framed
}

/** The words with a mark before each sentence, and the sentences without a frame so far. */
function begun(words: readonly Word[]): { readonly marked: readonly Word[]; readonly framed: Gathered[] } {
  const marked: Word[] = []
  const framed: Gathered[] = []
  for (const word of words) {
    const { sentence, at } = word
    if (sentence !== framed.at(-1)?.sentence) {
      framed.push({ sentence, frames: [] })
      marked.push({ keys: BEGINNING, isQuoted: false, at: at - 1, sentence })
    }
    marked.push(word)
  }
  return { marked, framed }
}

/** The features of a sentence that has these frames and follows one that has those. */
export function featuresOf(frames: readonly number[], before: readonly number[]): readonly number[] {
  const features = [...frames, ...before.map((frame) => COUNT + frame)].filter((at) => !isContext[at % COUNT])
  for (const [at, first] of frames.entries())
    for (const second of frames.slice(at + 1))
      if (!(isContext[first] && isContext[second])) features.push(pairOf(first, second))
  return features
}

function pairOf(first: number, second: number): number {
  return COUNT * (2 + first) + second
}

/** What a feature is called in a table of weights: `secret`, `<secret` of the sentence before, `secret+venue`. */
export function featureName(feature: number): string {
  const [row, column] = [Math.floor(feature / COUNT), feature % COUNT]
  const name = FRAME_NAMES[column] ?? ''
  if (row < 2) return row === 0 ? name : `<${name}`
  return `${FRAME_NAMES[row - 2] ?? ''}+${name}`
}

const numbers = once(
  () => new Map(Array.from({ length: FEATURES }, (_, feature) => [featureName(feature), feature] as const)),
)

/** Reads a table of weights; a row is the name of a feature and its weight, and `bias` is a row as well. */
export function scaleOf(table: string): Scale {
  const weights = new Float64Array(FEATURES)
  let bias = 0
  for (const row of table.trim().split(/\s*;\s*/)) {
    const [name = '', weight = ''] = row.trim().split(' ')
    const feature = numbers().get(name)
    if (feature !== undefined) weights[feature] = Number(weight)
    else if (name === 'bias') bias = Number(weight)
    else throw new Error(`the weights name an unknown sign, \`${name}\`; run \`npm run scan-fit\` again`)
  }
  return { bias, weights }
}

/** The sentences whose signs come to more than the scale allows. */
export function weigh(words: readonly Word[], scale: Scale): readonly Weighed[] {
  return weighFramed(framesIn(words), scale)
}

/** The same for sentences that follow each other. */
export function weighFramed(framed: readonly Framed[], scale: Scale): readonly Weighed[] {
  const found: Weighed[] = []
  let before: readonly number[] = []
  for (const { sentence, frames } of framed) {
    const score = scoreOf(frames, before, scale)
    const signs = score > 0 ? heaviest(frames, scale) : []
    if (signs.length >= SIGNS_MIN) found.push({ sentence, score, signs })
    before = frames
  }
  return found
}

/** What the features of a sentence weigh, without a list of them: most sentences come to nothing. */
function scoreOf(frames: readonly number[], before: readonly number[], { bias, weights }: Scale): number {
  let score = bias
  for (const frame of before) score += weights[COUNT + frame] ?? 0
  for (let at = 0; at < frames.length; at += 1) {
    const first = frames[at] ?? 0
    const row = COUNT * (2 + first)
    score += weights[first] ?? 0
    for (let next = at + 1; next < frames.length; next += 1) score += weights[row + (frames[next] ?? 0)] ?? 0
  }
  return score
}

/** The signs that add most by themselves and together with others. */
function heaviest(frames: readonly number[], { weights }: Scale): readonly Frame[] {
  function shareOf(frame: number): number {
    const pairs = frames.map((other) => weights[pairOf(Math.min(frame, other), Math.max(frame, other))] ?? 0)
    return pairs.reduce((sum, weight) => sum + weight / 2, weights[frame] ?? 0)
  }
  return frames
    .filter((frame) => !isContext[frame] && shareOf(frame) > 0)
    .sort((a, b) => shareOf(b) - shareOf(a))
    .slice(0, SIGNS_MAX)
    .flatMap((frame) => FRAME_NAMES[frame] ?? [])
}
