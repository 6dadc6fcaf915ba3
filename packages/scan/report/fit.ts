// npm run scan-fit -- folder: fits the weights of weak signs to labelled samples.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { plainText } from '../src/definition/plain.ts'
import { stringsOf } from '../src/definition/strings.ts'
import { wordsOf } from '../src/definition/words.ts'
import { sightedIn } from '../src/detectors/sighted.ts'
import { type Passage, passagesIn, sentencesIn } from '../src/weighed/passages.ts'
import { FEATURES, type Framed, featuresOf, framesIn, placeAt } from '../src/weighed/weigh.ts'
import { type Sample, samplesIn } from './report.ts'

/** A sample as the features of each of its sentences. */
export type Bag = { readonly isHostile: boolean; readonly sentences: readonly (readonly number[])[] }

/** How many of the harmless samples may come to a finding when others were fitted to. */
const ALARMS_MAX = 0.02
const FOLDS = 5
const RIDGE = 8
const HARMLESS_SHARE = 0.6
const ROUNDS = 250
const RATE = 0.1
const LEAST_OFTEN = 4
/** Weights are kept as bytes, the greatest of which is this. */
const BYTE_MAX = 127

export function sentencesOf({ given, as }: Sample): (readonly number[])[] {
  if (as === 'definition')
    return stringsOf(given)
      .strings.filter(({ role }) => role === 'text' || role === 'value')
      .flatMap(({ text, path }) => framesIn(wordsOf(plainText(text)), placeAt(path)).map(featuresOf))
  const text = typeof given === 'string' ? given : JSON.stringify(given)
  return passagesIn(text, sightedIn(text).readers).flatMap((passage) =>
    framesOf(text, passage).map(featuresOf),
  )
}

function framesOf(text: string, passage: Passage): Framed[] {
  return sentencesIn(text, passage).flatMap(({ from, to }) =>
    framesIn(wordsOf(plainText(text.slice(from, to)))),
  )
}

type Fitted = { readonly bias: number; readonly weights: Float64Array }

/** Features that too few samples have say nothing. */
function commonIn(bags: readonly Bag[]): Uint8Array {
  const counts = new Uint32Array(FEATURES)
  for (const { sentences } of bags)
    for (const feature of new Set(sentences.flat())) counts[feature] = (counts[feature] ?? 0) + 1
  return Uint8Array.from(counts, (count) => (count >= LEAST_OFTEN ? 1 : 0))
}

/** Logistic regression where a sample is hostile if its worst sentence is: the worst is a smooth maximum. */
export function fit(bags: readonly Bag[]): Fitted {
  const isCommon = commonIn(bags)
  const common = bags.map(
    ({ isHostile, sentences }): Bag => ({
      isHostile,
      sentences: sentences.map((features) => features.filter((feature) => isCommon[feature])),
    }),
  )
  const [first, second, slope] = [0, 0, 0].map(() => new Float64Array(FEATURES + 1)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const weights = new Float64Array(FEATURES + 1)
  weights[FEATURES] = -3
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (let at = 0; at < FEATURES; at += 1) slope[at] = RIDGE * (weights[at] ?? 0)
    slope[FEATURES] = 0
    for (const bag of common) addSlope(bag, weights, slope)
    step({ weights, slope, first, second, round })
  }
  return { bias: weights[FEATURES] ?? 0, weights }
}

function addSlope(bag: Bag, weights: Float64Array, slope: Float64Array): void {
  const { sentences } = bag
  const scores = sentences.map((features) => sumOf(features, weights))
  const most = Math.max(0, ...scores)
  const shares = scores.map((score) => Math.exp(score - most))
  const all = shares.reduce((sum, share) => sum + share, 0) || 1
  const score = (scores.length === 0 ? 0 : most + Math.log(all)) + (weights[FEATURES] ?? 0)
  const error = (1 / (1 + Math.exp(-score)) - Number(bag.isHostile)) * (bag.isHostile ? 1 : HARMLESS_SHARE)
  slope[FEATURES] = (slope[FEATURES] ?? 0) + error
  for (const [at, features] of sentences.entries()) {
    const part = (error * (shares[at] ?? 0)) / all
    for (const feature of features) slope[feature] = (slope[feature] ?? 0) + part
  }
}

function sumOf(features: readonly number[], weights: Float64Array): number {
  let sum = 0
  for (const feature of features) sum += weights[feature] ?? 0
  return sum
}

type State = Readonly<Record<'weights' | 'slope' | 'first' | 'second', Float64Array>> & {
  readonly round: number
}

/** One step of Adam. */
function step({ weights, slope, first, second, round }: State): void {
  const rate = RATE * (1 - round / (ROUNDS + 1))
  for (const [at, value] of slope.entries()) {
    first[at] = 0.9 * (first[at] ?? 0) + 0.1 * value
    second[at] = 0.999 * (second[at] ?? 0) + 0.001 * value * value
    const [mean, spread] = [(first[at] ?? 0) / (1 - 0.9 ** round), (second[at] ?? 0) / (1 - 0.999 ** round)]
    weights[at] = (weights[at] ?? 0) - (rate * mean) / (Math.sqrt(spread) + 1e-8)
  }
}

function scoreOf({ sentences }: Bag, { bias, weights }: Fitted): number {
  const scores = sentences.map((features) => bias + sumOf(features, weights))
  return Math.max(bias, ...scores)
}

/** What must be taken off every score: so much the rarest of harmless samples reach when they were not fitted to. */
function marginOf(bags: readonly Bag[]): number {
  const scores: number[] = []
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const fitted = fit(bags.filter((_, at) => at % FOLDS !== fold))
    const left = bags.filter((bag, at) => at % FOLDS === fold && !bag.isHostile)
    scores.push(...left.map((bag) => scoreOf(bag, fitted)))
  }
  scores.sort((a, b) => b - a)
  return scores[Math.floor(scores.length * ALARMS_MAX)] ?? 0
}

const LINE_MAX = 160

/** A table as the package keeps it. */
function tableOf(bags: readonly Bag[]): string {
  const { bias, weights } = fit(bags)
  const shown = weights.subarray(0, FEATURES)
  const unit = shown.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / BYTE_MAX
  const bytes = Int8Array.from(shown, (weight) => Math.round(weight / unit))
  const text = Buffer.from(bytes.buffer).toString('base64url')
  const lines = Array.from({ length: Math.ceil(text.length / LINE_MAX) }, (_, at) =>
    text.slice(at * LINE_MAX, (at + 1) * LINE_MAX),
  )
  return `{
  bias: ${(bias - marginOf(bags)).toFixed(2)},
  unit: ${unit.toPrecision(4)},
  weights: \`
${lines.join('\n')}
\`,
}`
}

function bagsOf(samples: readonly Sample[], isDefinition: boolean): Bag[] {
  return samples
    .filter(({ as }) => (as === 'definition') === isDefinition)
    .filter(({ category }) => (category ?? 'instruction') === 'instruction')
    .map((sample): Bag => ({ isHostile: sample.category !== undefined, sentences: sentencesOf(sample) }))
}

function fileOf(samples: readonly Sample[]): string {
  const [texts, definitions] = [bagsOf(samples, false), bagsOf(samples, true)]
  function counted(these: readonly Bag[]): string {
    const hostile = these.filter(({ isHostile }) => isHostile).length
    return `${hostile} hostile and ${these.length - hostile} harmless samples`
  }
  return `// What weak signs and words weigh, alone and together. Written by \`npm run scan-fit\`.
import type { Table } from './weigh.ts'

/** Fitted to ${counted(texts)}. */
export const TEXT_WEIGHTS: Table = ${tableOf(texts)}

/** Fitted to ${counted(definitions)}. */
export const DEFINITION_WEIGHTS: Table = ${tableOf(definitions)}
`
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2)
  if (folder === undefined) throw new Error('name a folder of labelled JSON lines')
  const path = fileURLToPath(new URL('../src/weighed/weights.ts', import.meta.url))
  writeFileSync(path, fileOf(samplesIn(folder)))
  process.stdout.write(`wrote ${path}\n`)
}
