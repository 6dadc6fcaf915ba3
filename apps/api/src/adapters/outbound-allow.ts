// Addresses and hosts that may be sent to although they are internal, as the setting lists them.
import { BlockList, isIP } from 'node:net'

export type Allowed = {
  hosts: ReadonlySet<string>
  addresses: BlockList
}

const HOST = /^[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?$/

/** Reads a list of addresses, ranges such as `10.0.0.0/8`, and host names; throws with a sentence about what it cannot read. */
export function readAllowed(text: string): Allowed {
  const allowed = { hosts: new Set<string>(), addresses: new BlockList() }
  for (const entry of text.split(',').map((part) => part.trim().toLowerCase())) {
    if (entry !== '') add(allowed, entry)
  }
  return allowed
}

function add({ hosts, addresses }: { hosts: Set<string>; addresses: BlockList }, entry: string): void {
  const [address = '', bits, ...more] = entry.split('/')
  const version = isIP(address)
  if (version !== 0 && more.length === 0) {
    const family = version === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) {
      addresses.addAddress(address, family)
      return
    }
    const isLength = /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
    if (isLength) {
      addresses.addSubnet(address, Number(bits), family)
      return
    }
  } else if (bits === undefined && HOST.test(entry)) {
    hosts.add(entry)
    return
  }
  throw new RangeError(`\`${entry}\` is neither an address, nor a range such as 10.0.0.0/8, nor a host name`)
}

export function isAllowedHost({ hosts }: Allowed, host: string): boolean {
  return hosts.has(host.toLowerCase())
}

export function isAllowedAddress({ addresses }: Allowed, address: string): boolean {
  const version = isIP(address)
  return version !== 0 && addresses.check(address, version === 4 ? 'ipv4' : 'ipv6')
}
