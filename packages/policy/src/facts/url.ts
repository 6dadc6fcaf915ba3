import { address6 } from './address.ts'
import { folded, layersOf } from './disguise.ts'
import { type Host, hostOf } from './host.ts'

/** What a text says as a URL, in all its readings. */
export interface UrlReading {
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
const TRIM = /^[\0-\x20]+|[\0-\x20]+$/g
const DROPPED = /[\t\n\r]/g

// Schemes without a host, or whose host is none of the network.
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

const PORTS: Readonly<Record<string, number>> = {
  ...{ http: 80, https: 443, ws: 80, wss: 443, ftp: 21, ftps: 990, ssh: 22, sftp: 22, git: 9418, telnet: 23 },
  ...{
    smtp: 25,
    ldap: 389,
    ldaps: 636,
    redis: 6379,
    rediss: 6379,
    postgres: 5432,
    postgresql: 5432,
    mysql: 3306,
  },
  ...{ mongodb: 27_017, amqp: 5672, amqps: 5671, gopher: 70, dict: 2628 },
}

interface Authority {
  readonly text: string
  /** Found only by readers that keep other rules than the standard. */
  readonly isOdd: boolean
}

/** Where an authority may end and begin: libraries differ on backslashes, and on signs after the first end. */
const authoritiesOf = (rest: string): Authority[] => {
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

const isBare6 = (text: string): boolean => text.split(':').length > 2 && address6(text) !== undefined

/** A host with or without a port. */
const endpointOf = (text: string): { host: string; port?: number; isUnclear: boolean } => {
  if (isBare6(text)) return { host: `[${text}]`, isUnclear: false }
  const [, host, digits] = text.endsWith(']') ? [] : (PORT.exec(text) ?? [])
  if (host === undefined || digits === undefined) return { host: text, isUnclear: false }
  if (digits === '') return { host, isUnclear: false }
  const port = Number(digits)
  return port <= MAX_PORT ? { host, port, isUnclear: digits.length > 5 } : { host, isUnclear: true }
}

const layered = (text: string): { texts: string[]; isUnclear: boolean } => {
  const { texts, isOdd } = layersOf(text)
  const lower = texts.map((layer) => folded(layer).replaceAll('\u3002', '.'))
  return { texts: [...new Set(lower)], isUnclear: isOdd || texts.length > 1 || /[^\x21-\x7e]/.test(text) }
}

const readingOf = ({ text, isOdd }: Authority, scheme: string | undefined): UrlReading => {
  const parts = text.split('@')
  // The standard takes what follows the last sign; some take what follows the first.
  const wanted = parts.length > 2 ? parts : parts.slice(-1)
  const { texts, isUnclear } = wanted.map(layered).reduce((all, next) => ({
    texts: [...all.texts, ...next.texts],
    isUnclear: all.isUnclear || next.isUnclear,
  }))
  const endpoints = texts.map(endpointOf)
  const hosts = endpoints.map(({ host }) => hostOf(host))
  const usual = scheme === undefined ? undefined : PORTS[scheme]
  const ports = endpoints.map(({ port }) => port ?? usual).filter((port) => port !== undefined)
  return {
    hosts,
    ports,
    hasCredentials: parts.length > 1,
    isUnclear:
      isOdd ||
      isUnclear ||
      parts.length > 2 ||
      endpoints.some((endpoint) => endpoint.isUnclear) ||
      hosts.some((host) => host.isUnclear),
  }
}

const merged = (
  readings: readonly UrlReading[],
  scheme: string | undefined,
  isUnclear: boolean,
): UrlReading => ({
  ...(scheme !== undefined && { scheme }),
  hosts: readings.flatMap(({ hosts }) => hosts),
  ports: [...new Set(readings.flatMap(({ ports }) => ports))],
  hasCredentials: readings.some(({ hasCredentials }) => hasCredentials),
  isUnclear: isUnclear || readings.some((reading) => reading.isUnclear),
})

const SIGNS = 8

const ofAuthority = (rest: string, scheme: string | undefined, isUnclear: boolean): UrlReading => {
  const authorities = authoritiesOf(rest)
  if (authorities.some(({ text }) => text.split('@').length > SIGNS)) return UNREAD
  return merged(
    authorities.map((authority) => readingOf(authority, scheme)),
    scheme,
    isUnclear,
  )
}

const FILE = 'file'

const withScheme = (scheme: string, after: string, isUnclear: boolean): UrlReading => {
  const slashes = /^[/\\]*/.exec(after)?.[0] ?? ''
  const rest = after.slice(slashes.length)
  if (scheme === FILE && (slashes !== '//' || rest === '')) return { ...NONE, scheme, isUnclear }
  if (slashes === '' && HOSTLESS.has(scheme)) return { ...NONE, scheme, isUnclear }
  return ofAuthority(rest, scheme, isUnclear || slashes !== '//')
}

/** Whether a text without a scheme is a host, may be one, or is a part of some URL that is not said. */
export type Expectation = 'host' | 'url'

/** Reads a text as a URL, or as what stands in for one; never throws. */
export const urlOf = (given: string, expected: Expectation): UrlReading => {
  if (given.length > LENGTH) return UNREAD
  const text = given.replace(TRIM, '').replace(DROPPED, '')
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
    return withScheme(scheme, after, isUnclear)
  if (/^[/\\]{2}/.test(text)) return ofAuthority(text.replace(/^[/\\]+/, ''), undefined, true)
  if (text === '' || (expected === 'url' && /^[/?#.]/.test(text))) return { ...NONE, isUnclear }
  // `git@example.com:path` has no port after its colon.
  const copied = /^[^/@]+@[^/:]+:(?![0-9]+(?:\/|$))/.exec(text)?.[0]
  return ofAuthority(copied === undefined ? text : copied.slice(0, -1), undefined, isUnclear)
}
