// Hosts within a text: a URL in a URL, what stands behind an option, a sign or a name.
import { type Budget, spend } from '../../model/budget.ts'
import type { Facts } from '../../model/facts.ts'
import { layersOf } from '../disguise.ts'
import { aboutOf, type Name, type NameReader } from '../name.ts'
import { isHostForm } from './host-form.ts'
import type { Expectation } from './url.ts'

export const ABSOLUTE =
  /^[\0-\x20]*(?:[a-z][a-z0-9+.-]*:[/\\]{2}|(?:https?|wss?|ftps?|sftp|ssh|git|svn|smb|ldaps?|gopher|rsync|view-source|feed|jar|jdbc|url|blob):(?=[^\s]))/i

export type Candidate = {
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

/** The names of a call: of its action, and of its tool where that has another one. */
export function calledNames({ action, tool }: Facts, nameOf: NameReader): readonly Name[] {
  return tool === undefined || tool === action ? [nameOf(action)] : [nameOf(action), nameOf(tool)]
}

export function isGoingName(name: Name): boolean {
  const words = aboutOf(name).spelled
  if (words.some((word) => GOING.has(word))) return true
  const at = words.findIndex((word) => word === 'fetch' || word === 'resolve')
  return at >= 0 && (words.length === 1 || FETCHED.has(words[at + 1] ?? ''))
}

export type Reader = {
  /** Whether the tool goes to some host that no URL names. */
  readonly isAsked: boolean
  readonly isWriting: boolean
  readonly isGoing: boolean
  /** Whether it is about packages, whose names may have the form of hosts. */
  readonly isPackaging: boolean
  readonly budget: Budget
}

const COMMON =
  /\.(?:com|net|org|io|dev|app|cloud|online|site|xyz|info|biz|edu|gov|mil|test|example|invalid|local|localhost|internal|intranet|lan|corp|onion|de|fr|uk|nl|ch|eu|jp|cn|ru|br|ca|au|at|pl|it|es|se|kr|in|co|tk|top|click|icu|to|cc|ws|su|pw|ai|sh|me)\.?(?:[:/]|$)/i
const ADDRESS =
  /^\[|:[0-9]{1,5}(?:\/|$)|^www\.|^(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:[:/]|$)|::|^localhost\b|\.localhost\b/i
const MEMBERS =
  /^(?:a|created|updated|deleted|sort|order|user|customer|item|data|key|field|column|node|id|name|value)\./i

/** Whether a text under a name that promises nothing has the form of a host all the same. */
export function isPlainHost(text: string, { isAsked }: Reader): boolean {
  if (!isHostForm(text, isAsked)) return false
  return isAsked || ADDRESS.test(text) || (COMMON.test(text) && !MEMBERS.test(text))
}

const AFTER_SCHEME = /\/\/[^\s&#"'<>|,;]+/g
const IN_SCHEME = /[a-z0-9+.-]/i
/** A longer URL is not read, and then the other hosts count as unreadable as well. */
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

/** Without an encoding that another URL could stand in. */
const PLAIN = /^[!-$&-~]*$/

/** What of a URL says where it leads on: a URL in its query, its path or behind its user. */
export function insideUrl(text: string, budget: Budget): Candidate[] {
  if (text.length > URL_MAX || !spend(budget, text.length)) return [{ text, expected: 'url' }]
  const after = /^[^/]*:\/{0,2}[^/?#]*/.exec(text)?.[0].length ?? 0
  if (PLAIN.test(text) && text.indexOf('//', after) < 0) return []
  const { texts, isCut } = layersOf(text, budget)
  if (isCut) return [{ text, expected: 'url' }]
  const inner = [...new Set(texts)].flatMap((layer) => urlsInside(layer.slice(after)))
  return inner
    .filter((one) => !one.startsWith('//') || isHostForm(one.slice(2), false))
    .map((one) => ({ text: one, expected: 'url' as const }))
}

/** Hosts behind an option, a sign or a name: `--url=…`, `name:443:address`, `Host: name`. */
export function insideText(text: string, reader: Reader): readonly Candidate[] {
  if (text.length > LONGEST || !SEPARATORS.test(text)) return insideEndpoint(text, reader)
  const parts = text.split(SEPARATORS).filter((part) => part !== '' && part !== text)
  return parts.slice(0, PARTS).flatMap((part): Candidate[] => {
    if (ABSOLUTE.test(part)) return [{ text: part, expected: 'url' }]
    const isOption = /^-/.test(text) && ADDRESS.test(part)
    return (reader.isAsked || isOption) && isPlainHost(part, reader) ? [{ text: part, expected: 'host' }] : []
  })
}

const ENDPOINTS = /^[^\s/:]+(?::[^\s/:]+){2,}$/

const NO_CANDIDATES: readonly Candidate[] = []

export function insideEndpoint(text: string, reader: Reader): readonly Candidate[] {
  if (!ENDPOINTS.test(text)) return NO_CANDIDATES
  return text
    .split(':')
    .filter((part) => part.includes('.') && isPlainHost(part, { ...reader, isAsked: reader.isGoing }))
    .map((part) => ({ text: part, expected: 'host' }))
}

/** `Host: name`, as tools take headers in one text. */
export function headerOf(text: string, { isGoing }: Reader): readonly Candidate[] {
  const host = isGoing ? /^\s*(?:x-forwarded-)?host\s*:\s*(\S+)\s*$/i.exec(text)?.[1] : undefined
  return host === undefined ? NO_CANDIDATES : [{ text: host, expected: 'host' }]
}
