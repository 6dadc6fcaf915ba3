// The zones of a version's settings, and whether a reading of a path is in them.
import { type Budget, spend } from '../../model/budget.ts'
import type { Settings, Zone } from '../../model/document.ts'
import { FactsError } from '../../model/facts.ts'
import { folded } from '../disguise.ts'
import { anywhere, type Glob, globOf, isPattern, matches, meets, withoutFirst } from './glob.ts'
import type { Reading } from './path.ts'

type Pattern = {
  /** As it is written: for what narrows a forbid or widens a permit. */
  readonly exact: Glob
  /** Without case and compatibility forms: for what widens a forbid or narrows a permit. */
  readonly loose: Glob
  readonly looseAnywhere: Glob
}

/** A zone, ready to be asked. */
export type CompiledZone = {
  readonly name: string
  readonly include: readonly Pattern[]
  readonly exclude: readonly Pattern[]
  /** Those of `include` that do not begin at the root. */
  readonly relative: readonly Pattern[]
  /** What going through all of them costs, besides matching. */
  readonly cost: number
}

function patternOf(text: unknown): Pattern {
  if (typeof text !== 'string') throw new FactsError('settings.invalid', 'a glob of a zone is not a string')
  const loose = globOf(folded(text))
  return { exact: globOf(text), loose, looseAnywhere: anywhere(loose) }
}

const PER_ZONE = 5

function zoneOf([name, zone]: readonly [string, Zone]): CompiledZone {
  if (!Array.isArray(zone.include))
    throw new FactsError('settings.invalid', `the zone \`${name}\` has no globs`)
  const include = zone.include.map(patternOf)
  const exclude = (zone.exclude ?? []).map(patternOf)
  return {
    name,
    include,
    exclude,
    relative: include.filter(({ loose }) => !loose.isAbsolute),
    cost: PER_ZONE + Math.ceil((include.length + exclude.length) / 4),
  }
}

/** Compiles the zones of settings; throws `FactsError` when one cannot be read. */
export function zonesOf(settings: Settings): readonly CompiledZone[] {
  return Object.entries(settings.zones ?? {}).map(zoneOf)
}

/** A reading, with its segments without case. */
export type Folded = {
  readonly reading: Reading
  readonly loose: readonly string[]
  /** Whether a segment may be read as a pattern. */
  readonly isPattern: boolean
}

function isFolded(segment: string): boolean {
  return folded(segment) === segment
}

/** Folds a reading once for all zones. */
export function foldedReading(reading: Reading): Folded {
  const { segments } = reading
  return {
    reading,
    loose: segments.every(isFolded) ? segments : segments.map(folded),
    isPattern: reading.isQuery !== true && segments.some(isPattern),
  }
}

/** Whether what was read may be, or may reach, what a glob holds. */
function reaches(glob: Glob, loose: readonly string[], isWild: boolean, budget: Budget): boolean {
  return matches(glob, loose, budget) || (isWild && meets(glob, loose, budget))
}

/** What starts somewhere unknown may go on from any folder that an absolute glob names. */
function floatsInto(
  { pieces, isAbsolute, literal }: Glob,
  { loose, isPattern: isWild }: Folded,
  budget: Budget,
): boolean {
  if (!isAbsolute || loose.length === 0) return false
  return pieces.some((piece, at) => {
    if (at === 0 || piece.kind === 'deep') return false
    return reaches(withoutFirst({ pieces, isAbsolute, literal }, at), loose, isWild, budget)
  })
}

function beginsDeep(glob: Glob): boolean {
  return glob.pieces[0]?.kind === 'deep'
}

/** Below some folder of an absolute path, a relative glob may begin: the path was only written from the root. */
function inTail(zone: CompiledZone, path: Folded, budget: Budget): boolean {
  const { relative } = zone
  const { reading, loose, isPattern: isWild } = path
  if (zone.exclude.length === 0)
    return relative.some(({ looseAnywhere }) => reaches(looseAnywhere, loose, isWild, budget))
  return reading.segments.some((_, at) => {
    if (!spend(budget, reading.segments.length)) return false
    const [tail, exact] = [loose.slice(at), reading.segments.slice(at)]
    return (
      relative.some(({ loose: glob }) => reaches(glob, tail, isWild, budget)) &&
      !zone.exclude.some(({ exact: glob }) =>
        matches(glob, glob.isAbsolute ? reading.segments : exact, budget),
      )
    )
  })
}

/** Whether a reading may fall into a zone: it does in doubt, and when the budget is spent. */
export function mayBeIn(zone: CompiledZone, path: Folded, budget: Budget): boolean {
  const { reading, loose, isPattern: isWild } = path
  if (!spend(budget, zone.cost) || reading.isOpaque) return true
  function isExcluded(): boolean {
    if (isWild) return false
    return (
      zone.exclude.some(
        ({ exact }) => exact.isAbsolute === reading.isAbsolute && matches(exact, reading.segments, budget),
      ) ||
      (reading.isAbsolute &&
        zone.exclude.some(({ exact }) => beginsDeep(exact) && matches(exact, reading.segments, budget)))
    )
  }
  if (zone.include.some(({ loose: glob }) => reaches(glob, loose, isWild, budget)) && !isExcluded())
    return true
  if (reading.isFloating && zone.include.some(({ loose: glob }) => floatsInto(glob, path, budget)))
    return true
  return (reading.isAbsolute || reading.isFloating) && inTail(zone, path, budget)
}

/** Whether a reading is in a zone for certain. */
export function isIn(
  zone: CompiledZone,
  { reading, loose, isPattern: isWild }: Folded,
  budget: Budget,
): boolean {
  const { isAbsolute, isFloating } = reading
  // What stands for any number of folders is in a zone only where one folder and two would both be.
  const segments = isWild
    ? reading.segments.flatMap((segment) => (segment === '**' ? ['**', '**'] : [segment]))
    : reading.segments
  if (isFloating || !spend(budget, zone.cost)) return false
  function includes({ exact }: Pattern): boolean {
    return (exact.isAbsolute === isAbsolute || beginsDeep(exact)) && matches(exact, segments, budget)
  }
  function excludes(pattern: Pattern): boolean {
    return (
      reaches(pattern.loose, loose, isWild, budget) ||
      (!pattern.loose.isAbsolute && reaches(pattern.looseAnywhere, loose, isWild, budget))
    )
  }
  return zone.include.some(includes) && !zone.exclude.some(excludes)
}
