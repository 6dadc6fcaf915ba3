// Compares two policy documents: their policies, settings and tests.
import { canonicalize, isJsonObject, type JsonObject, type JsonValue } from '@countersign/json'
import type { PolicyChange, ValueChange } from '@countersign/terms'
import type { UncheckedDocument } from '../model/document.ts'
import { type Piece, piecesOf } from './split.ts'

/** What became of one policy. */
export type PolicyDiff = {
  /** The @id, or `#` and a number when it has none. */
  id: string
  change: PolicyChange
  /** The text as it was; absent when it was added. */
  before?: string
  /** The text as it is; absent when it was removed. */
  after?: string
}

/** What became of one setting or test; a value is absent where there was or is none. */
export type ValueDiff = {
  /** A JSON pointer into the settings, or the name of a test. */
  name: string
  change: ValueChange
  before?: JsonValue
  after?: JsonValue
}

/** What differs between two documents. */
export type DocumentDiff = {
  /** Nothing differs, not even a comment. */
  same: boolean
  /** Only comments, spaces or the like differ in the text. */
  comments_only: boolean
  policies: PolicyDiff[]
  settings: ValueDiff[]
  tests: ValueDiff[]
}

/** Gives pieces of the same id a name of their own. */
function named(pieces: readonly Piece[]): Map<string, string> {
  const byId = new Map<string, string>()
  for (const { id, text } of pieces) {
    let name = id
    for (let copy = 2; byId.has(name); copy++) name = `${id} (${copy})`
    byId.set(name, text)
  }
  return byId
}

/** The ids that keep their order among each other: the longest rising run of their new places. */
function inPlace(ids: readonly string[], after: ReadonlyMap<string, number>): Set<string> {
  const tails: number[] = []
  const before = new Map<number, number>()
  const places = ids.map((id) => after.get(id) ?? 0)
  for (const [index, place] of places.entries()) {
    let at = tails.findIndex((tail) => (places[tail] ?? 0) >= place)
    if (at < 0) at = tails.length
    const previous = tails[at - 1]
    if (previous !== undefined) before.set(index, previous)
    tails[at] = index
  }
  const kept = new Set<string>()
  for (let at = tails.at(-1); at !== undefined; at = before.get(at)) kept.add(ids[at] ?? '')
  return kept
}

function policyDiffs(before: string, after: string): PolicyDiff[] {
  const old = named(piecesOf(before))
  const now = named(piecesOf(after))
  const places = new Map([...now.keys()].map((id, at) => [id, at]))
  const kept = inPlace(
    [...old.keys()].filter((id) => now.has(id)),
    places,
  )
  const gone = [...old].flatMap(([id, text]): PolicyDiff[] =>
    now.has(id) ? [] : [{ id, change: 'removed', before: text }],
  )
  const rest = [...now].flatMap(([id, text]): PolicyDiff[] => {
    const was = old.get(id)
    if (was === undefined) return [{ id, change: 'added', after: text }]
    if (was !== text) return [{ id, change: 'changed', before: was, after: text }]
    return kept.has(id) ? [] : [{ id, change: 'moved', before: was, after: text }]
  })
  return [...gone, ...rest]
}

type Maybe = JsonValue | undefined

function valueDiff(name: string, before: Maybe, after: Maybe): ValueDiff[] {
  if (before === undefined) return after === undefined ? [] : [{ name, change: 'added', after }]
  if (after === undefined) return [{ name, change: 'removed', before }]
  return canonicalize(before) === canonicalize(after) ? [] : [{ name, change: 'changed', before, after }]
}

/** A zone may be named like what every object inherits. */
function ownMember(object: JsonObject, name: string): Maybe {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

// Settings are one or two objects deep: zones, hosts and modes by name.
const DEPTH = 2

function settingDiffs(name: string, before: Maybe, after: Maybe, depth: number): ValueDiff[] {
  const inside = [before, after].every((value) => value === undefined || isJsonObject(value))
  if (!inside || depth === 0) return valueDiff(name, before, after)
  const old = isJsonObject(before) ? before : {}
  const now = isJsonObject(after) ? after : {}
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) => {
    const step = key.replaceAll('~', '~0').replaceAll('/', '~1')
    return settingDiffs(`${name}/${step}`, ownMember(old, key), ownMember(now, key), depth - 1)
  })
}

/** Tests by their names, or by `#` and a number where they have none. */
function testsByName(tests: readonly JsonObject[] = []): Map<string, JsonObject> {
  return new Map(tests.map((test, at) => [typeof test.name === 'string' ? test.name : `#${at + 1}`, test]))
}

function testDiffs(before: UncheckedDocument['tests'], after: UncheckedDocument['tests']): ValueDiff[] {
  const old = testsByName(before)
  const now = testsByName(after)
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) =>
    valueDiff(name, old.get(name), now.get(name)),
  )
}

/** What differs between two documents, policies told apart by their @id; needs no parser. */
export function diffDocuments(before: UncheckedDocument, after: UncheckedDocument): DocumentDiff {
  const policies = policyDiffs(before.text, after.text)
  const settings = settingDiffs('', before.settings, after.settings, DEPTH)
  const tests = testDiffs(before.tests, after.tests)
  const count = policies.length + settings.length + tests.length
  const sameText = before.text === after.text
  return {
    same: sameText && count === 0,
    comments_only: !sameText && count === 0,
    policies,
    settings,
    tests,
  }
}
