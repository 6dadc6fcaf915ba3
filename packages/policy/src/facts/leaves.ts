import { wordsOf } from '../effect.ts'
import { memo } from '../memo.ts'

/** A text or number within the arguments. */
export interface Leaf {
  /** The nearest member name above it. */
  readonly name: string
  /** The member name above that one. */
  readonly parent: string
  readonly value: string | number | bigint
}

/** What the arguments hold, as far as it was looked at. */
export interface Leaves {
  readonly leaves: readonly Leaf[]
  /** Names that hold objects, with the names of the members of these: some tools use paths as names. */
  readonly keys: readonly Leaf[]
  /** Whether there was more than that. */
  readonly isCut: boolean
}

const DEPTH = 64
const COUNT = 10_000

interface Walk {
  leaves: Leaf[]
  keys: Leaf[]
  isCut: boolean
}

const members = (walk: Walk, value: object, name: string, depth: number): void => {
  for (const key of Object.keys(value)) {
    walk.keys.push({ name, parent: '', value: key })
    visit(walk, (value as Record<string, unknown>)[key], key, name, depth + 1)
    if (walk.isCut) return
  }
}

const visit = (walk: Walk, value: unknown, name: string, parent: string, depth: number): void => {
  if (depth > DEPTH || walk.leaves.length + walk.keys.length >= COUNT) walk.isCut = true
  if (walk.isCut) return
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    walk.leaves.push({ name, parent, value })
  else if (Array.isArray(value))
    for (const item of value) {
      visit(walk, item, name, parent, depth + 1)
      if (walk.isCut) return
    }
  else if (typeof value === 'object' && value !== null) members(walk, value, name, depth)
}

/** The texts and numbers of the arguments in their order. */
export const leavesOf = (given: Readonly<Record<string, unknown>> | undefined): Leaves => {
  const walk: Walk = { leaves: [], keys: [], isCut: false }
  if (given !== undefined) visit(walk, given, '', '', 0)
  return walk
}

const NAME = 128
const NONE: readonly string[] = []
const known = memo<readonly string[]>(4096, NAME)

/** The words of a member name; none when it is too long to be one. */
export const nameWords = (name: string): readonly string[] => {
  if (name.length > NAME) return NONE
  const kept = known.get(name)
  if (kept !== undefined) return kept
  const words = wordsOf(name)
  known.set(name, words)
  return words
}
