// What a host name or address is, in one reading of it.
import { address6, addresses4, endsInNumber, isInternal } from './address.ts'
import { asciiName } from './punycode.ts'

/** What a host is, in one reading of it. */
export type Host = {
  /** Lower case, without a dot at the end; addresses as they are usually written. */
  readonly names: readonly string[]
  readonly isInternal: boolean
  readonly isLiteral: boolean
  readonly isUnclear: boolean
}

const NAME =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/

const INTERNAL = new Set(['metadata', 'metadata.goog', 'instance-data', 'kubernetes.default'])

// Below these, names are of this machine or of a private network.
const SUFFIXES = [
  ...[
    'localhost',
    'localdomain',
    'local',
    'internal',
    'intranet',
    'private',
    'lan',
    'corp',
    'home',
    'svc',
    'arpa',
  ],
  'cluster.local',
].map((suffix) => `.${suffix}`)

// Public names that lead to an address of this machine or a private network, or to any that is asked for.
const LEADING_IN = new Set(
  `nip.io sslip.io xip.io localtest.me lvh.me vcap.me lacolhost.com localho.st localh.st 1u.ms rbndr.us rebind.network
  rebinder.net fuf.me lcl.host traefik.me backname.io local-ip.co local-ip.sh plex.direct ip6.name ipq.co xip.name
  fbi.com smackaho.st bcn.dev readthedocs.local localdomain.pw 127-0-0-1.org.uk yoogle.com sudo.cc dnslog.cn
  spoofed.burpcollaborator.net bugbounty.dod.network mail.ebc.apple.com loopback.world my.local-ip.co localhost.direct
  nip.direct sslip.direct vcap.app loclx.io domaincontrol.de`.split(/\s+/),
)

function leadsIn(name: string): boolean {
  for (let at = 0; at >= 0; at = name.indexOf('.', at + 1))
    if (LEADING_IN.has(at === 0 ? name : name.slice(at + 1))) return true
  return false
}

// `make-127-0-0-1-rr.example`, `10.0.0.5.example`: who writes a private address into a public name means that address.
const ADDRESS_INSIDE = /(?<![0-9])([0-9]{1,3})[.-]([0-9]{1,3})[.-]([0-9]{1,3})[.-]([0-9]{1,3})(?![0-9])/g

function holdsInternalAddress(name: string): boolean {
  return [...name.matchAll(ADDRESS_INSIDE)].some(([, ...parts]) =>
    addresses4(parts.join('.')).some(isInternal),
  )
}

function isInternalName(name: string): boolean {
  return (
    !name.includes('.') ||
    INTERNAL.has(name) ||
    SUFFIXES.some((suffix) => name.endsWith(suffix)) ||
    leadsIn(name) ||
    holdsInternalAddress(name)
  )
}

function bracketed(text: string): Host {
  const isClosed = text.endsWith(']')
  const [inner = '', zone] = text.slice(1, isClosed ? -1 : undefined).split('%')
  const address = address6(inner)
  const names = address === undefined ? [] : [address.text]
  const isPrivate = address === undefined || isInternal(address)
  return {
    names,
    isInternal: isPrivate,
    isLiteral: true,
    isUnclear: !isClosed || zone !== undefined || address === undefined,
  }
}

function numbered(text: string): Host {
  const addresses = addresses4(text)
  return {
    names: addresses.map((address) => address.text),
    isInternal: addresses.length === 0 || addresses.some(isInternal),
    isLiteral: true,
    isUnclear: addresses.length !== 1 || addresses[0]?.text !== text,
  }
}

/** Whether a host, as a URL that was parsed has it, is internal by its address or its name. */
export function isInternalHost(text: string): boolean {
  return hostOf(text).isInternal
}

/** Reads what stands where a URL has its host; the text is in lower case and without percent signs. */
export function hostOf(text: string): Host {
  if (text.startsWith('[')) return bracketed(text)
  const name = text.replace(/\.$/, '')
  if (endsInNumber(name)) return numbered(name)
  const isUnclear = !NAME.test(name)
  return {
    names: name === '' ? [] : [...new Set([name, asciiName(name)])],
    isInternal: isInternalName(name),
    isLiteral: false,
    isUnclear,
  }
}
