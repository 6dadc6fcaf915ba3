// What an action does to the world, as far as the words of its name tell.

import { EFFECTS, type Effect } from '../model/cedar.ts'
import { FILLERS, JOINERS, NAMES, READERS, THINGS, VERBS, type WordClass } from './effect-words.ts'

/** The stricter of two effects: destructive > outward > execute > change > read > unknown. */
export function strictestEffect(a: Effect, b: Effect): Effect {
  return EFFECTS.indexOf(a) > EFFECTS.indexOf(b) ? a : b
}

function indexOf(classes: Partial<Record<WordClass, readonly string[]>>): ReadonlyMap<string, Effect> {
  const index = new Map<string, Effect>()
  for (const effect of EFFECTS) {
    if (effect === 'unknown') continue
    for (const word of classes[effect] ?? []) index.set(word, effect)
  }
  return index
}

const verbs = indexOf(VERBS)
const things = indexOf(THINGS)
const names: ReadonlyMap<string, Effect> = new Map(Object.entries(NAMES))
const readers: ReadonlySet<string> = new Set(READERS)
const fillers: ReadonlySet<string> = new Set(FILLERS)
const joiners: ReadonlySet<string> = new Set(JOINERS)

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90
}

function isLower(code: number): boolean {
  return code >= 97 && code <= 122
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function endOf(name: string, from: number, isIn: (code: number) => boolean): number {
  let at = from
  while (at < name.length && isIn(name.charCodeAt(at))) at += 1
  return at
}

/** Where the word ends that begins here; the same place when none does. */
function wordEnd(name: string, from: number): number {
  const code = name.charCodeAt(from)
  if (isLower(code)) return endOf(name, from, isLower)
  if (isDigit(code)) return endOf(name, from, isDigit)
  const capitals = endOf(name, from, isUpper)
  if (capitals === from || !isLower(name.charCodeAt(capitals))) return capitals
  // The last of several capitals begins the next word: `HTTPServer`.
  return capitals - from > 1 ? capitals - 1 : endOf(name, capitals, isLower)
}

type Words = {
  readonly texts: readonly string[]
  /** Where in the name the last one begins. */
  readonly last: number
}

function splitWords(name: string, lower: string): Words {
  const texts: string[] = []
  let last = 0
  for (let at = 0; at < name.length; ) {
    const end = wordEnd(name, at)
    if (end > at) {
      texts.push(lower.slice(at, end))
      last = at
    }
    at = Math.max(end, at + 1)
  }
  return { texts, last }
}

/** In ASCII lower case, whatever else is in it, so that places stay where they are. */
function lowerOf(name: string): string {
  return /[A-Z]/.test(name) ? name.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()) : name
}

/** The whole words of a name in ASCII lower case, split at separators, digits and camelCase. */
export function wordsOf(name: string): readonly string[] {
  return splitWords(name, lowerOf(name)).texts
}

/** What the words before one tell of it, kept while going through a name once. */
type Before = {
  /** Whether a reader is among them. */
  anyReader: boolean
  /** Whether a reader is among them since the last word that begins another deed. */
  readerInClause: boolean
  /** Whether a reader stands before it, with nothing but fillers between. */
  reader: boolean
}

function pass(before: Before, text: string): void {
  const isReader = readers.has(text)
  if (text === 'by') before.reader = before.anyReader
  else before.reader = isReader || (before.reader && fillers.has(text))
  before.anyReader ||= isReader
  before.readerInClause = !joiners.has(text) && (isReader || before.readerInClause)
}

/** The last word where it is a reader: `orders_list`. */
type Ending = {
  /** Whether it follows `:`, `.` or `/`, which part a thing from what is done with it: `email:read`. */
  readonly isParted: boolean
}

function effectOfThing(text: string, before: Before, ending: Ending | undefined): Effect {
  const singular = things.get(text)
  // A deed, unless it is the object of a reader: `read_email`, `email:read`.
  if (singular !== undefined) return before.reader || ending?.isParted === true ? 'unknown' : singular
  const plural = text.endsWith('s') ? things.get(text.slice(0, -1)) : undefined
  // A plural is hardly ever a deed, so a reader may stand further off: `list_customer_orders`, `orders_list`.
  if (plural === undefined || plural === 'change' || before.readerInClause || ending !== undefined)
    return 'unknown'
  return plural
}

const SEPARATORS = ':./'

function endingOf(name: string, { texts, last }: Words): Ending | undefined {
  if (!readers.has(texts.at(-1) ?? '')) return undefined
  return { isParted: last > 0 && SEPARATORS.includes(name.charAt(last - 1)) }
}

function addEffects(name: string, words: Words, told: Set<Effect>): void {
  const before: Before = { anyReader: false, readerInClause: false, reader: false }
  const end = endingOf(name, words)
  words.texts.forEach((text, at) => {
    const ending = at + 2 === words.texts.length ? end : undefined
    told.add(verbs.get(text) ?? effectOfThing(text, before, ending))
    pass(before, text)
  })
}

// Odd capitals (`get_dELETE`), and letters such as the Kelvin sign, must not hide a word: such a name is read once
// more, in lower case. Any other has the same words either way.
const ODD_CAPITALS = /[a-z][A-Z]|[A-Z]{2}[a-z]|[^\0-\x7f]/

/** The names as which a name is split into words. */
function spellingsOf(name: string): readonly string[] {
  return ODD_CAPITALS.test(name) ? [name, name.toLowerCase()] : [name]
}

function withoutUnknown(told: Set<Effect>): ReadonlySet<Effect> {
  told.delete('unknown')
  return told
}

/** Every effect that the whole words of a name tell; none when no word is known. */
export function effectsOfName(name: string): ReadonlySet<Effect> {
  const whole = names.get(name.toLowerCase())
  if (whole !== undefined) return withoutUnknown(new Set([whole]))
  const told = new Set<Effect>()
  for (const spelling of spellingsOf(name))
    addEffects(spelling, splitWords(spelling, lowerOf(spelling)), told)
  return withoutUnknown(told)
}

function effectOfWord(text: string): Effect {
  return (
    verbs.get(text) ??
    things.get(text) ??
    (text.endsWith('s') ? things.get(text.slice(0, -1)) : undefined) ??
    'unknown'
  )
}

/** The same where no word is excused by the words around it: `get_payment` pays. For tools that are known to be critical. */
export function effectsOfEachWord(name: string): ReadonlySet<Effect> {
  const told = new Set(effectsOfName(name))
  for (const spelling of spellingsOf(name)) for (const text of wordsOf(spelling)) told.add(effectOfWord(text))
  return withoutUnknown(told)
}

/** The strictest of some effects; `unknown` when there are none. */
export function strictestOf(effects: Iterable<Effect>): Effect {
  let kept: Effect = 'unknown'
  for (const effect of effects) kept = strictestEffect(kept, effect)
  return kept
}

/** The effect that the whole words of one action or tool name tell; `unknown` when no word is known. */
export function effectOfName(name: string): Effect {
  return strictestOf(effectsOfName(name))
}

const ENDINGS = ['s', 'es', 'd', 'ed', 'ing'] as const

function effectOfStems(word: string): Effect {
  let kept: Effect = 'unknown'
  for (const ending of ENDINGS) {
    if (word.length < ending.length + 3 || !word.endsWith(ending)) continue
    const stem = word.slice(0, -ending.length)
    kept = strictestEffect(kept, verbs.get(stem) ?? things.get(stem) ?? 'unknown')
    if (ending !== 'ing') continue
    kept = strictestEffect(kept, verbs.get(`${stem}e`) ?? things.get(`${stem}e`) ?? 'unknown')
  }
  return kept
}

/** The strictest effect told by free text that an agent declares, where inflected words count as well. */
export function effectOfText(text: string): Effect {
  let kept = effectOfName(text)
  for (const word of wordsOf(text)) {
    if (kept === 'destructive') return kept
    kept = strictestEffect(kept, effectOfStems(word))
  }
  return kept
}
