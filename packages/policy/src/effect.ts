import { memo } from './memo.ts'
import { FILLERS, JOINERS, NAMES, READERS, THINGS, VERBS, type WordClass } from './words.ts'

/** The classes of effect from the laxest to the strictest; of several that apply the last counts. */
export const EFFECTS = ['unknown', 'read', 'change', 'execute', 'outward', 'destructive'] as const

/** What an action does to the world, as far as its name tells. */
export type Effect = (typeof EFFECTS)[number]

/** The stricter of two effects: destructive > outward > execute > change > read > unknown. */
export const strictestEffect = (a: Effect, b: Effect): Effect =>
  EFFECTS.indexOf(a) > EFFECTS.indexOf(b) ? a : b

interface Word {
  text: string
  /** Whether it follows `:`, `.` or `/`, which part a thing from what is done with it. */
  parted: boolean
}

const indexOf = (classes: Partial<Record<WordClass, readonly string[]>>): Map<string, Effect> => {
  const index = new Map<string, Effect>()
  for (const effect of EFFECTS) {
    if (effect === 'unknown') continue
    for (const word of classes[effect] ?? []) index.set(word, effect)
  }
  return index
}

const verbs = indexOf(VERBS)
const things = indexOf(THINGS)
const names = new Map(Object.entries(NAMES))
const readers = new Set(READERS)
const fillers = new Set(FILLERS)

const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g
const FOLDED = /[a-z]+|[0-9]+/g

const wordsBy = (pattern: RegExp, name: string): Word[] =>
  Array.from(name.matchAll(pattern), (match) => ({
    text: match[0].toLowerCase(),
    parted: /[:./]/.test(name.charAt(match.index - 1)),
  }))

/** The whole words of a name in ASCII lower case, split at separators, digits and camelCase. */
export const wordsOf = (name: string): string[] => wordsBy(WORD, name).map((word) => word.text)

const readerBefore = (words: readonly Word[], at: number): boolean => {
  const previous = words[at - 1]
  if (previous === undefined) return false
  if (previous.text === 'by') return words.slice(0, at).some((word) => readers.has(word.text))
  return readers.has(previous.text) || (fillers.has(previous.text) && readerBefore(words, at - 1))
}

const readerEnds = (words: readonly Word[], at: number): Word | undefined => {
  const next = words[at + 1]
  return next !== undefined && at + 2 === words.length && readers.has(next.text) ? next : undefined
}

/** A deed, unless it is the object of a reader: `read_email`, `email:read`. */
const effectOfSingular = (words: readonly Word[], at: number, effect: Effect): Effect =>
  readerBefore(words, at) || readerEnds(words, at)?.parted === true ? 'unknown' : effect

/** A plural is hardly ever a deed, so a reader may stand further off: `list_customer_orders`, `orders_list`. */
const effectOfPlural = (words: readonly Word[], at: number, effect: Effect): Effect => {
  const clause = words.slice(0, at).map(({ text }) => text)
  const joined = Math.max(...JOINERS.map((joiner) => clause.lastIndexOf(joiner)))
  const read = clause.slice(joined + 1).some((text) => readers.has(text))
  return effect === 'change' || read || readerEnds(words, at) !== undefined ? 'unknown' : effect
}

const effectOfThing = (words: readonly Word[], at: number, text: string): Effect => {
  const singular = things.get(text)
  if (singular !== undefined) return effectOfSingular(words, at, singular)
  const plural = text.endsWith('s') ? things.get(text.slice(0, -1)) : undefined
  return plural === undefined ? 'unknown' : effectOfPlural(words, at, plural)
}

const NOTHING: ReadonlySet<Effect> = new Set()

const effectsOfWords = (words: readonly Word[]): Effect[] =>
  words.map(({ text }, at) => verbs.get(text) ?? effectOfThing(words, at, text))

const known = (effects: readonly Effect[]): ReadonlySet<Effect> => {
  const told = effects.filter((effect) => effect !== 'unknown')
  return told.length === 0 ? NOTHING : new Set(told)
}

// Odd capitals (`get_dELETE`) must not hide a word, so the name is read once more without camelCase.
const classify = (name: string): ReadonlySet<Effect> => {
  const lower = name.toLowerCase()
  const whole = names.get(lower)
  return known(
    whole === undefined
      ? [...effectsOfWords(wordsBy(WORD, name)), ...effectsOfWords(wordsBy(FOLDED, lower))]
      : [whole],
  )
}

const boldOf = (text: string): Effect =>
  verbs.get(text) ??
  things.get(text) ??
  (text.endsWith('s') ? things.get(text.slice(0, -1)) : undefined) ??
  'unknown'

const classifyBoldly = (name: string): ReadonlySet<Effect> =>
  known([
    ...classify(name),
    ...[...wordsBy(WORD, name), ...wordsBy(FOLDED, name.toLowerCase())].map(({ text }) => boldOf(text)),
  ])

const remembering = (
  classes: (name: string) => ReadonlySet<Effect>,
): ((name: string) => ReadonlySet<Effect>) => {
  const remembered = memo<ReadonlySet<Effect>>(2048, 256)
  return (name) => {
    const kept = remembered.get(name)
    if (kept !== undefined) return kept
    const effects = classes(name)
    remembered.set(name, effects)
    return effects
  }
}

/** Every effect that the whole words of a name tell; none when no word is known. */
export const effectsOfName = remembering(classify)

/** The same where no word is excused by the words around it: `get_payment` pays. For tools that are known to be critical. */
export const boldEffectsOfName = remembering(classifyBoldly)

/** The strictest of some effects; `unknown` when there are none. */
export const strictestOf = (effects: Iterable<Effect>): Effect => {
  let kept: Effect = 'unknown'
  for (const effect of effects) kept = strictestEffect(kept, effect)
  return kept
}

/** The effect that the whole words of one action or tool name tell; `unknown` when no word is known. */
export const effectOfName = (name: string): Effect => strictestOf(effectsOfName(name))

const ENDINGS = ['s', 'es', 'd', 'ed', 'ing'] as const

const stems = (word: string): string[] =>
  ENDINGS.flatMap((ending) => {
    if (word.length < ending.length + 3 || !word.endsWith(ending)) return []
    const stem = word.slice(0, -ending.length)
    return ending === 'ing' ? [stem, `${stem}e`] : [stem]
  })

/** The strictest effect told by free text that an agent declares, where inflected words count as well. */
export const effectOfText = (text: string): Effect =>
  wordsOf(text)
    .flatMap(stems)
    .reduce<Effect>(
      (kept, stem) => strictestEffect(kept, verbs.get(stem) ?? things.get(stem) ?? 'unknown'),
      effectOfName(text),
    )
