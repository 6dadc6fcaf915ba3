// npm run scan-fit -- [folder…]: fits the weights of weak signs to our own labelled samples and others.
import { writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { JsonValue } from '@countersign/json'
import { createBudget } from '../src/budget.ts'
import { plainText } from '../src/definition/plain.ts'
import { type Reading, readStrings } from '../src/definition/reading.ts'
import { stringsOf } from '../src/definition/strings.ts'
import { wordsOf } from '../src/definition/words.ts'
import { sightedIn } from '../src/detectors/sighted.ts'
import { FEATURES, type Framed, featuresOf } from '../src/weighed/features.ts'
import { type Passage, passagesIn, sentencesIn } from '../src/weighed/passages.ts'
import { chanceIn, framesIn, hasSign } from '../src/weighed/weigh.ts'
import { filesIn, type Sample, samplesIn } from './report.ts'

/** A sample as the features of each of its sentences that has a sign. */
export type Bag = { readonly isHostile: boolean; readonly sentences: readonly (readonly number[])[] }

/** A file of samples, all of one hand. */
type Source = { readonly file: string; readonly samples: readonly Sample[] }
type Kind = 'definition' | 'text'

/**
 * How many harmless samples may come to a finding when those of other hands were fitted to: of authors, who wrote theirs to
 * look like hostile ones, and of what is published, which is what is met.
 */
const ALARMS_MAX = {
  definition: { authors: 0.02, published: 0.01 },
  text: { authors: 0.02, published: 0.02 },
} as const
const FOLDS = 5
const RIDGE = 2
const HARMLESS_SHARE = 0.6
const ROUNDS = 250
const RATE = 0.1
const LEAST_OFTEN = 4
/** Weights are kept as bytes, the greatest of which is this. */
const BYTE_MAX = 127

export function sentencesOf({ given, as }: Sample): (readonly number[])[] {
  if (as === 'definition') {
    const { texts, words } = readingOf(given)
    return texts.flatMap(({ framed }) => framed.map((one) => featuresOf(one, words)))
  }
  const text = typeof given === 'string' ? given : JSON.stringify(given)
  return passagesIn(text, sightedIn(text).readers).flatMap((passage) =>
    framesOf(text, passage)
      .filter(hasSign)
      .map((one) => featuresOf(one)),
  )
}

function readingOf(definition: JsonValue): Reading {
  const steps = readStrings(stringsOf(definition).strings, createBudget(Number.MAX_SAFE_INTEGER))
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value
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

/**
 * What must be taken off every score: so much the rarest of harmless samples reach when their whole file was left out.
 * Our own that were written to be mistaken are fitted to and not counted, since such texts are seldom met.
 */
function marginOf(sources: readonly Source[], kind: Kind): number {
  const met = sources.filter(({ file }) => !FITTED.has(folderOf(file)))
  const own = sources.filter((source) => !met.includes(source))
  const scores = { authors: [] as number[], published: [] as number[] }
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const fitted = fit(bagsOf([...own, ...met.filter((_, at) => at % FOLDS !== fold)], kind))
    for (const source of met.filter((_, at) => at % FOLDS === fold)) {
      const harmless = bagsOf([source], kind).filter(({ isHostile }) => !isHostile)
      scores[folderOf(source.file) === AUTHORS ? 'authors' : 'published'].push(
        ...harmless.map((bag) => scoreOf(bag, fitted) - chanceIn(bag.sentences.length)),
      )
    }
  }
  return Math.max(
    highest(scores.authors, ALARMS_MAX[kind].authors),
    highest(scores.published, ALARMS_MAX[kind].published),
  )
}

function folderOf(file: string): string {
  return basename(dirname(file))
}

/** The score that no more than a share of them exceed. */
function highest(scores: readonly number[], share: number): number {
  return scores.toSorted((a, b) => b - a)[Math.floor(scores.length * share)] ?? 0
}

const LINE_MAX = 160

/** A table as the package keeps it. */
function tableOf(sources: readonly Source[], kind: Kind): string {
  const { bias, weights } = fit(bagsOf(sources, kind))
  const shown = weights.subarray(0, FEATURES)
  const unit = shown.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / BYTE_MAX
  const bytes = Int8Array.from(shown, (weight) => Math.round(weight / unit))
  const text = Buffer.from(bytes.buffer).toString('base64url')
  const lines = Array.from({ length: Math.ceil(text.length / LINE_MAX) }, (_, at) =>
    text.slice(at * LINE_MAX, (at + 1) * LINE_MAX),
  )
  return `{
  bias: ${Number((bias - marginOf(sources, kind)).toFixed(2))},
  unit: ${unit.toPrecision(4)},
  weights: \`
${lines.join('\n')}
\`,
}`
}

const kept = new WeakMap<Sample, Bag>()

function bagOf(sample: Sample): Bag {
  const bag = kept.get(sample) ?? {
    isHostile: sample.category !== undefined,
    sentences: sentencesOf(sample),
  }
  kept.set(sample, bag)
  return bag
}

function bagsOf(sources: readonly Source[], kind: Kind): Bag[] {
  return sources
    .flatMap(({ samples }) => samples)
    .filter(({ as }) => (as === 'definition') === (kind === 'definition'))
    .filter(({ category }) => (category ?? 'instruction') === 'instruction')
    .map(bagOf)
}

function fileOf(sources: readonly Source[]): string {
  function counted(kind: Kind): string {
    const these = bagsOf(sources, kind)
    const hostile = these.filter(({ isHostile }) => isHostile).length
    return `${hostile} hostile and ${these.length - hostile} harmless samples`
  }
  return `// What weak signs and words weigh, alone and together. Written by \`npm run scan-fit\`.
import type { Table } from './weigh.ts'

/** Fitted to ${counted('text')}. */
export const TEXT_WEIGHTS: Table = ${tableOf(sources, 'text')}

/** Fitted to ${counted('definition')}. */
export const DEFINITION_WEIGHTS: Table = ${tableOf(sources, 'definition')}
`
}

/** The folder of our own samples; those of other authors are in a folder in it. */
const OWN = 'sets'
const AUTHORS = 'authors'
/** Single sentences, and our own that were written to be mistaken, are fitted to and never counted: nobody meets those. */
const FITTED = new Set([OWN, 'sentences'])

if (import.meta.main) {
  const folders = [fileURLToPath(new URL(OWN, import.meta.url)), ...process.argv.slice(2)]
  const sources = folders.flatMap(filesIn).map((file): Source => ({ file, samples: samplesIn(file) }))
  const path = fileURLToPath(new URL('../src/weighed/weights.ts', import.meta.url))
  writeFileSync(path, fileOf(sources))
  process.stdout.write(`wrote ${path}\n`)
}
