import type { Settings, Zone } from '../document.ts'
import { FactsError } from '../facts.ts'
import { folded } from './disguise.ts'
import { anywhere, type Budget, type Glob, globOf, matches } from './glob.ts'
import type { Reading } from './path.ts'

interface Pattern {
  /** As it is written: for what narrows a forbid or widens a permit. */
  readonly exact: Glob
  /** Without case and compatibility forms: for what widens a forbid or narrows a permit. */
  readonly loose: Glob
  readonly looseAnywhere: Glob
}

/** A zone, ready to be asked. */
export interface CompiledZone {
  readonly name: string
  readonly include: readonly Pattern[]
  readonly exclude: readonly Pattern[]
}

const patternOf = (text: unknown): Pattern => {
  if (typeof text !== 'string') throw new FactsError('settings.invalid', 'a glob of a zone is not a text')
  const loose = globOf(folded(text))
  return { exact: globOf(text), loose, looseAnywhere: anywhere(loose) }
}

const zoneOf = ([name, zone]: readonly [string, Zone]): CompiledZone => {
  if (!Array.isArray(zone.include))
    throw new FactsError('settings.invalid', `the zone \`${name}\` has no globs`)
  return { name, include: zone.include.map(patternOf), exclude: (zone.exclude ?? []).map(patternOf) }
}

const known = new WeakMap<Settings, readonly CompiledZone[]>()

/** The zones of settings, compiled once. */
export const zonesOf = (settings: Settings): readonly CompiledZone[] => {
  const kept = known.get(settings)
  if (kept !== undefined) return kept
  const zones = Object.entries(settings.zones ?? {}).map(zoneOf)
  known.set(settings, zones)
  return zones
}

/** A reading, with its segments without case. */
export interface Folded {
  readonly reading: Reading
  readonly loose: readonly string[]
}

/** Folds a reading once for all zones. */
export const foldedReading = (reading: Reading): Folded => ({ reading, loose: reading.segments.map(folded) })

const beginsDeep = (glob: Glob): boolean => glob.pieces[0]?.kind === 'deep'

/** Below some folder of an absolute path, a relative glob may begin: the path was only written from the root. */
const inTail = (zone: CompiledZone, { reading, loose }: Folded, budget: Budget): boolean => {
  const relative = zone.include.filter(({ loose: glob }) => !glob.isAbsolute)
  if (zone.exclude.length === 0)
    return relative.some(({ looseAnywhere }) => matches(looseAnywhere, loose, budget))
  return reading.segments.some((_, at) => {
    const [tail, exact] = [loose.slice(at), reading.segments.slice(at)]
    return (
      relative.some(({ loose: glob }) => matches(glob, tail, budget)) &&
      !zone.exclude.some(({ exact: glob }) =>
        matches(glob, glob.isAbsolute ? reading.segments : exact, budget),
      )
    )
  })
}

/** Whether a reading may fall into a zone: in doubt it does. */
export const mayBeIn = (zone: CompiledZone, path: Folded, budget: Budget): boolean => {
  const { reading, loose } = path
  const isExcluded = (): boolean =>
    zone.exclude.some(
      ({ exact }) => exact.isAbsolute === reading.isAbsolute && matches(exact, reading.segments, budget),
    ) ||
    (reading.isAbsolute &&
      zone.exclude.some(({ exact }) => beginsDeep(exact) && matches(exact, reading.segments, budget)))
  if (zone.include.some(({ loose: glob }) => matches(glob, loose, budget)) && !isExcluded()) return true
  return (reading.isAbsolute || reading.isFloating) && inTail(zone, path, budget)
}

/** Whether a reading is in a zone for certain. */
export const isIn = (zone: CompiledZone, { reading, loose }: Folded, budget: Budget): boolean => {
  const { segments, isAbsolute, isFloating } = reading
  if (isFloating) return false
  const includes = ({ exact }: Pattern): boolean =>
    (exact.isAbsolute === isAbsolute || beginsDeep(exact)) && matches(exact, segments, budget)
  const excludes = (pattern: Pattern): boolean =>
    matches(pattern.loose, loose, budget) ||
    (!pattern.loose.isAbsolute && matches(pattern.looseAnywhere, loose, budget))
  return zone.include.some(includes) && !zone.exclude.some(excludes)
}
