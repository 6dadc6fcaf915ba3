// The texts and numbers of the arguments, each with the names that it stands under.
import { type Budget, isExceeded, spend } from '../model/budget.ts'
import { MEANS, means, type Name, type NameReader, nameOf as readName } from './name.ts'

/** What is within the arguments under a name. */
export type Member = {
  /** The nearest member name above it. */
  readonly name: Name
  /** The member name above that one. */
  readonly parent: Name
  readonly value: unknown
  /** The object that it is within, by its place among `objects`. */
  readonly of: number
  /** Which text it stands in that is itself an object or list; 0 for none. */
  readonly source: number
}

/** A text or number within the arguments. */
export type Leaf = Member & {
  readonly value: string | number | bigint
  /** Present when the text is an object or a list, whose texts and numbers follow it. */
  readonly isJson?: true
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
  /** Every member of an object: some tools use paths as names. */
  readonly keys: readonly Member[]
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
  readonly leaves: Leaf[]
  readonly keys: Member[]
  readonly objects: Inner[]
  /** The names of the request beyond those of its first members. */
  names: Map<string, Name> | undefined
  readonly isWriting: boolean
  /** The object at hand. */
  of: number
  source: number
  sources: number
  isCut: boolean
}

/** Most arguments have a few members, which a search finds as fast as a table that takes as much as all leaves. */
const SEARCHED = 16

function keptName({ keys, names }: Walk, text: string): Name | undefined {
  for (let at = 0; at < keys.length && at < SEARCHED; at++) {
    const name = keys[at]?.name
    if (name?.text === text) return name
  }
  return names?.get(text)
}

function named(walk: Walk, text: string): Name {
  const kept = keptName(walk, text)
  if (kept !== undefined) return kept
  if (!spend(walk.budget, PER_NAME + text.length * PER_NAME_CHARACTER)) walk.isCut = true
  const name = walk.nameOf(text)
  if (walk.keys.length >= SEARCHED) {
    walk.names ??= new Map()
    walk.names.set(text, name)
  }
  return name
}

function memberOf({ of, source }: Walk, name: Name, parent: Name, value: unknown): Member {
  return { name, parent, value, of, source }
}

function visitMembers(walk: Walk, value: object, name: Name, depth: number): void {
  const around = walk.of
  walk.of = walk.objects.length
  walk.objects.push({ name, value: value as Record<string, unknown>, of: around })
  visitEach(walk, value, name, depth)
  walk.of = around
}

function visitEach(walk: Walk, value: object, name: Name, depth: number): void {
  // By itself, because a list of the names would be thrown away.
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue
    if (!spend(walk.budget, PER_MEMBER)) walk.isCut = true
    const member = memberOf(walk, named(walk, key), name, (value as Record<string, unknown>)[key])
    walk.keys.push(member)
    visit(walk, member, depth + 1)
    if (walk.isCut) return
  }
}

function visit(walk: Walk, member: Member, depth: number): void {
  if (depth > DEPTH || walk.leaves.length + walk.keys.length >= COUNT || !spend(walk.budget, PER_VALUE))
    walk.isCut = true
  if (walk.isCut) return
  const { name, parent, value } = member
  if (isText(member)) visitText(walk, member, depth)
  else if (isNumber(member)) walk.leaves.push(member)
  else if (Array.isArray(value))
    for (const item of value) {
      visit(walk, memberOf(walk, name, parent, item), depth + 1)
      if (walk.isCut) return
    }
  else if (typeof value === 'object' && value !== null) visitMembers(walk, value, name, depth)
}

function isText(member: Member): member is Leaf & { readonly value: string } {
  return typeof member.value === 'string'
}

function isNumber(member: Member): member is Leaf {
  return typeof member.value === 'number' || typeof member.value === 'bigint'
}

const JSON_TEXT = /^\s*(?:\{[\s\S]*\}|\[[\s\S]*\])\s*$/
/** The same once more as a text: what sends it has written it as JSON twice. */
const PACKED = /^\s*"\s*(?:[{[]|\\")/
const PER_JSON_CHARACTER = 2

/** The object or list that a text is, when it is meant as one: what is written into a file is not. */
function innerOf(walk: Walk, text: string, name: Name): object | undefined {
  const first = text.trimStart()[0]
  const isPacked = first === '"' && PACKED.test(text)
  if (!isPacked && ((first !== '{' && first !== '[') || !JSON_TEXT.test(text))) return undefined
  if (walk.isWriting && means(name, MEANS.content)) return undefined
  if (!spend(walk.budget, text.length * PER_JSON_CHARACTER)) return undefined
  try {
    const parsed = JSON.parse(text) as object | string
    // Each layer is shorter than the one around it, so this ends.
    return typeof parsed === 'string' ? innerOf(walk, parsed, name) : parsed
  } catch {
    return undefined
  }
}

function visitText(walk: Walk, leaf: Leaf & { readonly value: string }, depth: number): void {
  const { name, parent, value } = leaf
  const inner = innerOf(walk, value, name)
  if (inner === undefined) {
    walk.leaves.push(leaf)
    return
  }
  const { source } = walk
  walk.leaves.push({ ...leaf, isJson: true })
  walk.sources += 1
  walk.source = walk.sources
  visit(walk, memberOf(walk, name, parent, inner), depth + 1)
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
    leaves: [],
    keys: [],
    objects: [],
    names: undefined,
    isWriting,
    of: -1,
    source: 0,
    sources: 0,
    isCut: isExceeded(budget),
  }
  visit(walk, memberOf(walk, top, top, given), 0)
  return walk
}
