// The fact `hosts`: which hosts a request names, and which groups these are in.
import { spansIn } from '@countersign/scan'
import { readOnce } from '../../evaluate/data.ts'
import { type Budget, isExceeded } from '../../model/budget.ts'
import type { CedarValue } from '../../model/cedar.ts'
import type { Facts } from '../../model/facts.ts'
import type { Leaves } from '../leaves.ts'
import { type NameReader, nameOf as readName } from '../name.ts'
import { COUNT, candidatesOf } from './candidates.ts'
import { type Grouped, groupsOfAll, type HostGroups } from './groups.ts'
import { type ReadBefore, type UrlReading, urlOf } from './url.ts'

const LENGTH = 65_536

const NONE = {
  count: 0,
  names: [],
  groups_any: [],
  groups_all: [],
  schemes: [],
  ports: [],
  internal: false,
  literal: false,
  credentials: false,
  unclear: false,
} as const

/** The fact `hosts` when no policy reads it. */
export const NO_HOSTS: CedarValue = Object.freeze(readOnce({ ...NONE }))

/** Hosts that cannot be read: a forbid finds any that it asks for, and the count is above every listed number. */
function unreadableHosts(found: number, groups: HostGroups): CedarValue {
  return {
    ...NONE,
    count: Math.max(found, COUNT + 1),
    groups_any: groups.names,
    internal: true,
    literal: true,
    credentials: true,
    unclear: true,
  }
}

/** The hosts of a request, before anybody asks in which groups they are. */
export type FoundHosts = {
  readonly count: number
  /** Those that name a host or a scheme; absent when there was more to read than may be. */
  readonly read?: readonly FoundUrl[]
}

/** A text that was read as a URL, and what it says as one. */
export type FoundUrl = UrlReading & { readonly text: string }

// A key is longer than most names, or stands behind a name that says so; a token has dots between short parts, and
// what is written in another way may be one.
const MAY_HOLD_KEY = /[a-z0-9_~-]{12,}|[^!-$&-~]|pass|pwd|secret|token|key|auth|sig|cred|code|eyj|%/i

/** A key in a URL leaves with it like a password. */
function withSecrets(text: string, reading: UrlReading, budget: Budget): UrlReading {
  if (reading.hosts.length === 0 || !MAY_HOLD_KEY.test(text)) return reading
  const holds = spansIn(text, ['secret'], budget).length > 0
  return holds ? { ...reading, hasCredentials: true } : reading
}

const NOTHING_FOUND: FoundHosts = { count: 0, read: [] }

function addLength(sum: number, { text }: { readonly text: string }): number {
  return sum + text.length
}

/** Finds the hosts of a request and reads them in every way. */
export function readHosts(
  facts: Facts,
  leaves: Leaves,
  budget: Budget,
  nameOf: NameReader = readName,
): FoundHosts {
  const candidates = candidatesOf(facts, leaves, budget, nameOf)
  const count = candidates.length
  const length = candidates.reduce(addLength, 0)
  if (facts.hash_only === true || leaves.isCut || isExceeded(budget) || count > COUNT || length > LENGTH)
    return { count }
  if (count === 0) return NOTHING_FOUND
  const before: ReadBefore = new Map()
  const all = candidates.map(({ text, expected }) => ({
    ...withSecrets(text, urlOf(text, expected, budget, before), budget),
    text,
  }))
  if (isExceeded(budget) || all.some(({ isCut }) => isCut)) return { count }
  return {
    count,
    read: all.filter(({ hosts, isUnclear, scheme }) => hosts.length > 0 || isUnclear || scheme !== undefined),
  }
}

/** The fact `hosts` of what was found. */
export function hostsIn({ count, read }: FoundHosts, groups: HostGroups, budget: Budget): CedarValue {
  if (read === undefined) return unreadableHosts(count, groups)
  if (read.length === 0) return NO_HOSTS
  const reached = read.filter(({ hosts, isUnclear }) => hosts.length > 0 || isUnclear)
  const grouped = groupsOfAll(reached, groups, budget)
  return grouped === undefined ? unreadableHosts(count, groups) : foundHosts(read, reached, grouped)
}

function foundHosts(
  found: readonly UrlReading[],
  reached: readonly UrlReading[],
  { any, all }: Grouped,
): CedarValue {
  const hosts = reached.flatMap((reading) => reading.hosts)
  return {
    count: reached.length,
    names: [...new Set(hosts.flatMap((host) => host.names))],
    groups_any: any,
    groups_all: all,
    schemes: [...new Set(found.map(({ scheme }) => scheme).filter((scheme) => scheme !== undefined))],
    ports: [...new Set(reached.flatMap(({ ports }) => ports))],
    internal: hosts.some((host) => host.isInternal),
    literal: hosts.some((host) => host.isLiteral),
    credentials: reached.some(({ hasCredentials }) => hasCredentials),
    unclear: reached.some(({ isUnclear }) => isUnclear),
  }
}
