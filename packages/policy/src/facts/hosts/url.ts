// What a text says as a URL, in every way in which libraries read it.
import { type Budget, spend } from '../../model/budget.ts'
import { folded, layersOf } from '../disguise.ts'
import { address6 } from './address.ts'
import { type Host, hostOf } from './host.ts'

/** What a text says as a URL, in all its readings. */
export type UrlReading = {
  readonly scheme?: string
  readonly hosts: readonly Host[]
  readonly ports: readonly number[]
  readonly hasCredentials: boolean
  readonly isUnclear: boolean
  /** Whether it was too long to be read. */
  readonly isCut?: true
}

const LENGTH = 4096
const SCHEME = /^([a-z][a-z0-9+.-]*):/i
const DROPPED = /[\t\n\r]/g

// Schemes without a host, or whose host is not on the network.
const HOSTLESS = new Set([
  'mailto',
  'data',
  'about',
  'blob',
  'javascript',
  'urn',
  'tel',
  'sms',
  'news',
  'cid',
])

const PORTS: ReadonlyMap<string | undefined, number> = new Map(
  Object.entries({
    ...{
      http: 80,
      https: 443,
      ws: 80,
      wss: 443,
      ftp: 21,
      ftps: 990,
      ssh: 22,
      sftp: 22,
      git: 9418,
      telnet: 23,
    },
    ...{ smtp: 25, ldap: 389, ldaps: 636, redis: 6379, rediss: 6379, postgres: 5432, postgresql: 5432 },
    ...{ mysql: 3306, mongodb: 27_017, amqp: 5672, amqps: 5671, gopher: 70, dict: 2628 },
  }),
)

type Authority = {
  readonly text: string
  /** Found only by readers that keep other rules than the standard. */
  readonly isOdd: boolean
}

/** Where an authority may end and begin: libraries differ on backslashes, and on signs after the first end. */
function authoritiesOf(rest: string): Authority[] {
  const plain = rest.split(/[/?#]/, 1)[0] ?? ''
  const slashed = rest.split(/[/?#\\]/, 1)[0] ?? ''
  const segment = rest.split(/[/\\]/, 1)[0] ?? ''
  const isHidden = segment.length > plain.length && segment.slice(plain.length).includes('@')
  return [
    { text: slashed, isOdd: slashed !== plain },
    ...(slashed === plain ? [] : [{ text: plain, isOdd: true }]),
    ...(isHidden ? [{ text: segment, isOdd: true }] : []),
  ]
}

const PORT = /^(.*):([0-9]*)$/s
const MAX_PORT = 65_535
const NONE: UrlReading = { hosts: [], ports: [], hasCredentials: false, isUnclear: false }

const UNREAD: UrlReading = { ...NONE, isUnclear: true, isCut: true }

// Most texts hold something else, which shows at once.
const HEX_AND_SIGNS = /^[0-9a-f:.]+$/i

function isBare6(text: string): boolean {
  return HEX_AND_SIGNS.test(text) && text.split(':').length > 2 && address6(text) !== undefined
}

/** A host with or without a port. */
function endpointOf(text: string): { host: string; port?: number; isUnclear: boolean } {
  if (isBare6(text)) return { host: `[${text}]`, isUnclear: false }
  const [, host, digits] = text.endsWith(']') ? [] : (PORT.exec(text) ?? [])
  if (host === undefined || digits === undefined) return { host: text, isUnclear: false }
  if (digits === '') return { host, isUnclear: false }
  const port = Number(digits)
  return port <= MAX_PORT ? { host, port, isUnclear: digits.length > 5 } : { host, isUnclear: true }
}

type LayeredText = { readonly texts: readonly string[]; readonly isUnclear: boolean; readonly isCut: boolean }

const PER_LAYER = 500
/** Reading an address takes longer than reading its few characters. */
const PER_URL = 800
const PER_CHARACTER = 6
/** Names in other scripts are written in ASCII at some cost. */
const PER_FOREIGN_CHARACTER = 40
const ASCII = /^[\0-\x7f]*$/

function costOf(layer: string): number {
  return PER_LAYER + layer.length * (ASCII.test(layer) ? PER_CHARACTER : PER_FOREIGN_CHARACTER)
}

function layered(text: string, budget: Budget): LayeredText {
  const { texts, isOdd, isCut } = layersOf(text, budget)
  if (
    isCut ||
    !spend(
      budget,
      texts.reduce((sum, layer) => sum + costOf(layer), 0),
    )
  )
    return { texts: [], isUnclear: true, isCut: true }
  const lower = texts.map((layer) => folded(layer).replaceAll('\u3002', '.'))
  return {
    texts: [...new Set(lower)],
    isUnclear: isOdd || texts.length > 1 || /[^\x21-\x7e]/.test(text),
    isCut: false,
  }
}

/** What was read in the place of a host before: a request names most hosts more than once. */
export type ReadBefore = Map<string, UrlReading>

function readingOf(
  authority: Authority,
  scheme: string | undefined,
  budget: Budget,
  before: ReadBefore,
): UrlReading {
  const key = `${authority.isOdd} ${scheme} ${authority.text}`
  const kept = before.get(key)
  if (kept !== undefined) return kept
  const made = authorityReading(authority, scheme, budget)
  before.set(key, made)
  return made
}

function authorityReading(
  { text, isOdd }: Authority,
  scheme: string | undefined,
  budget: Budget,
): UrlReading {
  const parts = text.split('@')
  // The standard takes what follows the last sign; some take what follows the first.
  const wanted = parts.length > 2 ? parts : parts.slice(-1)
  const all = wanted.map((part) => layered(part, budget))
  if (all.some(({ isCut }) => isCut)) return UNREAD
  const endpoints = all.flatMap(({ texts }) => texts).map(endpointOf)
  const hosts = endpoints.map(({ host }) => hostOf(host))
  const usual = PORTS.get(scheme)
  const ports = endpoints.map(({ port }) => port ?? usual).filter((port) => port !== undefined)
  return {
    hosts,
    ports,
    hasCredentials: parts.length > 1,
    isUnclear:
      isOdd ||
      parts.length > 2 ||
      all.some(({ isUnclear }) => isUnclear) ||
      endpoints.some((endpoint) => endpoint.isUnclear) ||
      hosts.some((host) => host.isUnclear),
  }
}

function merged(readings: readonly UrlReading[], scheme: string | undefined, isUnclear: boolean): UrlReading {
  return {
    ...(scheme !== undefined && { scheme }),
    hosts: readings.flatMap(({ hosts }) => hosts),
    ports: [...new Set(readings.flatMap(({ ports }) => ports))],
    hasCredentials: readings.some(({ hasCredentials }) => hasCredentials),
    isUnclear: isUnclear || readings.some((reading) => reading.isUnclear),
  }
}

const SIGNS = 8

type Reader = { readonly budget: Budget; readonly before: ReadBefore }

function ofAuthority(
  rest: string,
  scheme: string | undefined,
  isUnclear: boolean,
  { budget, before }: Reader,
): UrlReading {
  const authorities = authoritiesOf(rest)
  if (authorities.some(({ text }) => text.split('@').length > SIGNS)) return UNREAD
  const readings = authorities.map((authority) => readingOf(authority, scheme, budget, before))
  return readings.some(({ isCut }) => isCut) ? UNREAD : merged(readings, scheme, isUnclear)
}

const FILE = 'file'

function withScheme(scheme: string, after: string, isUnclear: boolean, reader: Reader): UrlReading {
  const slashes = /^[/\\]*/.exec(after)?.[0] ?? ''
  const rest = after.slice(slashes.length)
  if (scheme === FILE && (slashes !== '//' || rest === '')) return { ...NONE, scheme, isUnclear }
  if (slashes === '' && HOSTLESS.has(scheme)) return { ...NONE, scheme, isUnclear }
  return ofAuthority(rest, scheme, isUnclear || slashes !== '//', reader)
}

/** Whether a text without a scheme is a host, may be one, or is a part of some URL that is not said. */
export type Expectation = 'host' | 'url'

/** Without the white space and control characters that readers of URLs drop. */
function dropped(given: string): string {
  let from = 0
  let to = given.length
  while (from < to && given.charCodeAt(from) <= 0x20) from += 1
  while (to > from && given.charCodeAt(to - 1) <= 0x20) to -= 1
  return given.slice(from, to).replace(DROPPED, '')
}

/** Reads a text as a URL, or as what stands in for one; never throws. Beyond the budget it is unread. */
export function urlOf(
  given: string,
  expected: Expectation,
  budget: Budget,
  before: ReadBefore = new Map(),
): UrlReading {
  const reader = { budget, before }
  if (given.length > LENGTH || !spend(budget, PER_URL + given.length)) return UNREAD
  const text = dropped(given)
  const isUnclear = text !== given
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase()
  const after = scheme === undefined ? '' : text.slice(scheme.length + 1)
  const isPort = /^[0-9]{1,5}(?:[/?#]|$)/.test(after)
  if (
    scheme !== undefined &&
    !isPort &&
    !isBare6(text.toLowerCase()) &&
    (!scheme.includes('.') || /^[/\\]{2}/.test(after))
  )
    return withScheme(scheme, after, isUnclear, reader)
  if (/^[/\\]{2}/.test(text)) return ofAuthority(text.replace(/^[/\\]+/, ''), undefined, true, reader)
  if (text === '' || (expected === 'url' && /^[/?#.]/.test(text))) return { ...NONE, isUnclear }
  // `git@example.com:path` has no port after its colon.
  const copied = /^[^/@]+@[^/:]+:(?![0-9]+(?:\/|$))/.exec(text)?.[0]
  return ofAuthority(copied === undefined ? text : copied.slice(0, -1), undefined, isUnclear, reader)
}
