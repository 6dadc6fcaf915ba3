// The fact `paths`: the paths of a request, and which zones they are in.
import { once } from '@countersign/terms'
import { readOnce } from '../../evaluate/data.ts'
import { type Budget, isExceeded, spend } from '../../model/budget.ts'
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

function foldingCost(segment: string): number {
  return segment.length * (ASCII.test(segment) ? PER_FOLDED_CHARACTER : PER_FOREIGN_CHARACTER)
}

/** Readings without their case; undefined beyond the budget. */
function foldedReadings(
  own: readonly Reading[],
  wide: readonly Reading[],
  budget: Budget,
): Folded[] | undefined {
  const all: Folded[] = []
  for (const readings of [own, wide])
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

const NOTHING_FOUND: FoundPaths = {
  count: 0,
  read: { own: [], wide: [], isUnclear: false, folded: () => [], known: () => [] },
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
    all.push({ ...candidate, ...readings })
  }
  const joined = joinedReadings(all, budget)
  if (joined === undefined) return { count }
  const own: Reading[] = []
  const wide = [...joined]
  let isUnclear = false
  for (const one of all) {
    const { readings, isNarrow } = one
    for (const reading of one.wide) wide.push(reading)
    for (const reading of readings) (isNarrow ? own : wide).push(reading)
    isUnclear ||= isNarrow && one.isUnclear
  }
  const folded = once(() => foldedReadings(own, wide, budget))
  const known = once(() => {
    const paths = folded()
    return paths === undefined ? undefined : knownIn(KNOWN_ZONES, paths, budget)
  })
  return { count, read: { own, wide, isUnclear, folded, known } }
}

/** The fact `paths` of what was found. */
export function pathsIn(
  { count, read }: FoundPaths,
  zones: readonly CompiledZone[],
  budget: Budget,
  known: readonly KnownZone[] = [],
): CedarValue {
  if (read?.own.length === 0 && read.wide.length === 0 && count === 0) return NONE
  const names = [...zones, ...known].map(({ name }) => name)
  if (read === undefined) return unreadablePaths(count, names)
  const { own, isUnclear: unclear } = read
  if (names.length === 0) return { count, zones_any: [], zones_all: [], unclear }
  const folded = read.folded()
  if (folded === undefined) return unreadablePaths(count, names)
  const ofMachine = known.length === 0 ? [] : (read.known() ?? [])
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
const NO_ZONES: readonly string[] = []

/** The known zones that what was found may be in; all of them when there was too much to read. */
export function knownOf({ read }: FoundPaths): readonly string[] {
  if (read === undefined) return ALL_KNOWN
  return read.own.length + read.wide.length === 0 ? NO_ZONES : (read.known() ?? ALL_KNOWN)
}

/** The fact `paths` when no policy reads it. */
export const NO_PATHS: CedarValue = NONE
