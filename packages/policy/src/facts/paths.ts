// The fact `paths`: which texts of a request are paths, and which zones they are in.

import { readOnce } from '../evaluate/data.ts'
import { type Budget, isExceeded, spend } from '../model/budget.ts'
import type { CedarValue } from '../model/cedar.ts'
import type { Facts } from '../model/facts.ts'
import { layersOf } from './disguise.ts'
import type { Key, Leaf, Leaves } from './leaves.ts'
import { endsIn, MEANS, means, type Name, nameOf } from './name.ts'
import { READINGS, type Reading, type Readings, readingsOf, within } from './path.ts'
import { type CompiledZone, type Folded, foldedReading, isIn, mayBeIn } from './zones.ts'

const LOOKS = /[/\\~$%]|^\.|^[a-z]:/i
const URL = /^[a-z][a-z0-9+.-]+:/i
const FILE_URL = /^\s*file:/i

/** A text that names a file or folder. */
type Candidate = {
  readonly text: string
  readonly isBase: boolean
  readonly mayHaveQuery?: true
}

function isPathName(name: Name): boolean {
  return means(name, MEANS.path) && !endsIn(name, MEANS.notPath)
}

function looksLikePath(text: string, budget: Budget): boolean {
  if (URL.test(text) && !text.includes('..')) return false
  if (LOOKS.test(text)) return true
  const { texts, isCut } = layersOf(text, budget)
  return isCut || LOOKS.test(texts.at(-1) ?? text)
}

/** The paths of `file:` URLs, read with and without a host. */
function ofFileUrl(text: string): string[] {
  const rest = text.trim().slice('file:'.length)
  const [, host, path] = /^\/\/([^/\\]*)([\s\S]*)$/.exec(rest) ?? []
  if (path === undefined) return [rest]
  return host === '' || host?.toLowerCase() === 'localhost' ? [path] : [`//${host}${path}`]
}

const PER_LEAF = 8
const PER_KEY = 4
/** Looking for the beginning of a URL or for a slash stops early, but for texts made to be slow. */
const PER_CHARACTER = 1 / 16

function candidatesOfLeaf({ name, parent, value }: Leaf, isFiling: boolean, budget: Budget): Candidate[] {
  if (typeof value !== 'string' || value === '') return NO_CANDIDATES
  if (!spend(budget, PER_LEAF + Math.ceil(value.length * PER_CHARACTER))) return NO_CANDIDATES
  if (FILE_URL.test(value)) return ofFileUrl(value).map((text) => ({ text, isBase: false }))
  const isBelow = isPathName(parent)
  // In `{ files: { "src/a.ts": … } }` the name is the path, and what it names is not.
  if (isBelow && /[/\\.]/.test(name.text)) return NO_CANDIDATES
  const isSure = isPathName(name) || (name.text === 'name' && isBelow)
  const isLikely =
    !isSure &&
    means(name, MEANS.pathIfLikely) &&
    !endsIn(name, MEANS.notPath) &&
    (isFiling || looksLikePath(value, budget))
  return isSure || isLikely ? [{ text: value, isBase: means(name, MEANS.folder) }] : NO_CANDIDATES
}

/** Some tools take files as an object whose names are the paths. */
function candidatesOfKey({ text, of }: Key, budget: Budget): Candidate[] {
  if (!spend(budget, PER_KEY) || !isPathName(of) || !/[/\\.%]/.test(text)) return NO_CANDIDATES
  return [{ text, isBase: false }]
}

const NO_CANDIDATES: Candidate[] = []

function candidatesOf(
  { action, tool, target }: Facts,
  { leaves, keys }: Leaves,
  budget: Budget,
): readonly Candidate[] {
  const isFiling = means(nameOf(action), MEANS.files) || means(nameOf(tool ?? ''), MEANS.files)
  const { path, url } = target ?? {}
  const candidates: Candidate[] = []
  if (path !== undefined) candidates.push({ text: path, isBase: false, mayHaveQuery: true })
  if (url !== undefined && FILE_URL.test(url))
    candidates.push(...ofFileUrl(url).map((text) => ({ text, isBase: false })))
  for (const leaf of leaves) candidates.push(...candidatesOfLeaf(leaf, isFiling, budget))
  for (const key of keys) candidates.push(...candidatesOfKey(key, budget))
  return candidates
}

const COUNT = 256
const LENGTH = 32_768
const JOINED = 4096
type Read = Readings & Candidate

/** Relative paths as they are meant when another member of the same arguments says from where. */
function joinedReadings(read: readonly Read[], budget: Budget): Reading[] | undefined {
  const bases = read.flatMap(({ isBase, readings }) =>
    readings.filter(({ isAbsolute }) => isBase || isAbsolute).slice(0, isBase ? READINGS : 1),
  )
  const relative = read.flatMap(({ readings }) => readings.filter(({ isAbsolute }) => !isAbsolute))
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

/** Readings without their case; undefined beyond the budget. */
function foldedReadings(readings: readonly Reading[], budget: Budget): Folded[] | undefined {
  const all: Folded[] = []
  for (const reading of readings) {
    const characters = reading.segments.reduce((sum, segment) => sum + segment.length, 0)
    const units = characters * PER_FOLDED_CHARACTER + (reading.segments.length + 1) * PER_SEGMENT
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
function untold(found: number, zones: readonly CompiledZone[]): CedarValue {
  return {
    count: Math.max(found, COUNT + 1),
    zones_any: zones.map(({ name }) => name),
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
    readonly joined: readonly Reading[]
    readonly isUnclear: boolean
  }
}

/** Finds the paths of a request and reads them in every way. */
export function readPaths(facts: Facts, leaves: Leaves, budget: Budget): FoundPaths {
  const candidates = candidatesOf(facts, leaves, budget)
  const count = candidates.length
  const length = candidates.reduce((sum, { text }) => sum + text.length, 0)
  if (facts.hash_only === true || leaves.isCut || isExceeded(budget) || count > COUNT || length > LENGTH)
    return { count }
  const all: Read[] = []
  for (const candidate of candidates) {
    const readings = readingsOf(candidate.text, budget, candidate.mayHaveQuery)
    if (readings.isCut) return { count }
    all.push({ ...candidate, ...readings })
  }
  const joined = joinedReadings(all, budget)
  if (joined === undefined) return { count }
  const own = all.flatMap(({ readings }) => readings)
  return { count, read: { own, joined, isUnclear: all.some(({ isUnclear }) => isUnclear) } }
}

/** The fact `paths` of what was found. */
export function pathsIn(
  { count, read }: FoundPaths,
  zones: readonly CompiledZone[],
  budget: Budget,
): CedarValue {
  if (read === undefined) return untold(count, zones)
  if (count === 0) return NONE
  const { own, joined, isUnclear: unclear } = read
  if (zones.length === 0) return { count, zones_any: [], zones_all: [], unclear }
  const folded = foldedReadings([...own, ...joined], budget)
  if (folded === undefined) return untold(count, zones)
  const zones_all = unclear ? [] : allOf(zones, folded.slice(0, own.length), budget)
  const zones_any = anyOf(zones, folded, budget)
  return isExceeded(budget) ? untold(count, zones) : { count, zones_any, zones_all, unclear }
}

/** The fact `paths` when no policy reads it. */
export const NO_PATHS: CedarValue = NONE
