// The fact `paths`: the paths of a request, and which zones they are in.
import { readOnce } from '../../evaluate/data.ts'
import { type Budget, createBudget, isExceeded, spend } from '../../model/budget.ts'
import type { CedarValue } from '../../model/cedar.ts'
import type { Facts } from '../../model/facts.ts'
import type { Leaves } from '../leaves.ts'
import { type NameReader, nameOf as readName } from '../name.ts'
import { type Candidate, candidatesOf, MOST } from './candidates.ts'
import { joinedReadings, type Read } from './joined.ts'
import { KNOWN_ZONES, type KnownZone, knownIn } from './known-zones.ts'
import { type Reading, readingsOf } from './path.ts'
import { type CompiledZone, type Folded, foldedReading, isIn, mayBeIn } from './zones.ts'

const COUNT = 256

const LENGTH = 32_768

const PER_SEGMENT = 12

const PER_FOLDED_CHARACTER = 1
const PER_FOREIGN_CHARACTER = 12
const ASCII = /^[\0-\x7f]*$/

function foldingCost({ segments }: Reading): number {
  let units = (segments.length + 1) * PER_SEGMENT
  for (const segment of segments)
    units += segment.length * (ASCII.test(segment) ? PER_FOLDED_CHARACTER : PER_FOREIGN_CHARACTER)
  return units
}

/** Readings without their case; undefined beyond the budget. */
function foldedReadings(
  own: readonly Reading[],
  wide: readonly Reading[],
  budget: Budget,
): Folded[] | undefined {
  const all = wide.length === 0 ? own : own.concat(wide)
  return all.every((reading) => spend(budget, foldingCost(reading))) ? all.map(foldedReading) : undefined
}

function anyOf(zones: readonly CompiledZone[], paths: readonly Folded[], budget: Budget): string[] {
  return zones.filter((zone) => paths.some((path) => mayBeIn(zone, path, budget))).map(({ name }) => name)
}

function allOf(zones: readonly CompiledZone[], paths: readonly Folded[], budget: Budget): string[] {
  return zones.filter((zone) => paths.every((path) => isIn(zone, path, budget))).map(({ name }) => name)
}

const NO_ZONES: readonly string[] = Object.freeze(readOnce([]))

const NONE: CedarValue = Object.freeze(readOnce({ count: 0, zones_any: [], zones_all: [], unclear: false }))

/** Paths that cannot be read: a forbid finds any zone, and the count is above every listed number. */
function unreadablePaths(found: number, names: readonly string[]): CedarValue {
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
  readonly read?: ReadPaths
}

type ReadPaths = {
  readonly own: readonly Reading[]
  /** What a forbid must find, and no permit has to hold. */
  readonly wide: readonly Reading[]
  readonly isUnclear: boolean
  readonly budget: Budget
  /** All of them without their case, once for all who ask: see `foldedOf`. */
  folded: readonly Folded[] | 'too much' | undefined
  /** The zones of every machine that they may be in: see `machineZonesOf`. */
  known: readonly string[] | 'too much' | undefined
}

const NO_READINGS: readonly Reading[] = []

const NOTHING_FOUND: FoundPaths = Object.freeze({
  count: 0,
  read: Object.freeze({
    own: NO_READINGS,
    wide: NO_READINGS,
    isUnclear: false,
    budget: createBudget(0),
    folded: [],
    known: [],
  }),
})

/** Undefined beyond the budget. */
function foldedOf(read: ReadPaths): readonly Folded[] | undefined {
  read.folded ??= foldedReadings(read.own, read.wide, read.budget) ?? 'too much'
  return read.folded === 'too much' ? undefined : read.folded
}

/** Undefined beyond the budget. */
function machineZonesOf(read: ReadPaths): readonly string[] | undefined {
  if (read.known === undefined) {
    const paths = foldedOf(read)
    read.known = paths === undefined ? 'too much' : knownIn(KNOWN_ZONES, paths, read.budget)
  }
  return read.known === 'too much' ? undefined : read.known
}

/** Finds the paths of a request and reads them in every way. */
export function readPaths(
  facts: Facts,
  leaves: Leaves,
  budget: Budget,
  nameOf: NameReader = readName,
): FoundPaths {
  const candidates = candidatesOf(facts, leaves, budget, nameOf)
  const count = candidates.reduce((sum, { isNarrow }) => (isNarrow ? sum + 1 : sum), 0)
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
  return candidates.length === 0 ? NOTHING_FOUND : readAll(candidates, count, budget)
}

/** Reads the candidates in every way. */
function readAll(candidates: readonly Candidate[], count: number, budget: Budget): FoundPaths {
  const all: Read[] = []
  for (const candidate of candidates) {
    const readings = readingsOf(candidate.text, budget, candidate.mayHaveQuery)
    if (readings.isCut) return { count }
    all.push({ candidate, readings })
  }
  const joined = joinedReadings(all, budget)
  if (joined === undefined) return { count }
  const [first] = all
  const told = first !== undefined && all.length === 1 ? toldOfOne(first) : toldOf(all, joined)
  return { count, read: { ...told, budget, folded: undefined, known: undefined } }
}

type Told = Pick<ReadPaths, 'own' | 'wide' | 'isUnclear'>

function toldOf(all: readonly Read[], joined: readonly Reading[]): Told {
  const own: Reading[] = []
  const wide = [...joined]
  let isUnclear = false
  for (const { candidate, readings: read } of all) {
    const { isNarrow } = candidate
    for (const reading of read.wide) wide.push(reading)
    for (const reading of read.readings) (isNarrow ? own : wide).push(reading)
    isUnclear ||= isNarrow && read.isUnclear
  }
  return { own, wide, isUnclear }
}

/** The same of a request that names one path: its readings as they are. */
function toldOfOne({ candidate: { isNarrow }, readings: { readings, wide, isUnclear } }: Read): Told {
  if (isNarrow) return { own: readings, wide, isUnclear }
  return { own: NO_READINGS, wide: wide.length === 0 ? readings : wide.concat(readings), isUnclear: false }
}

/** The fact `paths` of what was found. */
export function pathsIn(
  { count, read }: FoundPaths,
  zones: readonly CompiledZone[],
  budget: Budget,
  known: readonly KnownZone[] = [],
): CedarValue {
  if (read?.own.length === 0 && read.wide.length === 0 && count === 0) return NONE
  const names = zones.length + known.length === 0 ? NO_ZONES : [...zones, ...known].map(({ name }) => name)
  if (read === undefined) return unreadablePaths(count, names)
  const { own, isUnclear: unclear } = read
  if (names.length === 0) return { count, zones_any: NO_ZONES, zones_all: NO_ZONES, unclear }
  const folded = foldedOf(read)
  if (folded === undefined) return unreadablePaths(count, names)
  const ofMachine = known.length === 0 ? NO_ZONES : (machineZonesOf(read) ?? NO_ZONES)
  const zones_all = unclear || count === 0 ? [] : allOf(zones, folded.slice(0, own.length), budget)
  const any = new Set([
    ...zones_all,
    ...anyOf(zones, folded, budget),
    ...known.map(({ name }) => name).filter((name) => ofMachine.includes(name)),
  ])
  const zones_any = names.filter((name) => any.has(name))
  return isExceeded(budget) ? unreadablePaths(count, names) : { count, zones_any, zones_all, unclear }
}

const ALL_KNOWN = KNOWN_ZONES.map(({ name }) => name)

/** The known zones that what was found may be in; all of them when there was too much to read. */
export function knownOf({ read }: FoundPaths): readonly string[] {
  if (read === undefined) return ALL_KNOWN
  return read.own.length + read.wide.length === 0 ? NO_ZONES : (machineZonesOf(read) ?? ALL_KNOWN)
}

/** The fact `paths` when no policy reads it. */
export const NO_PATHS: CedarValue = NONE
