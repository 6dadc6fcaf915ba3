// The fact `hosts`: which texts of a request name hosts, and which groups these are in.

import { readOnce } from '../evaluate/data.ts'
import { type Budget, isExceeded, spend } from '../model/budget.ts'
import type { CedarValue } from '../model/cedar.ts'
import type { Settings } from '../model/document.ts'
import { type Facts, FactsError } from '../model/facts.ts'
import { folded } from './disguise.ts'
import { hostOf } from './host.ts'
import type { Leaves } from './leaves.ts'
import { endsIn, MEANS, means, type Name } from './name.ts'
import { asciiName } from './punycode.ts'
import { type Expectation, type UrlReading, urlOf } from './url.ts'

/** The groups of hosts of settings, by what they hold: asking costs the same however many there are. */
export type HostGroups = {
  readonly names: readonly string[]
  readonly exact: ReadonlyMap<string, readonly string[]>
  /** By the name below which every name is in the group. */
  readonly below: ReadonlyMap<string, readonly string[]>
}

function addTo(index: Map<string, string[]>, key: string, group: string): void {
  const kept = index.get(key)
  if (kept === undefined) index.set(key, [group])
  else if (!kept.includes(group)) kept.push(group)
}

const BELOW = '*.'

function patternsOf(group: string, patterns: unknown): readonly string[] {
  if (!Array.isArray(patterns) || patterns.some((pattern) => typeof pattern !== 'string'))
    throw new FactsError('settings.invalid', `the hosts of \`${group}\` must be a list of texts`)
  return patterns.map((text) => asciiName(folded(text)))
}

/** Reads the groups of hosts of settings; throws `FactsError` when one cannot be read. */
export function hostGroupsOf(settings: Settings): HostGroups {
  const exact = new Map<string, string[]>()
  const below = new Map<string, string[]>()
  for (const [group, patterns] of Object.entries(settings.hosts ?? {})) {
    for (const pattern of patternsOf(group, patterns)) {
      if (pattern.startsWith(BELOW)) addTo(below, pattern.slice(BELOW.length), group)
      else for (const name of [pattern, ...hostOf(pattern).names]) addTo(exact, name, group)
    }
  }
  return { names: Object.keys(settings.hosts ?? {}), exact, below }
}

/** No groups at all. */
export const NO_GROUPS: HostGroups = { names: [], exact: new Map(), below: new Map() }

/** The groups that a name is in. */
function groupsOf(name: string, { exact, below }: HostGroups): ReadonlySet<string> {
  const found = new Set(exact.get(name))
  for (let dot = name.indexOf('.', 1); dot > 0; dot = name.indexOf('.', dot + 1))
    for (const group of below.get(name.slice(dot + 1)) ?? []) found.add(group)
  return found
}

const ABSOLUTE = /^[\0-\x20]*[a-z][a-z0-9+.-]*:[/\\]{2}/i
const ADDRESS = /^[^\s/]+:[0-9]{1,5}(?:\/|$)|^\[|^localhost\b|^[\w.-]+@[\w.-]+:/i
const PER_LIKELY_CHARACTER = 2
const SPACE_OR_SIGN = /[\s@]/

/** Whether a text has a dot within it, and nothing that no host has. */
function looksLikeHost(text: string, budget: Budget): boolean {
  if (!spend(budget, text.length * PER_LIKELY_CHARACTER)) return true
  return (text.lastIndexOf('.', text.length - 2) > 0 && !SPACE_OR_SIGN.test(text)) || ADDRESS.test(text)
}

function expectationOf(name: Name, text: string, budget: Budget): Expectation | undefined {
  if (ABSOLUTE.test(text)) return 'url'
  if (name.any === 0 || (endsIn(name, MEANS.notHost) && !means(name, MEANS.hostItself))) return undefined
  if (means(name, MEANS.host)) return 'host'
  if (means(name, MEANS.url)) return 'url'
  return means(name, MEANS.hostIfLikely) && looksLikeHost(text, budget) ? 'host' : undefined
}

type Candidate = {
  readonly text: string
  readonly expected: Expectation
}

const PER_LEAF = 8
/** Looking for the beginning of a URL stops early, but for texts made to be slow. */
const PER_CHARACTER = 1 / 16

function candidatesOf(target: Facts['target'], { leaves }: Leaves, budget: Budget): Candidate[] {
  const found: Candidate[] = target?.url === undefined ? [] : [{ text: target.url, expected: 'url' }]
  for (const { name, value } of leaves) {
    if (typeof value !== 'string' || value === '') continue
    if (!spend(budget, PER_LEAF + Math.ceil(value.length * PER_CHARACTER))) break
    const expected = expectationOf(name, value, budget)
    if (expected !== undefined) found.push({ text: value, expected })
  }
  return found
}

const COUNT = 256
const LENGTH = 65_536

function namesOf({ hosts }: UrlReading): readonly string[] {
  return hosts.flatMap(({ names }) => names)
}

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

/** What nothing can be told of: a forbid finds whatever it asks for, and there are more than are ever told. */
function untold(found: number, groups: HostGroups): CedarValue {
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

const PER_NAME = 10
const PER_NAME_CHARACTER = 1

type Grouped = { readonly any: readonly string[]; readonly all: readonly string[] }

/** What was found so far: the groups that any name is in, and those that every name is in. */
type Tally = { readonly any: Set<string>; all: ReadonlySet<string> }

/** Counts the groups of one name; false beyond the budget. */
function addGroups(name: string, groups: HostGroups, tally: Tally, budget: Budget): boolean {
  if (!spend(budget, PER_NAME + name.length * PER_NAME_CHARACTER)) return false
  const found = groupsOf(name, groups)
  for (const group of found) tally.any.add(group)
  if (!spend(budget, found.size + tally.all.size)) return false
  if (tally.all.size > 0) tally.all = new Set([...tally.all].filter((group) => found.has(group)))
  return true
}

/** The groups that any name is in, and those that every reading is in; undefined beyond the budget. */
function groupsOfAll(
  reached: readonly UrlReading[],
  groups: HostGroups,
  budget: Budget,
): Grouped | undefined {
  if (groups.names.length === 0 || reached.length === 0) return { any: [], all: [] }
  const tally: Tally = { any: new Set(), all: new Set(groups.names) }
  for (const reading of reached) {
    const names = namesOf(reading)
    if (reading.isUnclear || names.length === 0) tally.all = new Set()
    if (!names.every((name) => addGroups(name, groups, tally, budget))) return undefined
  }
  function inOrder(set: ReadonlySet<string>): string[] {
    return groups.names.filter((name) => set.has(name))
  }
  return { any: inOrder(tally.any), all: inOrder(tally.all) }
}

/** The hosts of a request, before anybody asks in which groups they are. */
export type FoundHosts = {
  readonly count: number
  /** Those that name a host or a scheme; absent when there was more to read than may be. */
  readonly read?: readonly UrlReading[]
}

/** Finds the hosts of a request and reads them in every way. */
export function readHosts({ target, hash_only }: Facts, leaves: Leaves, budget: Budget): FoundHosts {
  const candidates = candidatesOf(target, leaves, budget)
  const count = candidates.length
  const length = candidates.reduce((sum, { text }) => sum + text.length, 0)
  if (hash_only === true || leaves.isCut || isExceeded(budget) || count > COUNT || length > LENGTH)
    return { count }
  const all = candidates.map(({ text, expected }) => urlOf(text, expected, budget))
  if (isExceeded(budget) || all.some(({ isCut }) => isCut)) return { count }
  return {
    count,
    read: all.filter(({ hosts, isUnclear, scheme }) => hosts.length > 0 || isUnclear || scheme !== undefined),
  }
}

/** The fact `hosts` of what was found. */
export function hostsIn({ count, read }: FoundHosts, groups: HostGroups, budget: Budget): CedarValue {
  if (read === undefined) return untold(count, groups)
  if (read.length === 0) return NO_HOSTS
  const reached = read.filter(({ hosts, isUnclear }) => hosts.length > 0 || isUnclear)
  const grouped = groupsOfAll(reached, groups, budget)
  return grouped === undefined ? untold(count, groups) : foundHosts(read, reached, grouped)
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
