// Which addresses are one caller: an IPv4 address, or the /64 that one IPv6 customer has for itself.
import { isIPv4, isIPv6 } from 'node:net'

const GROUPS = 8
const TEXT_MAX = 64
/** Some proxies write the port beside the address, and each connection has another. */
const WITH_PORT = /^(?:\[(?<v6>[^\]]*)\](?::\d*)?|(?<v4>[\d.]+):\d*)$/

/** The name under which an address is counted; IPv4 inside IPv6 counts as IPv4. */
export function shareOf(given: string): string {
  const { v4, v6 } = WITH_PORT.exec(given)?.groups ?? {}
  const address = v4 ?? v6 ?? given
  if (isIPv4(address)) return address
  const [plain = ''] = address.split('%', 1)
  if (!isIPv6(plain)) return address.slice(0, TEXT_MAX)
  const groups = groupsOf(plain)
  const embedded = embeddedIPv4(groups)
  if (embedded !== undefined) return embedded
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}

/** IPv4-mapped (RFC 4291), the well-known prefix of NAT64 (RFC 6052) and 6to4 (RFC 3056). */
function embeddedIPv4(groups: readonly number[]): string | undefined {
  function begins(...prefix: number[]) {
    return prefix.every((group, at) => groups[at] === group)
  }
  if (begins(0, 0, 0, 0, 0, 0xffff)) return dotted(groups[6], groups[7])
  if (begins(0x64, 0xff9b, 0, 0, 0, 0)) return dotted(groups[6], groups[7])
  if (begins(0x2002)) return dotted(groups[1], groups[2])
  return undefined
}

function dotted(high = 0, low = 0): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight groups of an address that is known to be well-formed. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::')
  const front = numbersOf(head)
  if (tail === undefined) return front
  const back = numbersOf(tail)
  return [...front, ...new Array<number>(GROUPS - front.length - back.length).fill(0), ...back]
}

function numbersOf(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((part) => {
    if (!part.includes('.')) return [Number.parseInt(part, 16)]
    const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number)
    return [a * 256 + b, c * 256 + d]
  })
}
