// The fact `hosts`: which texts of a request name hosts, and which groups these are in.

import { readOnce } from '../evaluate/data.ts'
import { type Budget, isExceeded, spend } from '../model/budget.ts'
import type { CedarValue } from '../model/cedar.ts'
import type { Settings } from '../model/document.ts'
import { type Facts, FactsError } from '../model/facts.ts'
import { secretsIn } from '../sanitize/secrets.ts'
import { folded, layersOf } from './disguise.ts'
import { wordsOf } from './effect-of-name.ts'
import { hostOf } from './host.ts'
import { hostOfCopy, hostOfShare, isHostForm, isMailAddress } from './host-form.ts'
import type { Leaf, Leaves } from './leaves.ts'
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

const ABSOLUTE =
  /^[\0-\x20]*(?:[a-z][a-z0-9+.-]*:[/\\]{2}|(?:https?|wss?|ftps?|sftp|ssh|git|svn|smb|ldaps?|gopher|rsync|view-source|feed|jar|jdbc|url|blob):(?=[^\s]))/i
const NESTED = /^(?:view-source|feed|jar|jdbc|url|blob|git\+)+:?(?=[a-z][a-z0-9+.-]*:)/i

type Candidate = {
  readonly text: string
  readonly expected: Expectation
}

// Tools that go somewhere: what has the form of a host is where they go, whatever the member is called.
const GOING = new Set(
  `http https curl wget browse browser navigate goto visit crawl scrape ping dns whois nslookup dig mx traceroute connect
  url urls uri web webpage website proxy socket tunnel ssh scp sftp ftp rsync telnet webhook download screenshot hostname
  fqdn rss`.split(/\s+/),
)
const FETCHED = new Set('page json html text content data file image xml feed site link tool'.split(' '))

function goesSomewhere({ action, tool }: Facts): boolean {
  return [action, tool ?? action].some((name) => {
    const words = wordsOf(name)
    if (words.some((word) => GOING.has(word))) return true
    const at = words.findIndex((word) => word === 'fetch' || word === 'resolve')
    return at >= 0 && (words.length === 1 || FETCHED.has(words[at + 1] ?? ''))
  })
}

type Reader = {
  /** Whether the tool goes to some host that no URL names. */
  readonly isAsked: boolean
  readonly isWriting: boolean
  readonly isGoing: boolean
  readonly budget: Budget
}

const COMMON =
  /\.(?:com|net|org|io|dev|app|cloud|online|site|xyz|info|biz|edu|gov|mil|test|example|invalid|local|localhost|internal|intranet|lan|corp|onion|de|fr|uk|nl|ch|eu|jp|cn|ru|br|ca|au|at|pl|it|es|se|kr|in|co|tk|top|click|icu|to|cc|ws|su|pw|ai|sh|me)\.?(?:[:/]|$)/i
const ADDRESS =
  /^\[|:[0-9]{1,5}(?:\/|$)|^www\.|^(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:[:/]|$)|::|^localhost\b|\.localhost\b/i
const MEMBERS =
  /^(?:a|created|updated|deleted|sort|order|user|customer|item|data|key|field|column|node|id|name|value)\./i

/** Whether a text under a name that promises nothing has the form of a host all the same. */
function isPlainHost(text: string, { isAsked }: Reader): boolean {
  if (!isHostForm(text, isAsked)) return false
  return isAsked || ADDRESS.test(text) || (COMMON.test(text) && !MEMBERS.test(text))
}

const WORD = /^[^.:/\s[\]]*$/

/** How a text is to be read of which the name promises a host or a URL. */
function promised(name: Name, text: string, reader: Reader): Expectation | undefined {
  if (endsIn(name, MEANS.notHost) && !means(name, MEANS.hostItself)) return undefined
  if (means(name, MEANS.host)) return 'host'
  if (!means(name, MEANS.url | MEANS.hostIfLikely) || isMailAddress(text)) return undefined
  if (WORD.test(text) && !/^localhost$/i.test(text)) return promisedWord(name, reader)
  if (!means(name, MEANS.url)) return isHostForm(text, false) ? 'host' : undefined
  return isHostForm(text, true) || /^[/\\]{2}|@/.test(text) ? 'url' : undefined
}

/** One word is a host only where a URL is asked for by a tool that goes there. */
function promisedWord(name: Name, { isGoing }: Reader): Expectation | undefined {
  return isGoing && /^ur[il]s?$/i.test(name.text) ? 'url' : undefined
}

function ofWhole(name: Name, text: string, reader: Reader): Candidate | undefined {
  if (ABSOLUTE.test(text)) return { text: text.replace(NESTED, ''), expected: 'url' }
  const expected = promised(name, text, reader)
  if (expected !== undefined) return { text, expected }
  const host = hostOfShare(text) ?? hostOfCopy(text)
  if (host !== undefined) return { text: host, expected: 'host' }
  return !isMailAddress(text) && isPlainHost(text, reader) ? { text, expected: 'host' } : undefined
}

const AFTER_SCHEME = /\/\/[^\s&#"'<>|,;]+/g
const IN_SCHEME = /[a-z0-9+.-]/i
/** Beyond this length a URL is not read, and nothing is told of the others either. */
const URL_MAX = 4096

/** Where the scheme begins that ends right before a place; that place where there is none. */
function schemeFrom(text: string, after: number, end: number): number {
  if (end <= after || text[end - 1] !== ':') return end
  const colon = end - 1
  let at = colon
  while (at > after && IN_SCHEME.test(text[at - 1] ?? '')) at -= 1
  while (at < colon && !/[a-z]/i.test(text[at] ?? '')) at += 1
  return at < colon ? at : end
}

/** The URLs within a text, with their schemes, which are looked for backwards: each sign is looked at once. */
function urlsInside(text: string): string[] {
  let after = 0
  return Array.from(text.matchAll(AFTER_SCHEME), ({ 0: found, index }) => {
    const from = schemeFrom(text, after, index)
    after = index + found.length
    return text.slice(from, after)
  })
}

const SEPARATORS = /[\s=@,;|"'<>()]+/
const LONGEST = 1024
const PARTS = 32

/** What of a URL says where it leads on: a URL in its query, its path or behind its user. */
function insideUrl(text: string, budget: Budget): Candidate[] {
  if (text.length > URL_MAX || !spend(budget, text.length)) return [{ text, expected: 'url' }]
  const { texts, isCut } = layersOf(text, budget)
  if (isCut) return [{ text, expected: 'url' }]
  const after = /^[^/]*:\/{0,2}[^/?#]*/.exec(text)?.[0].length ?? 0
  const inner = [...new Set(texts)].flatMap((layer) => urlsInside(layer.slice(after)))
  return inner
    .filter((one) => !one.startsWith('//') || isHostForm(one.slice(2), false))
    .map((one) => ({ text: one, expected: 'url' as const }))
}

/** Hosts behind an option, a sign or a name: `--url=…`, `name:443:address`, `Host: name`. */
function insideText(text: string, reader: Reader): Candidate[] {
  if (text.length > LONGEST || !SEPARATORS.test(text)) return insideEndpoint(text, reader)
  const parts = text.split(SEPARATORS).filter((part) => part !== '' && part !== text)
  return parts.slice(0, PARTS).flatMap((part): Candidate[] => {
    if (ABSOLUTE.test(part)) return [{ text: part, expected: 'url' }]
    const isOption = /^-/.test(text) && ADDRESS.test(part)
    return (reader.isAsked || isOption) && isPlainHost(part, reader) ? [{ text: part, expected: 'host' }] : []
  })
}

const ENDPOINTS = /^[^\s/:]+(?::[^\s/:]+){2,}$/

function insideEndpoint(text: string, reader: Reader): Candidate[] {
  if (!ENDPOINTS.test(text)) return []
  return text
    .split(':')
    .filter((part) => part.includes('.') && isPlainHost(part, { ...reader, isAsked: reader.isGoing }))
    .map((part) => ({ text: part, expected: 'host' }))
}

const VERSIONED = /version|release$|revision/i
const SIGNS = /[.:\\]|\/\/|localhost/i

/** Whether a text under a name that promises no host is one that is written, said or sought, or a version. */
function isOther(name: Name, text: string, isProse: boolean, reader: Reader): boolean {
  if (!SIGNS.test(text) || (!reader.isGoing && VERSIONED.test(name.text))) return true
  if (means(name, MEANS.content) && (reader.isWriting || isProse)) return true
  return means(name, MEANS.search) && !reader.isAsked
}

function candidatesOfText(name: Name, text: string, reader: Reader): Candidate[] {
  const isNamed = means(name, MEANS.host | MEANS.url | MEANS.hostIfLikely)
  const isProse = !isNamed && /\s/.test(text.trim()) && !ABSOLUTE.test(text)
  if (!isNamed && isOther(name, text, isProse, reader)) return []
  const isArgument = means(name, MEANS.command) || /^-/.test(text)
  if (isProse && !isArgument) return headerOf(text, reader)
  if (
    !spend(
      reader.budget,
      PER_TEXT + Math.ceil(text.length * (ASCII.test(text) ? PER_TEXT_CHARACTER : PER_FOREIGN_CHARACTER)),
    )
  )
    return []
  const whole = ofWhole(name, text, reader)
  if (whole === undefined) return insideText(text, reader)
  return ABSOLUTE.test(text)
    ? [whole, ...insideUrl(text, reader.budget)]
    : [whole, ...insideEndpoint(text, reader)]
}

/** `Host: name`, as tools take headers in one text. */
function headerOf(text: string, { isGoing }: Reader): Candidate[] {
  const host = isGoing ? /^\s*(?:x-forwarded-)?host\s*:\s*(\S+)\s*$/i.exec(text)?.[1] : undefined
  return host === undefined ? [] : [{ text: host, expected: 'host' }]
}

const COUNT = 256
const PER_LEAF = 5
/** Looking for the beginning of a URL stops early, but for texts made to be slow. */
const PER_CHARACTER = 1 / 16
const PER_TEXT = 10
const PER_TEXT_CHARACTER = 1.5
/** Its compatibility forms may be many times as long. */
const PER_FOREIGN_CHARACTER = 30
const ASCII = /^[\0-\x7f]*$/

function candidatesOfLeaf({ name, value, isJson }: Leaf, reader: Reader): Candidate[] {
  if (typeof value !== 'string' || value === '' || isJson) return []
  if (!spend(reader.budget, PER_LEAF + Math.ceil(value.length * PER_CHARACTER))) return []
  return candidatesOfText(name, value, reader)
}

function candidatesOf(facts: Facts, { leaves, keys, isWriting }: Leaves, budget: Budget): Candidate[] {
  const url = facts.target?.url
  const isGoing = goesSomewhere(facts)
  const hasUrl =
    url !== undefined || leaves.some(({ value }) => typeof value === 'string' && ABSOLUTE.test(value))
  const reader = { isAsked: isGoing && !hasUrl, isGoing, isWriting, budget }
  const found: Candidate[] = []
  if (url !== undefined) {
    found.push({ text: url, expected: 'url' })
    if (spend(budget, url.length)) found.push(...insideUrl(url, budget))
  }
  // More than are ever told: nothing that is still to come changes that.
  for (const leaf of leaves) if (found.length <= COUNT) found.push(...candidatesOfLeaf(leaf, reader))
  for (const { text } of keys) if (ABSOLUTE.test(text)) found.push({ text, expected: 'url' })
  return found
}

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

/** A key in a URL leaves with it like a password. */
function withSecrets(text: string, reading: UrlReading, budget: Budget): UrlReading {
  const holds = reading.hosts.length > 0 && secretsIn(text, budget).length > 0
  return holds ? { ...reading, hasCredentials: true } : reading
}

/** Finds the hosts of a request and reads them in every way. */
export function readHosts(facts: Facts, leaves: Leaves, budget: Budget): FoundHosts {
  const candidates = candidatesOf(facts, leaves, budget)
  const count = candidates.length
  const length = candidates.reduce((sum, { text }) => sum + text.length, 0)
  if (facts.hash_only === true || leaves.isCut || isExceeded(budget) || count > COUNT || length > LENGTH)
    return { count }
  const all = candidates.map(({ text, expected }) => withSecrets(text, urlOf(text, expected, budget), budget))
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
