// Everything that is found in one text, in whatever way it can be read, each place once.
import { type Budget, isExceeded } from '../budget.ts'
import { type Category, categoryOf, type Hit } from '../finding.ts'
import { type Patterns, patternsIn } from '../patterns.ts'
import { viewsOf } from '../text/decode.ts'
import { endIn, startIn, type View } from '../text/view.ts'
import { weighedIn } from '../weighed/texts.ts'
import { commandsIn } from './commands.ts'
import { ordersIn } from './instructions/orders.ts'
import { instructionsIn } from './instructions.ts'
import { invisibleIn } from './invisible.ts'
import { personalHitsIn } from './personal.ts'
import { secretHitsIn } from './secrets.ts'
import { asGiven, type Sighted, sighter } from './sighted.ts'

/** A part of a text that is of a category. */
export type Span = { readonly category: Category; readonly start: number; readonly end: number }

type Detector = (text: string, sighted: Sighted, budget: Budget) => readonly Hit[]

const DETECTORS: readonly (readonly [Category, Detector])[] = [
  ['secret', (text, { secrets }, budget) => secretHitsIn(text, secrets, budget)],
  ['personal', personalHitsIn],
  ['instruction', instructionsIn],
  ['instruction', (text, { orders }, budget) => ordersIn(text, orders, budget)],
  ['instruction', (text, { readers }, budget) => weighedIn(text, readers, budget)],
  ['command', (text, { commands }, budget) => commandsIn(text, commands, budget)],
]

/** What is turned around to be read by a model; nobody does that with a number or a key. */
const TURNED = new Set<Category>(['instruction', 'command'])

/** What is looked for. */
export type Wanted = { readonly categories: readonly Category[]; readonly patterns?: Patterns | undefined }

/** What is found in a text, by where it begins. */
export function hitsIn(text: string, wanted: Wanted, budget: Budget): readonly Hit[] {
  const { categories, patterns } = wanted
  const hits: Hit[] = categories.includes('invisible') ? [...invisibleIn(text, budget)] : []
  if (patterns === undefined && categories.every((category) => category === 'invisible')) return hits
  const mayBeTurned = patterns !== undefined || categories.some((category) => TURNED.has(category))
  const sight = sighter()
  const views = viewsOf(text, mayBeTurned ? (plain) => sight(plain).turned : undefined, budget)
  for (const [at, view] of views.entries()) {
    const plain = view.layer === 'given' ? views[at + 1] : undefined
    const found = foundIn(
      view,
      wanted,
      (own) => (plain === undefined ? sight(own) : asGiven(plain, sight(plain.text))),
      budget,
    )
    if (found.length > 0) hits.push(...placed(view, found))
  }
  return hits.length < 2 || isExceeded(budget) ? hits : distinct(hits)
}

function foundIn(
  view: View,
  { categories, patterns }: Wanted,
  sight: (text: string) => Sighted,
  budget: Budget,
): Hit[] {
  const hits = patterns === undefined ? [] : patternsIn(view.text, patterns, budget)
  if (isExceeded(budget)) return hits
  const sighted = sight(view.text)
  for (const [category, detect] of DETECTORS)
    if (categories.includes(category) && isRead(view, category))
      for (const hit of detect(view.text, sighted, budget)) hits.push(hit)
  return hits
}

/** Where a text shows itself differently from how it was given, look-alikes part the words of what was given. */
function isRead({ layer }: View, category: Category): boolean {
  return category === 'secret' || layer !== 'given'
}

/** Hits of a view, where they stand in the text that was given. */
function placed(view: View, hits: readonly Hit[]): readonly Hit[] {
  if (view.origin === undefined) return hits
  return hits.map((hit) => {
    const [first, last] = [startIn(view, hit.start), startIn(view, hit.end - 1)]
    const end = Math.max(endIn(view, hit.start + 1), endIn(view, hit.end))
    return { ...hit, start: Math.min(first, last), end }
  })
}

/** In their order, and without what says less of a place than another hit of the same category. */
function distinct(hits: readonly Hit[]): Hit[] {
  const last = new Map<Category, Hit>()
  const kept: Hit[] = []
  for (const hit of [...hits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const category = categoryOf(hit.kind)
    const before = last.get(category)
    const isWithin = before !== undefined && hit.end <= before.end
    if (isWithin && (category === 'secret' || category === 'personal' || before.kind === hit.kind)) continue
    last.set(category, before === undefined || hit.end > before.end ? hit : before)
    kept.push(hit)
  }
  return kept
}

/** Where something of some categories stands in a text, and of which; examples as well. */
export function spansIn(
  text: string,
  categories: readonly Category[],
  budget: Budget,
  patterns?: Patterns,
): readonly Span[] {
  return hitsIn(text, { categories, patterns }, budget).flatMap(({ kind, start, end }) => {
    const category = categoryOf(kind)
    // A pattern of an org is of the category that the org says.
    return categories.includes(category) ? [{ category, start, end }] : []
  })
}
