// What the settings of a version mean, read once when its policy set is built.
import { NO_PATTERNS, type Patterns, readPatterns } from '@countersign/scan'
import type { Settings } from '../model/document.ts'
import { FactsError } from '../model/facts.ts'
import { type HostGroups, hostGroupsOf, NO_GROUPS } from './hosts/groups.ts'
import { type KnownZone, knownZonesFor } from './paths/known-zones.ts'
import { type CompiledZone, zonesOf } from './paths/zones.ts'
import { type Clock, clockOf } from './time.ts'

/** The zones, groups of hosts and the time zone of settings, ready to be asked. */
export type Areas = {
  readonly zones: readonly CompiledZone[]
  readonly known: readonly KnownZone[]
  readonly hosts: HostGroups
  /** What the detectors look for besides. */
  readonly patterns: Patterns
  readonly clock: Clock
}

/** No zones and groups, and UTC. */
export const NO_AREAS: Areas = {
  zones: [],
  known: [],
  hosts: NO_GROUPS,
  patterns: NO_PATTERNS,
  clock: clockOf('UTC'),
}

/** Reads settings; a `FactsError` where they cannot be read, which denies every request. */
export function areasOf(settings: Settings): Areas | FactsError {
  try {
    return {
      zones: zonesOf(settings),
      known: knownZonesFor(settings),
      hosts: hostGroupsOf(settings),
      patterns: patternsOf(settings),
      clock: clockOf(settings.time_zone ?? 'UTC'),
    }
  } catch (error) {
    if (error instanceof FactsError) return error
    throw error
  }
}

function patternsOf({ patterns }: Settings): Patterns {
  if (patterns === undefined) return NO_PATTERNS
  const read = readPatterns(
    Object.entries(patterns).map(([name, { category, pattern, severity = 'high' }]) => ({
      name,
      category,
      pattern,
      severity,
    })),
  )
  if ('problem' in read)
    throw new FactsError('settings.invalid', `a pattern of the settings cannot be read: ${read.problem}`)
  return read
}

/** The areas of settings that could be read; throws the `FactsError` of others. */
export function requireAreas(areas: Areas | FactsError): Areas {
  if (areas instanceof FactsError) throw areas
  return areas
}
