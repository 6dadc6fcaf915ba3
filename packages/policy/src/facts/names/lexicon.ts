// The effects of single words, as the lists say, inflected and joined forms included.
import { EFFECTS, type Effect } from '../../model/cedar.ts'
import { beforeLook, type Form, formOf, joinedVerbs, stemsOf } from './effect-stems.ts'
import { FILLERS, JOINERS, NAMES, READERS, THINGS, VERBS, VERBS_TOO, type WordClass } from './effect-words.ts'

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

export const verbs = indexOf(VERBS)
export const things = indexOf(THINGS)
/** With underscores between their words. */
export const names: ReadonlyMap<string, Effect> = new Map(
  Object.entries(NAMES).map(([name, effect]) => [name.replaceAll('-', '_'), effect]),
)
export const readers: ReadonlySet<string> = new Set(READERS)
export const fillers: ReadonlySet<string> = new Set(FILLERS)
export const verbsToo: ReadonlySet<string> = new Set(VERBS_TOO)
export const joiners: ReadonlySet<string> = new Set(JOINERS)

export function isReader(word: string): boolean {
  return readers.has(word)
}

export function stemmed(word: string): { effect: Effect; form: Form } | undefined {
  const whole = verbs.get(word)
  if (whole !== undefined) return { effect: whole, form: 'base' }
  if (things.has(word)) return undefined
  for (const stem of stemsOf(word)) {
    const form = formOf(word)
    const effect = verbs.get(stem) ?? (form === 's' ? undefined : things.get(stem))
    if (effect !== undefined) return { effect, form }
  }
  return undefined
}

export function joinedEffect(word: string): Effect {
  const before = beforeLook(word)
  if (before !== undefined) return verbs.get(before) ?? 'read'
  return joinedVerbs(word)
    .map((verb) => verbs.get(verb) ?? things.get(verb) ?? 'unknown')
    .reduce(strictestEffect, 'unknown')
}

export function effectOfWord(text: string): Effect {
  return (
    verbs.get(text) ??
    things.get(text) ??
    (text.endsWith('s') ? things.get(text.slice(0, -1)) : undefined) ??
    'unknown'
  )
}

export function effectOfStems(word: string): Effect {
  let kept: Effect = 'unknown'
  for (const stem of stemsOf(word))
    kept = strictestEffect(kept, verbs.get(stem) ?? things.get(stem) ?? 'unknown')
  return kept
}
