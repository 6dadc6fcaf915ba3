// IP addresses in every notation that resolvers accept, and which of them are internal.
/** An IP address as its 16-bit groups, two or eight of them. */
export type Address = {
  readonly groups: readonly number[]
  /** The usual way to write it. */
  readonly text: string
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
}

const PART = /^(?:0x([0-9a-f]*)|(0[0-9]*)|([1-9][0-9]*))$/i
const MAX_PART = 16

function partOf(text: string, octal: boolean): number | undefined {
  const [found, hex, eight] = PART.exec(text) ?? []
  if (found === undefined || text.length > MAX_PART) return undefined
  if (hex !== undefined) return hex === '' ? 0 : Number.parseInt(hex, 16)
  if (eight === undefined || !octal) return Number.parseInt(text, 10)
  return /[89]/.test(eight) ? undefined : Number.parseInt(eight, 8)
}

const MAX_V4 = 2 ** 32

function joined(parts: readonly number[]): number | undefined {
  const last = parts.at(-1) ?? 0
  const front = parts.slice(0, -1)
  if (front.some((part) => part > 255) || last >= 256 ** (5 - parts.length)) return undefined
  const value = front.reduce((sum, part, at) => sum + part * 256 ** (3 - at), last)
  return value < MAX_V4 ? value : undefined
}

function v4(value: number): Address {
  return {
    groups: [Math.floor(value / 65_536), value % 65_536],
    text: dotted(value),
  }
}

/** Every IPv4 address that a text may mean: 010.1 is another one to those who read octal numbers. */
export function addresses4(text: string): Address[] {
  const parts = text.split('.')
  if (parts.at(-1) === '') parts.pop()
  if (parts.length === 0 || parts.length > 4) return []
  const values = [true, false].map((octal) => {
    const numbers = parts.map((part) => partOf(part, octal)).filter((part) => part !== undefined)
    return numbers.length === parts.length ? joined(numbers) : undefined
  })
  return [...new Set(values)].filter((value) => value !== undefined).map(v4)
}

/** Whether a name ends in a number, so that it can only be an IPv4 address. */
export function endsInNumber(text: string): boolean {
  const last =
    text
      .split('.')
      .filter((part) => part !== '')
      .at(-1) ?? ''
  return /^(?:[0-9]+|0x[0-9a-f]*)$/i.test(last)
}

const GROUP = /^[0-9a-f]{1,4}$/i

function groupsOf(text: string): number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const last = parts.at(-1) ?? ''
  const tail = last.includes('.') ? addresses4(last)[0]?.groups : undefined
  if (last.includes('.') && (tail === undefined || tail.length !== 2)) return undefined
  const front = tail === undefined ? parts : parts.slice(0, -1)
  if (front.some((part) => !GROUP.test(part))) return undefined
  return [...front.map((part) => Number.parseInt(part, 16)), ...(tail ?? [])]
}

function longestRun(groups: readonly number[]): { at: number; length: number } {
  let best = { at: -1, length: 1 }
  let start = 0
  for (let at = 0; at <= groups.length; at += 1) {
    if (groups[at] === 0) continue
    if (at - start > best.length) best = { at: start, length: at - start }
    start = at + 1
  }
  return best
}

function textOf(groups: readonly number[]): string {
  const hex = groups.map((group) => group.toString(16))
  const { at, length } = longestRun(groups)
  return at < 0 ? hex.join(':') : `${hex.slice(0, at).join(':')}::${hex.slice(at + length).join(':')}`
}

const GROUPS = 8
const MAX_TEXT = 64

/** The IPv6 address of a text without brackets and zone. */
export function address6(text: string): Address | undefined {
  if (text.length > MAX_TEXT) return undefined
  const [front = '', back, more] = text.split('::')
  if (more !== undefined) return undefined
  const [first, last] = [groupsOf(front), groupsOf(back ?? '')]
  if (first === undefined || last === undefined) return undefined
  const missing = GROUPS - first.length - last.length
  if (back === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...first, ...new Array<number>(missing).fill(0), ...last]
  return { groups, text: textOf(groups) }
}

function within4(value: number, [address, bits]: readonly [number, number]): boolean {
  return Math.floor(value / 2 ** (32 - bits)) === Math.floor(address / 2 ** (32 - bits))
}

function at4(a: number, b: number, c = 0, d = 0): number {
  return a * 2 ** 24 + b * 65_536 + c * 256 + d
}

// What the registry of special-purpose addresses (RFC 6890 and what followed it) does not let the internet reach: this
// network, private use, shared by carriers, loopback, link-local, protocol assignments, documentation, relays, benchmarks,
// multicast and reserved; and the metadata address of Azure.
const INTERNAL4: readonly (readonly [number, number])[] = [
  [at4(0, 0), 8],
  [at4(10, 0), 8],
  [at4(100, 64), 10],
  [at4(127, 0), 8],
  [at4(169, 254), 16],
  [at4(172, 16), 12],
  [at4(192, 0), 24],
  [at4(192, 0, 2), 24],
  [at4(192, 88, 99), 24],
  [at4(192, 168), 16],
  [at4(198, 18), 15],
  [at4(198, 51, 100), 24],
  [at4(203, 0, 113), 24],
  [at4(224, 0), 3],
  [at4(168, 63, 129, 16), 32],
]

/** Whether an IPv4 address, as its two groups, is internal. */
function isInternal4(high: number, low: number): boolean {
  return INTERNAL4.some((range) => within4(high * 65_536 + low, range))
}

/** The IPv4 addresses that an IPv6 address carries inside: mapped, compatible, translated, 6to4, or of a tunnel's end. */
function embedded(groups: readonly number[]): (readonly [number, number])[] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups
  const isZero = a === 0 && b === 0 && c === 0 && d === 0
  const found: (readonly [number, number])[] = []
  if (isZero && ((e === 0 && (f === 0 || f === 0xffff)) || (e === 0xffff && f === 0))) found.push([g, h])
  if (a === 0x64 && b === 0xff9b) found.push([g, h])
  if (a === 0x2002) found.push([b, c])
  if ((e === 0 || e === 0x200) && f === 0x5efe) found.push([g, h])
  return found
}

// The internet is 2000::/3; within it these are not of it: protocol assignments with Teredo and ORCHID, documentation.
function isGlobal6([a = 0, b = 0]: readonly number[]): boolean {
  if (a < 0x2000 || a > 0x3fff) return false
  return !((a === 0x2001 && (b < 0x200 || b === 0xdb8)) || (a === 0x3fff && b < 0x1000))
}

// Mapped, translated and compatible addresses are as internal as what they carry; the translation prefix for local use
// leads into the network that it is used in.
function isWrapped([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0]: readonly number[]): boolean {
  if (a === 0x64 && b === 0xff9b) return c === 0
  if (a !== 0 || b !== 0 || c !== 0 || d !== 0) return false
  return (e === 0 && f === 0xffff) || (e === 0xffff && f === 0) || (e === 0 && f === 0 && g !== 0)
}

function isInternal6(groups: readonly number[]): boolean {
  if (embedded(groups).some(([high, low]) => isInternal4(high, low))) return true
  return !isGlobal6(groups) && !isWrapped(groups)
}

/** Whether an address belongs to this machine, a private network or a cloud's metadata service, or to nobody. */
export function isInternal({ groups }: Address): boolean {
  return groups.length === 2 ? isInternal4(groups[0] ?? 0, groups[1] ?? 0) : isInternal6(groups)
}

/** Whether an IP address, as it is usually written, is an internal one; so is a text that is none. */
export function isInternalAddress(text: string): boolean {
  const [first, ...others] = text.includes(':') ? [address6(text)] : addresses4(text)
  return first === undefined || others.length > 0 || isInternal(first)
}
