// What the readers of deeds share: what they found, and what is known of member names.
import { type Budget, spend } from '../../model/budget.ts'
import type { EffectWord, Run } from '../../model/cedar.ts'
import { singularOf } from '../names/effect-stems.ts'
import { wordsOf } from '../names/words.ts'
import type { Code } from './code.ts'

export type Reader = {
  readonly effects: Set<EffectWord>
  readonly runs: Set<Run>
  readonly environments: Set<string>
  readonly code: Code
  readonly words: readonly string[]
  /** Whether the name of the call says that it only looks. */
  readonly isReading: boolean
  readonly hasUrl: boolean
  /** Whether something is asked for by its name, as from a store of settings. */
  readonly isHolding: boolean
  /** What was found out of member names. */
  readonly names: Map<string, About>
  /** The names that were read which hold true, or a text or number that stands for it. */
  readonly flags: Set<string>
  readonly weakFlags: Set<string>
  readonly budget: Budget
}

/** A member name as one word, and its words. */
type About = {
  readonly whole: string
  readonly words: readonly string[]
  readonly last: string
  readonly isReceiving: boolean
  readonly isVisible: boolean
}

export function list(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** A member name as one word: `X-HTTP-Method-Override` and `http_method` are read alike. */
export function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

const PER_MEMBER_NAME = 80

/** What a member name says, found out once for all members of that name. */
export function about({ names, budget }: Reader, name: string): About {
  const kept = names.get(name)
  if (kept !== undefined) return kept
  spend(budget, PER_MEMBER_NAME + name.length)
  const split = wordsOf(name)
  const words = split.map(singularOf)
  const made = {
    whole: plain(name),
    words,
    last: split.at(-1) ?? '',
    isReceiving: words.some((word) => RECEIVING.has(word) && word !== 'email'),
    isVisible: words.some((word) => VISIBLE.has(word)),
  }
  names.set(name, made)
  return made
}

const RECEIVING = list(
  'to cc bcc recipient attendee guest invitee participant forward share notify copy subscriber collaborator with email',
)

const VISIBLE = list(
  'visibility acl access scope audience sharing shared anyone permission privacy principal source cidr cidrs role with',
)

/** Adds what is worse than reading. */
export function addDeeds(reader: Reader, effects: Iterable<EffectWord>): void {
  for (const effect of effects) if (effect !== 'read') reader.effects.add(effect)
}

export const PER_TEXT = 10
export const TOKEN = /^[\w.:/-]{2,64}$/

export const PER_NAME = 150
export const PER_NAME_CHARACTER = 16
