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

const INTERNAL = new Set(['metadata', 'instance-data', 'kubernetes.default'])

// Below these, names are of this machine or of a private network, or resolve to any address that stands in them.
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
  ...['cluster.local', 'nip.io', 'sslip.io', 'xip.io', 'localtest.me', 'lvh.me', 'vcap.me', 'lacolhost.com'],
].map((suffix) => `.${suffix}`)

function isInternalName(name: string): boolean {
  return !name.includes('.') || INTERNAL.has(name) || SUFFIXES.some((suffix) => name.endsWith(suffix))
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
