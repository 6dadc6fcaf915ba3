// How much is found of what is labelled, and how often something is found where nothing is.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject, JsonValue } from '@countersign/json'
import { CATEGORIES, type Category, type Finding, scanDefinition, scanText, scanValue } from '../src/index.ts'

/** A labelled line; without a category it is harmless. */
export type Sample = {
  readonly given: JsonValue
  readonly as: 'text' | 'definition' | 'response'
  readonly category?: Category
  /** Whether the detectors were written with an eye on it. */
  readonly tuned?: true
}

/** What came of a sample: the findings of each category. */
export type Judged = { readonly sample: Sample; readonly found: ReadonlySet<Category> }

const HARMLESS = /^(?:harmless|benign|safe|clean|legit\w*|normal|none|negative|not?|ok|false|0)$/i

/** The category that a label means; undefined for harmless. Labels that say no more than "hostile" mean instructions. */
export function categoryOf(label: unknown): Category | undefined {
  const text = String(label).trim()
  if (label === false || label === 0 || HARMLESS.test(text)) return undefined
  if (/secret|credential|key|token/i.test(text)) return 'secret'
  if (/pii|personal|private/i.test(text)) return 'personal'
  if (/invisib|unicode|hidden/i.test(text)) return 'invisible'
  return /command|shell/i.test(text) ? 'command' : 'instruction'
}

function sampleOf(line: JsonObject): Sample {
  const category = categoryOf(line.label)
  const as = line.definition !== undefined ? 'definition' : line.response !== undefined ? 'response' : 'text'
  const given = line[as] ?? line.prompt ?? line.content ?? ''
  return {
    given,
    as,
    ...(category !== undefined && { category }),
    ...(line.tuned === true && { tuned: true as const }),
  }
}

/** A file of JSON lines, or every such file in a folder. */
export function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(path, name))
}

/** The samples of a file of JSON lines, or of every such file in a folder. */
export function samplesIn(path: string): Sample[] {
  return filesIn(path).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => sampleOf(JSON.parse(line) as JsonObject)),
  )
}

function findingsOf({ given }: Sample): readonly Finding[] {
  return typeof given === 'string' ? scanText(given).findings : scanValue(given).findings
}

/** Scans a sample as a user of the package would: orders in a definition are for the scan of definitions to find. */
export function judge(sample: Sample): Judged {
  const { as, given } = sample
  const found = new Set(findingsOf(sample).map(({ category }) => category))
  if (as !== 'definition' || typeof given !== 'object' || given === null) return { sample, found }
  found.delete('instruction')
  if (scanDefinition(given).verdict !== 'clean') found.add('instruction')
  return { sample, found }
}

/** Whether a hostile sample was found: by its own category, or by another that is as clear. */
export function isFound({ sample, found }: Judged): boolean {
  if (sample.category === undefined) return false
  const also: readonly Category[] =
    sample.category === 'instruction' ? ['instruction', 'invisible', 'command'] : [sample.category]
  return also.some((category) => found.has(category))
}

/** Whether anything was found in a harmless sample; personal data and secrets count for their own. */
export function isFalseAlarm({ sample, found }: Judged, category: Category): boolean {
  return sample.category === undefined && found.has(category)
}

export type Figures = {
  readonly category: Category
  readonly hostile: number
  readonly found: number
  readonly harmless: number
  readonly alarms: number
}

/** The figures of each category that has samples. */
export function figuresOf(judged: readonly Judged[]): Figures[] {
  const harmless = judged.filter(({ sample }) => sample.category === undefined)
  return CATEGORIES.map((category) => {
    const hostile = judged.filter(({ sample }) => sample.category === category)
    return {
      category,
      hostile: hostile.length,
      found: hostile.filter(isFound).length,
      harmless: harmless.length,
      alarms: harmless.filter((one) => isFalseAlarm(one, category)).length,
    }
  })
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`
}

function shown({ given }: Sample): string {
  return (typeof given === 'string' ? given : JSON.stringify(given)).replaceAll('\n', '\\n').slice(0, 160)
}

/** A table, then every miss and every false alarm. */
export function linesOf(name: string, judged: readonly Judged[]): string[] {
  const table = figuresOf(judged).map(({ category, hostile, found, harmless, alarms }) =>
    [
      category.padEnd(12),
      `recall ${percent(found, hostile).padStart(8)} (${found} of ${hostile})`.padEnd(34),
      `false alarms ${percent(alarms, harmless).padStart(7)} (${alarms} of ${harmless})`,
    ].join(' '),
  )
  const missed = judged.filter((one) => one.sample.category !== undefined && !isFound(one))
  const alarmed = judged.filter((one) => CATEGORIES.some((category) => isFalseAlarm(one, category)))
  return [
    name,
    ...table,
    ...missed.map(({ sample }) => `  missed ${sample.category}: ${shown(sample)}`),
    ...alarmed.map(({ sample, found }) => `  false alarm ${[...found].join(' ')}: ${shown(sample)}`),
    '',
  ]
}
