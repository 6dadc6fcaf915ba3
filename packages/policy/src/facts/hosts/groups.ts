// The groups of hosts in settings, and which of them names are in.
import { type Budget, spend } from '../../model/budget.ts'
import type { Settings } from '../../model/document.ts'
import { FactsError } from '../../model/facts.ts'
import { folded } from '../disguise.ts'
import { hostOf } from './host.ts'
import { asciiName } from './punycode.ts'
import type { UrlReading } from './url.ts'

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

/** An IPv6 address is read in brackets, as in a URL. */
function inBrackets(pattern: string): string {
  return pattern.includes(':') && !pattern.startsWith('[') ? `[${pattern}]` : pattern
}

/** Reads the groups of hosts of settings; throws `FactsError` when one cannot be read. */
export function hostGroupsOf(settings: Settings): HostGroups {
  const exact = new Map<string, string[]>()
  const below = new Map<string, string[]>()
  for (const [group, patterns] of Object.entries(settings.hosts ?? {})) {
    for (const pattern of patternsOf(group, patterns)) {
      if (pattern.startsWith(BELOW)) addTo(below, pattern.slice(BELOW.length), group)
      else for (const name of [pattern, ...hostOf(inBrackets(pattern)).names]) addTo(exact, name, group)
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

const PER_NAME = 10
const PER_NAME_CHARACTER = 1

export type Grouped = { readonly any: readonly string[]; readonly all: readonly string[] }

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
export function groupsOfAll(
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

function namesOf({ hosts }: UrlReading): readonly string[] {
  return hosts.flatMap(({ names }) => names)
}
