import type { Settings } from '../document.ts'
import type { CedarValue } from '../evaluator.ts'
import { type Facts, FactsError } from '../facts.ts'
import { folded } from './disguise.ts'
import { hostOf } from './host.ts'
import { type Leaf, type Leaves, nameWords } from './leaves.ts'
import { asciiName } from './punycode.ts'
import { type Expectation, type UrlReading, urlOf } from './url.ts'

/** A group of hosts, ready to be asked. */
export interface HostGroup {
  readonly name: string
  readonly exact: ReadonlySet<string>
  /** With the dot before them. */
  readonly suffixes: readonly string[]
}

const groupOf = ([name, patterns]: readonly [string, readonly string[]]): HostGroup => {
  if (!Array.isArray(patterns) || patterns.some((pattern) => typeof pattern !== 'string'))
    throw new FactsError('settings.invalid', `the hosts of \`${name}\` are no list of texts`)
  const lower = patterns.map((pattern) => asciiName(folded(pattern)))
  return {
    name,
    exact: new Set(
      lower
        .filter((pattern) => !pattern.startsWith('*.'))
        .flatMap((pattern) => [pattern, ...hostOf(pattern).names]),
    ),
    suffixes: lower.filter((pattern) => pattern.startsWith('*.')).map((pattern) => pattern.slice(1)),
  }
}

const known = new WeakMap<Settings, readonly HostGroup[]>()

/** The groups of hosts of settings, read once. */
export const hostGroupsOf = (settings: Settings): readonly HostGroup[] => {
  const kept = known.get(settings)
  if (kept !== undefined) return kept
  const groups = Object.entries(settings.hosts ?? {}).map(groupOf)
  known.set(settings, groups)
  return groups
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''))

const URLS = words(
  'url urls uri uris href endpoint endpoints webhook webhooks link links redirect proxy origin callback',
)
const HOSTS = words('host hosts hostname hostnames ip')
const LIKELY = words('domain domains server servers site sites website address addr remote registry upstream')
const OTHER = words(
  'id ids name names type types text title count limit status label labels description method kind',
)

const ABSOLUTE = /^[\0-\x20]*[a-z][a-z0-9+.-]*:[/\\]{2}/i
const LOOKS = /^[^\s@]+\.[^\s@]+$|^[^\s/]+:[0-9]{1,5}(?:\/|$)|^\[|^localhost\b|^[\w.-]+@[\w.-]+:/i

const expectationOf = (name: string, text: string): Expectation | undefined => {
  if (ABSOLUTE.test(text)) return 'url'
  const names = nameWords(name)
  if (names.length > 1 && OTHER.has(names.at(-1) ?? '') && !names.includes('host')) return undefined
  if (names.some((word) => HOSTS.has(word))) return 'host'
  if (names.some((word) => URLS.has(word))) return 'url'
  return names.some((word) => LIKELY.has(word)) && LOOKS.test(text) ? 'host' : undefined
}

interface Candidate {
  readonly text: string
  readonly expected: Expectation
}

const candidateOf = ({ name, value }: Leaf): Candidate[] => {
  if (typeof value !== 'string' || value === '') return []
  const expected = expectationOf(name, value)
  return expected === undefined ? [] : [{ text: value, expected }]
}

const COUNT = 256
const LENGTH = 65_536

const inGroup = ({ exact, suffixes }: HostGroup, name: string): boolean =>
  exact.has(name) || suffixes.some((suffix) => name.length > suffix.length && name.endsWith(suffix))

const namesOf = ({ hosts }: UrlReading): readonly string[] => hosts.flatMap(({ names }) => names)

const isAllIn = (group: HostGroup, reading: UrlReading): boolean => {
  const names = namesOf(reading)
  return !reading.isUnclear && names.length > 0 && names.every((name) => inGroup(group, name))
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
export const NO_HOSTS: CedarValue = Object.freeze(NONE)

/** What nothing can be told of: a forbid finds whatever it asks for. */
const untold = (count: number, groups: readonly HostGroup[]): CedarValue => ({
  ...NONE,
  count,
  groups_any: groups.map(({ name }) => name),
  internal: true,
  literal: true,
  credentials: true,
  unclear: true,
})

/** The fact `hosts`. */
export const hostsOf = (
  { target, hash_only }: Facts,
  leaves: Leaves,
  groups: readonly HostGroup[],
): CedarValue => {
  const ofTarget: Candidate[] = target?.url === undefined ? [] : [{ text: target.url, expected: 'url' }]
  const candidates = [...ofTarget, ...leaves.leaves.flatMap(candidateOf)]
  const length = candidates.reduce((sum, { text }) => sum + text.length, 0)
  if (hash_only === true || leaves.isCut || candidates.length > COUNT || length > LENGTH)
    return untold(candidates.length, groups)
  const all = candidates.map(({ text, expected }) => urlOf(text, expected))
  if (all.some(({ isCut }) => isCut)) return untold(all.length, groups)
  const found = all.filter(
    ({ hosts, isUnclear, scheme }) => hosts.length > 0 || isUnclear || scheme !== undefined,
  )
  if (found.length === 0) return NO_HOSTS
  const reached = found.filter(({ hosts, isUnclear }) => hosts.length > 0 || isUnclear)
  const hosts = reached.flatMap((reading) => reading.hosts)
  const names = [...new Set(hosts.flatMap((host) => host.names))]
  return {
    count: reached.length,
    names,
    groups_any: groups.filter((group) => names.some((name) => inGroup(group, name))).map(({ name }) => name),
    groups_all:
      reached.length === 0
        ? []
        : groups
            .filter((group) => reached.every((reading) => isAllIn(group, reading)))
            .map(({ name }) => name),
    schemes: [...new Set(found.map(({ scheme }) => scheme).filter((scheme) => scheme !== undefined))],
    ports: [...new Set(reached.flatMap(({ ports }) => ports))],
    internal: hosts.some((host) => host.isInternal),
    literal: hosts.some((host) => host.isLiteral),
    credentials: reached.some(({ hasCredentials }) => hasCredentials),
    unclear: reached.some(({ isUnclear }) => isUnclear),
  }
}
