// Looks through a text or a JSON value for what should not be there.
import type { JsonValue } from '@countersign/json'
import { type Budget, createBudget, isExceeded, spend } from './budget.ts'
import { isKept, readName } from './clean-names.ts'
import { hitsIn } from './detectors/all.ts'
import { namesSecret } from './detectors/secrets/names.ts'
import { isHeld, isItemNamed, membersNamed } from './detectors/secrets/pairs.ts'
import { isPlaceholder } from './detectors/secrets/randomness.ts'
import { CATEGORIES, type Category, categoryOf, type Finding, type Hit, type Scan } from './finding.ts'
import type { Patterns } from './patterns.ts'

/** What to look for, and how long. */
export type ScanOptions = {
  /** Shared with whatever else is done for the same request. */
  readonly budget?: Budget
  /** All of them unless named. */
  readonly categories?: readonly Category[]
  /** What an org looks for besides; see `readPatterns`. */
  readonly patterns?: Patterns
}

type Place = { readonly step: string; readonly around: Place | undefined }

type Walk = {
  readonly budget: Budget
  readonly categories: readonly Category[]
  readonly patterns: Patterns | undefined
  readonly findings: Finding[]
  readonly samples: Set<Finding>
  isCut: boolean
}

const DEPTH_MAX = 100
const PER_VALUE = 3
const PER_NAME = 20

/** Scans one text. */
export function scanText(text: string, options: ScanOptions = {}): Scan {
  const walk = walkOf(options)
  lookInto(walk, text, undefined)
  return scanOf(walk)
}

/** Scans every text, number and member name of a value, at any depth. */
export function scanValue(value: JsonValue, options: ScanOptions = {}): Scan {
  const walk = walkOf(options)
  visit(walk, value, undefined, false, 0)
  return scanOf(walk)
}

function walkOf({ budget = createBudget(), categories = CATEGORIES, patterns }: ScanOptions): Walk {
  return { budget, categories, patterns, findings: [], samples: new Set(), isCut: false }
}

function scanOf({ findings, samples, budget, isCut }: Walk): Scan {
  const complete = !isCut && !isExceeded(budget)
  // What was not read may hold other data of a person.
  const isBeside = findings.some((finding) => finding.category === 'personal' && !samples.has(finding))
  if (samples.size === 0 || isBeside || !complete) return { findings, complete }
  return { findings: findings.filter((finding) => !samples.has(finding)), complete }
}

function pointerOf(place: Place | undefined): string {
  const steps: string[] = []
  for (let at = place; at !== undefined; at = at.around)
    steps.push(`/${at.step.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  return steps.reverse().join('')
}

function lookInto(walk: Walk, text: string, place: Place | undefined): void {
  const hits = hitsIn(text, walk, walk.budget)
  if (hits.length > 0) push(walk, hits, place)
}

function lookIntoName(walk: Walk, name: string, place: Place): void {
  const hits = isKept(name, walk) ? keptHits(walk, name) : hitsIn(name, walk, walk.budget)
  if (hits.length > 0) push(walk, hits, place, true)
}

/** What is found in a name that may have been read before, for what reading it takes. */
function keptHits(walk: Walk, name: string): readonly Hit[] {
  const { hits, units } = readName(name, walk)
  return spend(walk.budget, units) ? hits : []
}

function push(walk: Walk, hits: readonly Hit[], place: Place | undefined, isName = false): void {
  const path = pointerOf(place)
  for (const { kind, severity, start, end, signs, isSample } of hits) {
    const finding: Finding = {
      kind,
      category: categoryOf(kind),
      severity,
      path,
      start,
      end,
      ...(signs !== undefined && { signs }),
      ...(isName && { in: 'name' as const }),
    }
    walk.findings.push(finding)
    if (isSample === true) walk.samples.add(finding)
  }
}

function visit(
  walk: Walk,
  value: JsonValue,
  place: Place | undefined,
  isSecret: boolean,
  depth: number,
): void {
  if (depth > DEPTH_MAX || !spend(walk.budget, PER_VALUE)) walk.isCut = true
  if (walk.isCut) return
  if (typeof value === 'string') visitText(walk, value, place, isSecret)
  else if (typeof value === 'number' || typeof value === 'bigint')
    visitText(walk, String(value), place, isSecret)
  else if (Array.isArray(value))
    value.forEach((item: JsonValue, at) => {
      const isOwn = isSecret || isItemNamed(value, at)
      visit(walk, item, { step: String(at), around: place }, isOwn, depth + 1)
    })
  else if (typeof value === 'object' && value !== null)
    visitMembers(walk, value as Readonly<Record<string, JsonValue>>, place, isSecret, depth)
}

function visitText(walk: Walk, text: string, place: Place | undefined, isSecret: boolean): void {
  const before = walk.findings.length
  lookInto(walk, text, place)
  const isFound = walk.findings.slice(before).some(({ category }) => category === 'secret')
  if (!isSecret || isFound || text.length < 4 || isPlaceholder(text) || !walk.categories.includes('secret'))
    return
  push(walk, [{ kind: 'secret.named_value', severity: 'high', start: 0, end: text.length }], place)
}

function visitMembers(
  walk: Walk,
  value: Readonly<Record<string, JsonValue>>,
  place: Place | undefined,
  isSecret: boolean,
  depth: number,
): void {
  const named = membersNamed(value)
  for (const name of Object.keys(value)) {
    if (!spend(walk.budget, PER_NAME)) walk.isCut = true
    if (walk.isCut) return
    const inner = { step: name, around: place }
    lookIntoName(walk, name, inner)
    const held = value[name] ?? null
    // Of an object under the name of a credential only the value is one: much else may be said about it there.
    const isOwn = named.includes(name) || namesSecret(name) || (isSecret && isHeld(name))
    visit(walk, held, inner, isOwn, depth + 1)
  }
}
