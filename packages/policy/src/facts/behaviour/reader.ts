// What all readers of effects share: what they found, and what is known about member names.
import { type Budget, spend } from '../../model/budget.ts'
import type { EffectWord, Run } from '../../model/cedar.ts'
import type { Inner } from '../leaves.ts'
import { type About, aboutOf, type Name, type NameReader } from '../name.ts'
import type { NameEffects } from '../names/effect-of-name.ts'
import { addText, type Texts } from '../texts.ts'
import { type Code, noCode } from './code.ts'

export type Reader = {
  /** Undefined while there are none, as of most calls. */
  effects: Set<EffectWord> | undefined
  runs: Set<Run> | undefined
  environments: Set<string> | undefined
  /** What statements and command lines name, once there are any: see `codeOf`. */
  code: Code | undefined
  readonly words: readonly string[]
  /** Whether the name of the call says that it only looks. */
  readonly isReading: boolean
  readonly hasUrl: boolean
  /** Whether something is asked for by its name, as from a store of settings. */
  readonly isHolding: boolean
  readonly nameOf: NameReader
  readonly effectsOfName: NameEffects
  /** The objects of the arguments, each with the one around it. */
  readonly objects: readonly Inner[]
  /** The member names that were asked about. */
  readonly asked: Texts
  /** The names that were read which hold true, or a text or number that stands for it. */
  flags: Texts | undefined
  weakFlags: Texts | undefined
  readonly budget: Budget
}

const PER_MEMBER_NAME = 80

/** What a member name says; the first time it is asked in a request costs, whether or not it is remembered. */
export function about({ asked, budget }: Reader, name: Name): About {
  const { text } = name
  if (addText(asked, text)) spend(budget, PER_MEMBER_NAME + text.length)
  return aboutOf(name)
}

export function addRun(reader: Reader, run: Run): void {
  reader.runs ??= new Set()
  reader.runs.add(run)
}

export function addEnvironment(reader: Reader, name: string): void {
  reader.environments ??= new Set()
  reader.environments.add(name)
}

/** Where it is noted what statements and command lines name. */
export function codeOf(reader: Reader): Code {
  reader.code ??= noCode()
  return reader.code
}

/** Adds what is worse than reading. */
export function addEffects(reader: Reader, effects: Iterable<EffectWord>): void {
  for (const effect of effects) if (effect !== 'read') addEffect(reader, effect)
}

export function addEffect(reader: Reader, effect: EffectWord): void {
  reader.effects ??= new Set()
  reader.effects.add(effect)
}

export const PER_TEXT = 10
export const TOKEN = /^[\w.:/-]{2,64}$/

export const PER_NAME = 150
export const PER_NAME_CHARACTER = 16
