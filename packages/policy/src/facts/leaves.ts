// The texts and numbers of the arguments, each with the names that it stands under.
import { type Budget, isExceeded, spend } from '../model/budget.ts'
import { type Name, nameOf } from './name.ts'

/** A text or number within the arguments. */
export type Leaf = {
  /** The nearest member name above it. */
  readonly name: Name
  /** The member name above that one. */
  readonly parent: Name
  readonly value: string | number | bigint
}

/** A member name that is itself a text: some tools use paths as names. */
export type Key = {
  readonly text: string
  /** The name of the object that it is a member of. */
  readonly of: Name
}

/** What the arguments hold, as far as it was looked at. */
export type Leaves = {
  readonly leaves: readonly Leaf[]
  readonly keys: readonly Key[]
  /** Whether there was more than that. */
  readonly isCut: boolean
}

const DEPTH = 64
/** No more texts, numbers and names are looked at. */
export const COUNT = 10_000

const PER_VALUE = 8
const PER_MEMBER = 6
const PER_NAME = 110
const PER_NAME_CHARACTER = 16

type Walk = {
  readonly budget: Budget
  readonly names: Map<string, Name>
  readonly leaves: Leaf[]
  readonly keys: Key[]
  isCut: boolean
}

function named(walk: Walk, text: string): Name {
  const kept = walk.names.get(text)
  if (kept !== undefined) return kept
  if (!spend(walk.budget, PER_NAME + text.length * PER_NAME_CHARACTER)) walk.isCut = true
  const name = nameOf(text)
  walk.names.set(text, name)
  return name
}

function visitMembers(walk: Walk, value: object, name: Name, depth: number): void {
  for (const key of Object.keys(value)) {
    if (!spend(walk.budget, PER_MEMBER)) walk.isCut = true
    walk.keys.push({ text: key, of: name })
    visit(walk, (value as Record<string, unknown>)[key], named(walk, key), name, depth + 1)
    if (walk.isCut) return
  }
}

function visit(walk: Walk, value: unknown, name: Name, parent: Name, depth: number): void {
  if (depth > DEPTH || walk.leaves.length + walk.keys.length >= COUNT || !spend(walk.budget, PER_VALUE))
    walk.isCut = true
  if (walk.isCut) return
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    walk.leaves.push({ name, parent, value })
  else if (Array.isArray(value))
    for (const item of value) {
      visit(walk, item, name, parent, depth + 1)
      if (walk.isCut) return
    }
  else if (typeof value === 'object' && value !== null) visitMembers(walk, value, name, depth)
}

const NONE: Leaves = { leaves: [], keys: [], isCut: false }

/** The texts and numbers of the arguments in their order. */
export function leavesOf(given: Readonly<Record<string, unknown>> | undefined, budget: Budget): Leaves {
  if (given === undefined) return NONE
  const top = nameOf('')
  const walk: Walk = { budget, names: new Map(), leaves: [], keys: [], isCut: isExceeded(budget) }
  visit(walk, given, top, top, 0)
  return walk
}
