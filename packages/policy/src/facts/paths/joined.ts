// Relative paths as they are meant when another member of the same arguments says from where.
import { type Budget, spend } from '../../model/budget.ts'
import type { Candidate } from './candidates.ts'
import { READINGS, type Reading, type Readings, within } from './path.ts'

const JOINED = 4096
export type Read = { readonly candidate: Candidate; readonly readings: Readings }

/** The folders that are named as such, and all that is absolute. */
function namedBases({ candidate: { isBase }, readings: { readings } }: Read): readonly Reading[] {
  return readings.filter(({ isAbsolute }) => isBase || isAbsolute).slice(0, isBase ? READINGS : 1)
}

/** Where a path lies, or the path itself when it looks like a folder: what stands beside it may be meant from there. */
function lyingBases({ candidate: { isNarrow }, readings: { readings } }: Read): readonly Reading[] {
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
  return read.flatMap(({ readings: { readings } }) => readings.filter(({ isAbsolute }) => !isAbsolute))
}

const NONE: readonly Reading[] = []

/** Relative paths as they are meant when another member of the same arguments says from where. */
export function joinedReadings(read: readonly Read[], budget: Budget): readonly Reading[] | undefined {
  if (read.length === 1) return NONE
  const named = joinedFrom(distinct(read.flatMap(namedBases)), relativeOf(read), budget)
  const others = relativeOf(read.filter(({ candidate: { isNamed } }) => isNamed !== true))
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

const PER_JOINED_SEGMENT = 25
