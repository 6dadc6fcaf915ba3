// What the settings of a version mean, read once when its policy set is built.
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
  readonly clock: Clock
}

/** No zones and groups, and UTC. */
export const NO_AREAS: Areas = { zones: [], known: [], hosts: NO_GROUPS, clock: clockOf('UTC') }

/** Reads settings; a `FactsError` in place of what cannot be read, which denies every request that is asked of it. */
export function areasOf(settings: Settings): Areas | FactsError {
  try {
    return {
      zones: zonesOf(settings),
      known: knownZonesFor(settings),
      hosts: hostGroupsOf(settings),
      clock: clockOf(settings.time_zone ?? 'UTC'),
    }
  } catch (error) {
    if (error instanceof FactsError) return error
    throw error
  }
}

/** The areas of settings that could be read; throws the `FactsError` of others. */
export function requireAreas(areas: Areas | FactsError): Areas {
  if (areas instanceof FactsError) throw areas
  return areas
}
