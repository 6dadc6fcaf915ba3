// The fact `paths`: which texts of a request are paths, and which zones they are in.

import { readOnce } from '../evaluate/data.ts'
import { type Budget, isExceeded, spend } from '../model/budget.ts'
import type { CedarValue } from '../model/cedar.ts'
import type { Facts } from '../model/facts.ts'
import { layersOf } from './disguise.ts'
import { KNOWN_ZONES, type KnownZone, knownIn } from './known-zones.ts'
import type { Key, Leaf, Leaves } from './leaves.ts'
import { endsIn, MEANS, means, type Name, nameOf } from './name.ts'
import { once } from './once.ts'
import { READINGS, type Reading, type Readings, readingsOf, within } from './path.ts'
import { mayBePath, type PathForm, partsOf, pathFormOf } from './path-form.ts'
import { wordsOfShell } from './shell.ts'
import { type CompiledZone, type Folded, foldedReading, isIn, mayBeIn } from './zones.ts'

const URL = /^[a-z][a-z0-9+.-]+:/i
const FILE_URL = /^\s*file:/i

/** A text that names a file or folder. */
type Candidate = {
  readonly text: string
  readonly isBase: boolean
  /** Whether a permit has to hold for it as well. */
  readonly isNarrow: boolean
  /** Present when its member means a path, so that it is read from no other path beside it. */
  readonly isNamed?: true
  readonly mayHaveQuery?: true
}

function isPathName(name: Name): boolean {
  return means(name, MEANS.path) && !endsIn(name, MEANS.notPath)
}

/** The paths of `file:` URLs, read with and without a host. */
function ofFileUrl(text: string): string[] {
  const rest = text.trim().slice('file:'.length)
  const [, host, path] = /^\/\/([^/\\]*)([\s\S]*)$/.exec(rest) ?? []
  if (path === undefined) return [rest]
  return host === '' || host?.toLowerCase() === 'localhost' ? [path] : [`//${host}${path}`]
}

const PER_LEAF = 5
const PER_KEY = 3
/** Looking for the beginning of a URL or for a slash stops early, but for texts made to be slow. */
const PER_CHARACTER = 1 / 16
const PER_FORM_CHARACTER = 1

const NO_CANDIDATES: Candidate[] = []

/** What of a call decides how its texts are read. */
type Reader = {
  /** Whether the tool works on files by its name. */
  readonly isFiling: boolean
  /** Whether it writes, so that some of its texts are what is written. */
  readonly isWriting: boolean
  readonly budget: Budget
}

/** A text under a name that means a path, whatever it looks like. */
function ofNamed(text: string, isBase: boolean, { budget }: Reader): Candidate[] {
  const whole: Candidate = { text, isBase, isNarrow: true, isNamed: true }
  if (!spend(budget, text.length)) return [whole]
  return [whole, ...partCandidates(text, (form) => form === 'rooted')]
}

function partCandidates(text: string, isNarrow: (form: PathForm) => boolean): Candidate[] {
  return partsOf(text)
    .filter((part) => part !== text)
    .map((part) => ({ text: part, isBase: false, isNarrow: isNarrow(pathFormOf(part)) }))
}

const PER_PART = 12

/** The parts of a text that look like paths themselves. */
function likelyParts(text: string, isNarrow: (form: PathForm) => boolean, budget: Budget): Candidate[] {
  const parts = partsOf(text)
  if (parts.length === 0 || !spend(budget, parts.length * PER_PART)) return NO_CANDIDATES
  const found: Candidate[] = []
  for (const part of parts) {
    const form = part === text ? 'none' : pathFormOf(part)
    if (form !== 'none') found.push({ text: part, isBase: false, isNarrow: isNarrow(form) })
  }
  return found
}

function isSure(form: PathForm): boolean {
  return form === 'rooted' || form === 'file'
}

const LONGEST = 1024
const LIST = /^[^\s,;|]+(?:[,;|]\s*[^\s,;|]+)+$/

/** A text that is a path by its own form, or holds one behind a sign. */
function ofForm(value: string, isSearch: boolean, { budget }: Reader): Candidate[] {
  if (value.length > LONGEST || !mayBePath(value)) return NO_CANDIDATES
  if (!spend(budget, value.length * PER_FORM_CHARACTER)) return NO_CANDIDATES
  const text = formOf(value, budget)
  const form = pathFormOf(text)
  const own = form === 'none' ? [] : [{ text: value, isBase: false, isNarrow: isSure(form) && !isSearch }]
  if ((/\s/.test(text) && !LIST.test(text)) || text.includes('://')) return own
  const parts = likelyParts(text, (part) => isSure(part) && !isSearch, budget)
  return parts.length === 0 ? own : [...own, ...parts]
}

/** What a command line names, besides its programs. */
function ofCommand(value: string, { budget }: Reader): Candidate[] {
  const words = wordsOfShell(value, budget).slice(0, PARTS)
  return words
    .flatMap((word) => [word, ...partsOf(word)])
    .flatMap((text) => {
      return pathFormOf(text) === 'none' ? NO_CANDIDATES : [{ text, isBase: false, isNarrow: false }]
    })
}

const PARTS = 64

/** A text without its layers, as far as its form is concerned. */
function formOf(value: string, budget: Budget): string {
  if (!/[^\x21-\x24\x26-\x7e]/.test(value)) return value
  const { texts } = layersOf(value, budget)
  return texts.at(-1) ?? value
}

function candidatesOfLeaf({ name, parent, value, isJson }: Leaf, reader: Reader): Candidate[] {
  if (typeof value !== 'string' || value === '' || isJson) return NO_CANDIDATES
  if (!spend(reader.budget, PER_LEAF + Math.ceil(value.length * PER_CHARACTER))) return NO_CANDIDATES
  if (FILE_URL.test(value)) return ofFileUrl(value).map((text) => ({ text, isBase: false, isNarrow: true }))
  return isBelowPath(name, parent) ? NO_CANDIDATES : ofText(value, name, parent, reader)
}

/** In `{ files: { "src/a.ts": … } }` the name is the path, and what it names is not. */
function isBelowPath(name: Name, parent: Name): boolean {
  return isPathName(parent) && /[/\\.]/.test(name.text)
}

function ofText(value: string, name: Name, parent: Name, reader: Reader): Candidate[] {
  if (isPathName(name) || (name.text === 'name' && isPathName(parent)))
    return ofNamed(value, means(name, MEANS.folder), reader)
  if (means(name, MEANS.command) && /\s/.test(value)) return ofCommand(value, reader)
  if (isContent(value, name, reader)) return NO_CANDIDATES
  const isLikely = means(name, MEANS.pathIfLikely) && !endsIn(name, MEANS.notPath)
  return isLikely && reader.isFiling
    ? ofNamed(value, false, reader)
    : ofForm(value, means(name, MEANS.search), reader)
}

/** Whether a text is what is written or said, or a URL of something other than a file. */
function isContent(value: string, name: Name, { isWriting }: Reader): boolean {
  if (means(name, MEANS.content) && (isWriting || /\s/.test(value))) return true
  return URL.test(value) && value.includes('//') && !value.includes('..')
}

/** Some tools take files as an object whose names are the paths. */
function candidatesOfKey({ text, of }: Key, { budget }: Reader): Candidate[] {
  if (!spend(budget, PER_KEY)) return NO_CANDIDATES
  const isNamed = isPathName(of) && /[/\\.%]/.test(text)
  return isNamed || pathFormOf(text) === 'rooted' ? [{ text, isBase: false, isNarrow: true }] : NO_CANDIDATES
}

function candidatesOf(
  { action, tool, target }: Facts,
  { leaves, keys, isWriting }: Leaves,
  budget: Budget,
): readonly Candidate[] {
  const isFiling = means(nameOf(action), MEANS.files) || means(nameOf(tool ?? ''), MEANS.files)
  const reader = { isFiling, isWriting, budget }
  const { path, url } = target ?? {}
  const candidates: Candidate[] = []
  if (path !== undefined) candidates.push({ text: path, isBase: false, isNarrow: true, mayHaveQuery: true })
  if (url !== undefined && FILE_URL.test(url))
    candidates.push(...ofFileUrl(url).map((text) => ({ text, isBase: false, isNarrow: true })))
  for (const leaf of leaves) {
    candidates.push(...candidatesOfLeaf(leaf, reader))
    // More than are ever told: nothing that is still to come changes that.
    if (candidates.length > MOST) break
  }
  for (const key of keys) candidates.push(...candidatesOfKey(key, reader))
  return candidates
}

const COUNT = 256
/** Those included that only look like paths. */
const MOST = 1024
const LENGTH = 32_768
const JOINED = 4096
type Read = Readings & Candidate

/** The folders that are named as such, and all that is absolute. */
function namedBases({ isBase, readings }: Read): readonly Reading[] {
  return readings.filter(({ isAbsolute }) => isBase || isAbsolute).slice(0, isBase ? READINGS : 1)
}

/** Where a path lies, or the path itself when it looks like a folder: what stands beside it may be meant from there. */
function lyingBases({ isNarrow, readings }: Read): readonly Reading[] {
  const [first] = readings
  if (first === undefined || !isNarrow) return []
  const isFolder = !(first.segments.at(-1) ?? '').includes('.', 1)
  if (isFolder) return [first]
  return first.segments.length > 1 ? [{ ...first, segments: first.segments.slice(0, -1) }] : []
}

function distinct(readings: readonly Reading[]): Reading[] {
  return [
    ...new Map(readings.map((one) => [`${one.isAbsolute}${one.up}/${one.segments.join('/')}`, one])).values(),
  ]
}

function relativeOf(read: readonly Read[]): Reading[] {
  return read.flatMap(({ readings }) => readings.filter(({ isAbsolute }) => !isAbsolute))
}

/** Relative paths as they are meant when another member of the same arguments says from where. */
function joinedReadings(read: readonly Read[], budget: Budget): Reading[] | undefined {
  if (read.length === 1) return []
  const named = joinedFrom(distinct(read.flatMap(namedBases)), relativeOf(read), budget)
  const others = relativeOf(read.filter(({ isNamed }) => isNamed !== true))
  const lying = joinedFrom(others.length === 0 ? [] : distinct(read.flatMap(lyingBases)), others, budget)
  return named === undefined || lying === undefined ? undefined : [...named, ...lying]
}

function joinedFrom(
  bases: readonly Reading[],
  relative: readonly Reading[],
  budget: Budget,
): Reading[] | undefined {
  if (bases.length * relative.length > JOINED) return undefined
  const segments = lengthOf(bases) * relative.length + lengthOf(relative) * bases.length
  if (!spend(budget, segments * PER_JOINED_SEGMENT)) return undefined
  return bases.flatMap((base) => relative.map((reading) => within(base, reading)))
}

function lengthOf(readings: readonly Reading[]): number {
  return readings.reduce((sum, { segments }) => sum + segments.length + 1, 0)
}

const PER_SEGMENT = 12
const PER_JOINED_SEGMENT = 25
const PER_FOLDED_CHARACTER = 1
const PER_FOREIGN_CHARACTER = 12
const ASCII = /^[\0-\x7f]*$/

function foldingCost(segment: string): number {
  return segment.length * (ASCII.test(segment) ? PER_FOLDED_CHARACTER : PER_FOREIGN_CHARACTER)
}

/** Readings without their case; undefined beyond the budget. */
function foldedReadings(readings: readonly Reading[], budget: Budget): Folded[] | undefined {
  const all: Folded[] = []
  for (const reading of readings) {
    const characters = reading.segments.reduce((sum, segment) => sum + foldingCost(segment), 0)
    const units = characters + (reading.segments.length + 1) * PER_SEGMENT
    if (!spend(budget, units)) return undefined
    all.push(foldedReading(reading))
  }
  return all
}

function anyOf(zones: readonly CompiledZone[], paths: readonly Folded[], budget: Budget): string[] {
  return zones.filter((zone) => paths.some((path) => mayBeIn(zone, path, budget))).map(({ name }) => name)
}

function allOf(zones: readonly CompiledZone[], paths: readonly Folded[], budget: Budget): string[] {
  return zones.filter((zone) => paths.every((path) => isIn(zone, path, budget))).map(({ name }) => name)
}

const NONE: CedarValue = Object.freeze(readOnce({ count: 0, zones_any: [], zones_all: [], unclear: false }))

/** What nothing can be told of: a forbid that asks for any zone finds it, and there are more than are ever told. */
function untold(found: number, names: readonly string[]): CedarValue {
  return {
    count: Math.max(found, COUNT + 1),
    zones_any: names,
    zones_all: [],
    unclear: true,
  }
}

/** The paths of a request, before anybody asks in which zones they are. */
export type FoundPaths = {
  readonly count: number
  /** Absent when there was more to read than may be. */
  readonly read?: {
    readonly own: readonly Reading[]
    /** What a forbid must find, and no permit has to hold. */
    readonly wide: readonly Reading[]
    readonly isUnclear: boolean
    /** All of them without their case, once for all who ask; undefined beyond the budget. */
    readonly folded: () => Folded[] | undefined
    /** The zones of every machine that they may be in; undefined as well. */
    readonly known: () => readonly string[] | undefined
  }
}

/** Finds the paths of a request and reads them in every way. */
export function readPaths(facts: Facts, leaves: Leaves, budget: Budget): FoundPaths {
  const candidates = candidatesOf(facts, leaves, budget)
  const count = candidates.filter(({ isNarrow }) => isNarrow).length
  const length = candidates.reduce((sum, { text }) => sum + text.length, 0)
  if (
    facts.hash_only === true ||
    leaves.isCut ||
    isExceeded(budget) ||
    candidates.length > MOST ||
    count > COUNT ||
    length > LENGTH
  )
    return { count }
  const all: Read[] = []
  for (const candidate of candidates) {
    const readings = readingsOf(candidate.text, budget, candidate.mayHaveQuery)
    if (readings.isCut) return { count }
    all.push({ ...candidate, ...readings })
  }
  const joined = joinedReadings(all, budget)
  if (joined === undefined) return { count }
  const narrow = all.filter(({ isNarrow }) => isNarrow)
  const own = narrow.flatMap(({ readings }) => readings)
  const wide = [...joined, ...all.flatMap((one) => [...one.wide, ...(one.isNarrow ? [] : one.readings)])]
  const folded = once(() => foldedReadings([...own, ...wide], budget))
  const known = once(() => {
    const paths = folded()
    return paths === undefined ? undefined : knownIn(KNOWN_ZONES, paths, budget)
  })
  const isUnclear = narrow.some((one) => one.isUnclear)
  return { count, read: { own, wide, isUnclear, folded, known } }
}

/** The fact `paths` of what was found. */
export function pathsIn(
  { count, read }: FoundPaths,
  zones: readonly CompiledZone[],
  budget: Budget,
  known: readonly KnownZone[] = [],
): CedarValue {
  const names = [...zones, ...known].map(({ name }) => name)
  if (read === undefined) return untold(count, names)
  const { own, wide, isUnclear: unclear } = read
  if (own.length === 0 && wide.length === 0 && count === 0) return NONE
  if (names.length === 0) return { count, zones_any: [], zones_all: [], unclear }
  const folded = read.folded()
  if (folded === undefined) return untold(count, names)
  const ofMachine = known.length === 0 ? [] : (read.known() ?? [])
  const zones_all = unclear || count === 0 ? [] : allOf(zones, folded.slice(0, own.length), budget)
  const any = new Set([
    ...zones_all,
    ...anyOf(zones, folded, budget),
    ...known.map(({ name }) => name).filter((name) => ofMachine.includes(name)),
  ])
  const zones_any = names.filter((name) => any.has(name))
  return isExceeded(budget) ? untold(count, names) : { count, zones_any, zones_all, unclear }
}

/** The known zones that what was found may be in; all of them when there was too much to read. */
export function knownOf({ read }: FoundPaths): readonly string[] {
  const all = KNOWN_ZONES.map(({ name }) => name)
  if (read === undefined) return all
  return read.own.length + read.wide.length === 0 ? [] : (read.known() ?? all)
}

/** The fact `paths` when no policy reads it. */
export const NO_PATHS: CedarValue = NONE
