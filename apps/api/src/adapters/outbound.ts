// Sends to addresses that tenants chose: public ones, checked as they are connected to, and allowed ones.
import { Resolver } from 'node:dns/promises'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isInternalAddress, isInternalHost } from '@countersign/policy'
import type { Outbound, SendError, Sent } from '../ports/outbound.ts'
import { type Allowed, isAllowedAddress, isAllowedHost } from './outbound-allow.ts'

export type OutboundOptions = {
  allowed: Allowed
  /** Addresses of a host, in place of asking for them. */
  resolve?: (host: string) => Promise<string[]>
  /** The name servers that are asked; those of the system unless given. */
  nameServers?: readonly string[]
  /** Trusted besides the usual authorities; only tests need one. */
  ca?: string
  timeoutMs?: number
}

const TIMEOUT_MS = 15_000
const ANSWER_BYTES_MAX = 64 * 1024
const USER_AGENT = 'countersign-webhooks/1'

class SendFailure extends Error {
  readonly reason: SendError

  constructor(reason: SendError) {
    super(reason)
    this.reason = reason
  }
}

export function createOutbound(options: OutboundOptions): Outbound {
  const { allowed, timeoutMs = TIMEOUT_MS } = options
  const resolve = options.resolve ?? ((host: string) => resolveHost(host, options.nameServers))
  const underWay = new Set<AbortController>()
  return {
    refusalOf: (url) => refusalOf(url, allowed),
    async post(url, headers, body, { reads } = { reads: false }) {
      if (refusalOf(url, allowed) !== undefined) return { error: 'forbidden_address' }
      const stop = new AbortController()
      const timer = setTimeout(() => stop.abort(new SendFailure('timeout')), timeoutMs)
      underWay.add(stop)
      try {
        return await send(new URL(url), headers, body, {
          reads,
          signal: stop.signal,
          lookup: lookupWith(resolve, allowed),
          ...(options.ca !== undefined && { ca: options.ca }),
        })
      } catch (error) {
        return { error: stop.signal.aborted ? reasonOf(stop.signal.reason) : reasonOf(error) }
      } finally {
        clearTimeout(timer)
        underWay.delete(stop)
      }
    },
    close() {
      for (const stop of underWay) stop.abort(new SendFailure('broken'))
    },
  }
}

/** What the text of a URL already shows; names are checked again when they are resolved. */
function refusalOf(text: string, allowed: Allowed): string | undefined {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return 'this is not an http or https URL'
  if (url.username !== '' || url.password !== '') return 'a URL here holds no user name and no password'
  const host = hostIn(url)
  const isAllowed = isIP(host) === 0 ? isAllowedHost(allowed, host) : isAllowedAddress(allowed, host)
  if (isAllowed) return undefined
  if (url.protocol === 'http:')
    return `\`${host}\` is only reached by https, unless COUNTERSIGN_WEBHOOK_ALLOW names it`
  return isInternalHost(url.hostname) ? `\`${host}\` is an internal address` : undefined
}

function hostIn(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

type Sending = { reads: boolean; signal: AbortSignal; lookup: LookupFunction; ca?: string }

/** The answer counts once its head is there: what follows is read for a moment, so that the receiver sees no break. */
function send(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  { reads, signal, lookup, ca }: Sending,
): Promise<Sent> {
  const { promise, resolve, reject } = Promise.withResolvers<Sent>()
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  const sent = request(url, {
    method: 'POST',
    headers: {
      'user-agent': USER_AGENT,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...headers,
    },
    // A connection of its own each time: one that is kept would go to an address that was checked long ago.
    agent: false,
    lookup,
    signal,
    ...(ca !== undefined && { ca }),
  })
  sent.on('error', reject)
  sent.on('response', (response) => {
    let bytes = 0
    const chunks: Buffer[] = []
    function done() {
      const text = reads ? { text: Buffer.concat(chunks).toString('utf8') } : {}
      resolve({ status: response.statusCode ?? 0, ...text, ...retryAfterOf(response.headers['retry-after']) })
    }
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > ANSWER_BYTES_MAX) response.destroy()
      else if (reads) chunks.push(chunk)
    })
    for (const event of ['end', 'close', 'error']) response.on(event, done)
  })
  sent.end(body)
  return promise
}

/** Seconds, or a date; what is neither says nothing. */
function retryAfterOf(header: string | undefined): { retryAfterMs?: number } {
  if (header === undefined || header.length > 64) return {}
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) && ms > 0 ? { retryAfterMs: ms } : {}
}

/** Every address of the name must be one that may be connected to, and only those are then connected to. */
function lookupWith(resolve: (host: string) => Promise<string[]>, allowed: Allowed): LookupFunction {
  return (host, { all }, callback) => {
    const name = host.replace(/\.$/, '')
    addressesOf(name).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIP(address) }))
        const [first] = found
        if (all) callback(null, found)
        else callback(null, first?.address ?? '', first?.family)
      },
      (error: Error) => callback(error, []),
    )
  }

  async function addressesOf(name: string): Promise<string[]> {
    const addresses = await resolve(name).catch(() => [])
    if (addresses.length === 0) throw new SendFailure('unresolved')
    const isTrusted = isAllowedHost(allowed, name)
    const isFine = addresses.every(
      (address) => isTrusted || isAllowedAddress(allowed, address) || !isInternalAddress(address),
    )
    if (!isFine) throw new SendFailure('forbidden_address')
    return addresses
  }
}

/** Asks the servers themselves: what the system offers would wait in the few threads that also sign and hash. */
async function resolveHost(host: string, servers: readonly string[] | undefined): Promise<string[]> {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  if (servers !== undefined) resolver.setServers(servers)
  const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  return found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
}

function reasonOf(error: unknown): SendError {
  if (error instanceof SendFailure) return error.reason
  const { code = '', cause } = error as { code?: string; cause?: unknown }
  if (cause instanceof SendFailure) return cause.reason
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/.test(code)) return 'refused_connection'
  if (/^(ETIMEDOUT|ERR_SOCKET_CONNECTION_TIMEOUT)$/.test(code)) return 'timeout'
  return /CERT|TLS|SSL|EPROTO|ISSUER|SIGNED|ALTNAME/.test(code) ? 'tls' : 'broken'
}
