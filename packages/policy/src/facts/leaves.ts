// The texts and numbers of the arguments, each with the names that it stands under.
import { type Budget, isExceeded, spend } from '../model/budget.ts'
import { MEANS, means, type Name, type NameReader, nameOf as readName } from './name.ts'

/** A text or number within the arguments. */
export type Leaf = {
  /** The nearest member name above it. */
  readonly name: Name
  /** The member name above that one. */
  readonly parent: Name
  readonly value: string | number | bigint
  /** The object that it is within, by its place among `objects`. */
  readonly of: number
  /** Which text it stands in that is itself an object or list; 0 for none. */
  readonly source: number
  /** Present when the text is an object or a list, whose texts and numbers follow it. */
  readonly isJson?: true
}

/** A member name that is itself a text: some tools use paths as names. */
export type Key = {
  readonly text: string
  /** The name of the object that it is a member of. */
  readonly of: Name
  readonly value: unknown
}

/** An object within the arguments, with the name that it stands under. */
export type Inner = {
  readonly name: Name
  readonly value: Readonly<Record<string, unknown>>
  /** The object around it, by its place; -1 for none. */
  readonly of: number
}

/** What the arguments hold, as far as it was looked at. */
export type Leaves = {
  readonly leaves: readonly Leaf[]
  readonly keys: readonly Key[]
  readonly objects: readonly Inner[]
  /** Whether the tool writes, so that some of the texts are what is written. */
  readonly isWriting: boolean
  /** Whether there was more than that. */
  readonly isCut: boolean
}

const DEPTH = 64
/** No more texts, numbers and names are looked at. */
export const COUNT = 10_000

const PER_VALUE = 5
const PER_MEMBER = 4
const PER_NAME = 110
const PER_NAME_CHARACTER = 16

type Walk = {
  readonly budget: Budget
  readonly nameOf: NameReader
  /** The first names of the request, each once; more of them are in the table. */
  readonly names: Name[]
  more: Map<string, Name> | undefined
  readonly leaves: Leaf[]
  readonly keys: Key[]
  readonly objects: Inner[]
  readonly isWriting: boolean
  /** The object at hand. */
  of: number
  source: number
  sources: number
  isCut: boolean
}

/** Most arguments have a few names, which a search finds as fast as a table that takes as much as all leaves. */
const LISTED = 16

function keptName({ names, more }: Walk, text: string): Name | undefined {
  for (const name of names) if (name.text === text) return name
  return more?.get(text)
}

function keep(walk: Walk, text: string, name: Name): void {
  if (walk.names.length < LISTED) {
    walk.names.push(name)
    return
  }
  walk.more ??= new Map()
  walk.more.set(text, name)
}

function named(walk: Walk, text: string): Name {
  const kept = keptName(walk, text)
  if (kept !== undefined) return kept
  if (!spend(walk.budget, PER_NAME + text.length * PER_NAME_CHARACTER)) walk.isCut = true
  const name = walk.nameOf(text)
  keep(walk, text, name)
  return name
}

function visitMembers(walk: Walk, value: object, name: Name, depth: number): void {
  const around = walk.of
  walk.of = walk.objects.length
  walk.objects.push({ name, value: value as Record<string, unknown>, of: around })
  visitEach(walk, value, name, depth)
  walk.of = around
}

function visitEach(walk: Walk, value: object, name: Name, depth: number): void {
  for (const key of Object.keys(value)) {
    if (!spend(walk.budget, PER_MEMBER)) walk.isCut = true
    const member = (value as Record<string, unknown>)[key]
    walk.keys.push({ text: key, of: name, value: member })
    visit(walk, member, named(walk, key), name, depth + 1)
    if (walk.isCut) return
  }
}

function visit(walk: Walk, value: unknown, name: Name, parent: Name, depth: number): void {
  if (depth > DEPTH || walk.leaves.length + walk.keys.length >= COUNT || !spend(walk.budget, PER_VALUE))
    walk.isCut = true
  if (walk.isCut) return
  if (typeof value === 'string') visitText(walk, value, name, parent, depth)
  else if (typeof value === 'number' || typeof value === 'bigint') pushLeaf(walk, name, parent, value)
  else if (Array.isArray(value))
    for (const item of value) {
      visit(walk, item, name, parent, depth + 1)
      if (walk.isCut) return
    }
  else if (typeof value === 'object' && value !== null) visitMembers(walk, value, name, depth)
}

const JSON_TEXT = /^\s*(?:\{[\s\S]*\}|\[[\s\S]*\])\s*$/
const PER_JSON_CHARACTER = 2

/** The object or list that a text is, when it is meant as one: what is written into a file is not. */
function innerOf(walk: Walk, text: string, name: Name): object | undefined {
  const first = text.trimStart()[0]
  if ((first !== '{' && first !== '[') || !JSON_TEXT.test(text)) return undefined
  if (walk.isWriting && means(name, MEANS.content)) return undefined
  if (!spend(walk.budget, text.length * PER_JSON_CHARACTER)) return undefined
  try {
    return JSON.parse(text) as object
  } catch {
    return undefined
  }
}

function pushLeaf({ leaves, of, source }: Walk, name: Name, parent: Name, value: Leaf['value']): void {
  leaves.push({ name, parent, value, of, source })
}

function visitText(walk: Walk, value: string, name: Name, parent: Name, depth: number): void {
  const inner = innerOf(walk, value, name)
  if (inner === undefined) {
    pushLeaf(walk, name, parent, value)
    return
  }
  const { of, source } = walk
  walk.leaves.push({ name, parent, value, of, source, isJson: true })
  walk.sources += 1
  walk.source = walk.sources
  visit(walk, inner, name, parent, depth + 1)
  walk.source = source
}

const NONE: Leaves = { leaves: [], keys: [], objects: [], isWriting: false, isCut: false }

/** The texts and numbers of the arguments in their order, those of objects in a text too, but for what a tool writes. */
export function leavesOf(
  given: Readonly<Record<string, unknown>> | undefined,
  budget: Budget,
  isWriting = false,
  nameOf: NameReader = readName,
): Leaves {
  if (given === undefined) return NONE
  const top = nameOf('')
  const walk: Walk = {
    budget,
    nameOf,
    names: [],
    more: undefined,
    leaves: [],
    keys: [],
    objects: [],
    isWriting,
    of: -1,
    source: 0,
    sources: 0,
    isCut: isExceeded(budget),
  }
  visit(walk, given, top, top, 0)
  return walk
}
