// Parses IP addresses and ranges as Cedar does, and tests which range an address is in.
import { EvaluationError } from './failure.ts'
import type { IpValue } from './value.ts'

const malformed = new EvaluationError('malformed IP address')

// The longest text of eight groups and a prefix: "xxxx:…:xxxx/128".
const MAX_LENGTH = 43
const OCTET = /^(?:0|[1-9][0-9]{0,2})$/
const GROUP = /^[0-9a-fA-F]{1,4}$/
const PREFIX = /^(?:0|[1-9][0-9]{0,2})$/

function addressOf(parts: readonly number[], width: bigint): bigint {
  return parts.reduce((sum, part) => (sum << width) | BigInt(part), 0n)
}

function parseV4(text: string): bigint {
  const parts = text.split('.')
  if (parts.length !== 4) throw malformed
  return addressOf(
    parts.map((part) => {
      if (!OCTET.test(part) || Number(part) > 255) throw malformed
      return Number(part)
    }),
    8n,
  )
}

function groupsOf(text: string): number[] {
  return text === ''
    ? []
    : text.split(':').map((group) => {
        if (!GROUP.test(group)) throw malformed
        return Number.parseInt(group, 16)
      })
}

function parseV6(text: string): bigint {
  const halves = text.split('::')
  if (halves.length > 2) throw malformed
  const head = groupsOf(halves[0] ?? '')
  if (halves.length === 1) {
    if (head.length !== 8) throw malformed
    return addressOf(head, 16n)
  }
  const tail = groupsOf(halves[1] ?? '')
  const gap = 8 - head.length - tail.length
  if (gap < 1) throw malformed
  return addressOf([...head, ...new Array<number>(gap).fill(0), ...tail], 16n)
}

function prefixOf(text: string, bits: number): number {
  if (!PREFIX.test(text) || Number(text) > bits) throw malformed
  return Number(text)
}

/** Parses `ip("…")`: an IPv4 or IPv6 address without embedded IPv4, with an optional prefix length. */
export function parseIp(text: string): IpValue {
  if (text.length > MAX_LENGTH || (text.includes(':') && text.includes('.'))) throw malformed
  const slash = text.indexOf('/')
  const plain = slash < 0 ? text : text.slice(0, slash)
  const bits = plain.includes(':') ? 128 : 32
  const address = bits === 128 ? parseV6(plain) : parseV4(plain)
  return { kind: 'ip', bits, address, prefix: slash < 0 ? bits : prefixOf(text.slice(slash + 1), bits) }
}

function networkOf({ address, bits, prefix }: IpValue): bigint {
  const host = BigInt(bits - prefix)
  return (address >> host) << host
}

/** Whether every address of the first range is in the second. */
export function isInRange(inner: IpValue, outer: IpValue): boolean {
  return (
    inner.bits === outer.bits &&
    inner.prefix >= outer.prefix &&
    networkOf({ ...inner, prefix: outer.prefix }) === networkOf(outer)
  )
}

/** Whether the whole range is within 127.0.0.0/8 or is ::1. */
export function isLoopback(ip: IpValue): boolean {
  return ip.bits === 32 ? networkOf(ip) >> 24n === 127n : networkOf(ip) === 1n
}

/** Whether the whole range is within 224.0.0.0/4 or ff00::/8. */
export function isMulticast(ip: IpValue): boolean {
  return ip.bits === 32
    ? ip.prefix >= 4 && ip.address >> 28n === 14n
    : ip.prefix >= 8 && ip.address >> 120n === 255n
}
