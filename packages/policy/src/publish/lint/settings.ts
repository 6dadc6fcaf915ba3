// A lint rule on zones that hold everything, or nothing at all.
import type { Zone } from '../../model/document.ts'
import type { Problem } from '../problem.ts'
import { comparisonsIn } from './comparisons.ts'
import { passingParts } from './passing.ts'
import type { Linted, LintWorld } from './rule.ts'

/** Whether a glob is written as one folder and holds every absolute path, or all of a drive. */
function isRoot(glob: string): boolean {
  return /^\/+$/.test(glob) || /^\/?[A-Za-z]:\/*$/.test(glob)
}

/** The same, written as what it is: everything. */
function isEverything(glob: string): boolean {
  return /^(?:\/?[A-Za-z]:)?\/*(?:\*\*\/*)+(?:\*)?$/.test(glob)
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]+:/

function complaintOf(glob: string, { exclude = [] }: Zone, isPassing: boolean): string | undefined {
  if (isRoot(glob))
    return `holds every ${glob.includes(':') ? 'path of that drive' : 'absolute path'}, not the folder alone; name the folders that are meant`
  if (isEverything(glob) && exclude.length === 0 && isPassing)
    return 'holds every path, so what rests on the zone is let through wherever it leads; name the folders that are meant'
  return undefined
}

/** The zones on which something rests that is let through. */
function passingZones(policies: readonly Linted[]): ReadonlySet<string> {
  const used = policies
    .flatMap(({ json }) => passingParts(json).flatMap(comparisonsIn))
    .filter(({ path }) => path === 'context.paths.zones_all' || path === 'context.paths.zones_any')
  return new Set(used.flatMap(({ values }) => values.map(String)))
}

/** Zones with a bare slash, with everything in them, or with a URL, which no path is. */
export function wideZones(policies: readonly Linted[], { settings }: LintWorld): Problem[] {
  const passing = passingZones(policies)
  return Object.entries(settings.zones ?? {}).flatMap(([name, zone]) =>
    zone.include.flatMap((glob, at): Problem[] => {
      const wide = complaintOf(glob, zone, passing.has(name))
      const pointer = `/settings/zones/${name}/include/${at}`
      if (wide !== undefined)
        return [
          {
            severity: 'warning',
            code: 'lint.whole_zone',
            message: `\`${glob}\` in the zone \`${name}\` ${wide}`,
            pointer,
          },
        ]
      if (!SCHEME.test(glob)) return []
      const message = `\`${glob}\` in the zone \`${name}\` begins with a scheme, which no path does; write the path alone, or use a group of hosts`
      return [{ severity: 'warning', code: 'lint.unknown_word', message, pointer }]
    }),
  )
}
