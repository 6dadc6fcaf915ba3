// Written from docs/receipt-format.md alone, with other libraries and none of the package's code.
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto'
import npmCanonicalize from 'canonicalize'
import { decode, encode, Tagged } from 'cborg'
import { decode as decodeJson } from 'cborg/json'

// biome-ignore lint/suspicious/noExplicitAny: a short second reading of the format, over parsed JSON.
export type Any = any
export type Verdict = {
  verdict: string
  axis?: string
  code?: string
}

export class Fail extends Error {
  readonly axis: string
  readonly code: string
  constructor(axis: string, code: string) {
    super(code)
    this.axis = axis
    this.code = code
  }
}

export function must(isSo: boolean, axis: string, code: string): void {
  if (!isSo) throw new Fail(axis, code)
}

export function on<T>(axis: string, code: string, step: () => T): T {
  try {
    return step()
  } catch (error) {
    throw error instanceof Fail ? error : new Fail(axis, code)
  }
}

export function sha(...parts: Uint8Array[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest()
}

export function bytesOf(hex: string): Buffer {
  return Buffer.from(hex, 'hex')
}

export function node(left: Uint8Array, right: Uint8Array): Buffer {
  return sha(Buffer.of(1), left, right)
}

export function leafOf(payload: string): Buffer {
  return sha(Buffer.of(0), Buffer.from(payload))
}

export function canon(value: unknown): string {
  return npmCanonicalize(value) ?? ''
}

function look(part: Any, depth: number): void {
  const isDigits = typeof part === 'number' && /^-?[0-9]+$/.test(String(part))
  const isBad =
    typeof part === 'number' ? !Number.isFinite(part) || (isDigits && !Number.isSafeInteger(part)) : false
  if (isBad || (typeof part === 'string' && !part.isWellFormed())) throw new Error('number or surrogate')
  if (typeof part !== 'object' || part === null) return
  if (depth === 0 || Object.hasOwn(part, '__proto__')) throw new Error('depth or member')
  for (const [name, inner] of Object.entries(part)) {
    look(name, depth)
    look(inner, depth - 1)
  }
}

export function readJson(text: string, depthMax = 64): Any {
  if (text.startsWith('\ufeff') || !text.isWellFormed()) throw new Error('not JSON')
  decodeJson(Buffer.from(text), { rejectDuplicateMapKeys: true })
  // Digits alone are exact only up to 2^53 - 1, also where the canonical form would have an exponent.
  const outside = text.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?[0-9]+(?:[.eE][-+.eE0-9]*)?/g) ?? []
  const isExact = outside.every(
    (digits) => !/^-?[0-9]+$/.test(digits) || Number.isSafeInteger(Number(digits)),
  )
  if (!isExact) throw new Error('number')
  const value: unknown = JSON.parse(text)
  look(value, depthMax)
  return value
}

export function openDisclosures(payload: Any, disclosures: Any[] = []): void {
  for (const [index, { path, salt, value }] of disclosures.entries()) {
    const commitment = path.split('.').reduce((part: Any, name: string) => part?.[name], payload)
    const isTwice = disclosures.slice(0, index).some((other) => other.path === path)
    must(commitment?.alg === 'hmac-sha256' && !isTwice, 'disclosures', 'disclosure.path')
    if (value === undefined) continue
    const mac = createHmac('sha256', bytesOf(salt))
      .update(`${path}\0${canon(value)}`)
      .digest('hex')
    must(mac === commitment.c, 'disclosures', 'disclosure.mismatch')
  }
}

function strictCbor(bytes: Uint8Array, tags?: Any): Any {
  const value = decode(bytes, {
    useMaps: true,
    strict: true,
    rejectDuplicateMapKeys: true,
    allowIndefinite: false,
    ...(tags && { tags }),
  })
  if (!Buffer.from(encode(value)).equals(bytes)) throw new Error('not deterministic')
  return value
}

export function readCose(cose: string): Any {
  return on('cose', 'cose.malformed', () => {
    const bytes = Buffer.from(cose, 'base64url')
    if (bytes.toString('base64url') !== cose) throw new Error('base64url')
    const { value } = strictCbor(bytes, Tagged.preserve(18))
    const [protectedBytes, unprotected, payload, signature, ...rest] = value
    const header = strictCbor(protectedBytes)
    const claims = header.get(15)
    const isHeader =
      header.size === 5 &&
      header.get(1) === -49 &&
      header.get(4).length === 32 &&
      header.get(395) === 1 &&
      header.get(16) === 'application/countersign-receipt+cose' &&
      claims.size === 3 &&
      Number.isSafeInteger(claims.get(6))
    if (!isHeader || payload !== null || rest.length > 0 || signature.length !== 3309)
      throw new Error('shape')
    const kid = Buffer.from(header.get(4)).toString('base64url')
    const read = { kid, origin: claims.get(1), size: claims.get(-65537), protectedBytes, signature }
    if (unprotected.size === 0) return read
    const [proof, ...more] = unprotected.get(396).get(-1)
    if (more.length > 0 || unprotected.size !== 1) throw new Error('proof')
    const [size, index, path] = strictCbor(proof)
    return {
      ...read,
      proof: { size, index, path: path.map((hash: Uint8Array) => Buffer.from(hash).toString('hex')) },
    }
  })
}

export function checkHead(receipt: Any, kid: string, org: string, size: number): void {
  must(receipt.kid === kid, 'cose', 'cose.kid')
  must(receipt.origin === `countersign/${org}`, 'cose', 'cose.origin')
  must(receipt.size === size, 'cose', 'cose.size')
}

export function isSigned(receipt: Any, root: Uint8Array, pub: string): boolean {
  const message = encode(['Signature1', receipt.protectedBytes, new Uint8Array(), Uint8Array.from(root)])
  const jwk: Any = { kty: 'AKP', alg: 'ML-DSA-65', pub }
  const key = createPublicKey({ format: 'jwk', key: jwk })
  return Buffer.from(pub, 'base64url').length === 1952 && verify(null, message, key, receipt.signature)
}

export function kidOf(pub: string): string {
  return sha(Buffer.from(`{"alg":"ML-DSA-65","kty":"AKP","pub":"${pub}"}`)).toString('base64url')
}

export function standing(options: Any, kid: string, size: number): { isTrusted: boolean; pub?: string } {
  const key = options.trust?.keys?.keys.find(({ pub }: Any) => kidOf(pub) === kid)
  must(key === undefined || size > (key.from_size ?? 0), 'key', 'key.not_yet')
  must(key === undefined || size <= (key.until_size ?? size), 'key', 'key.retired')
  return { isTrusted: key !== undefined || options.trust?.thumbprints?.includes(kid) === true, pub: key?.pub }
}

/** RFC 9162 section 2.1.3.2. */
export function rootOfPath(index: number, size: number, leaf: Buffer, path: string[]): Buffer {
  let [at, last, root] = [index, size - 1, leaf]
  must(at <= last, 'inclusion', 'inclusion.path')
  for (const hash of path.map(bytesOf)) {
    must(last > 0, 'inclusion', 'inclusion.path')
    const isRight = at % 2 === 1 || at === last
    root = isRight ? node(hash, root) : node(root, hash)
    for (; isRight && at % 2 === 0 && at > 0; last = Math.floor(last / 2)) at /= 2
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  must(last === 0, 'inclusion', 'inclusion.path')
  return root
}

export function outcomeOf(run: () => boolean): Verdict {
  try {
    return { verdict: run() ? 'valid' : 'indeterminate' }
  } catch (error) {
    if (!(error instanceof Fail)) throw error
    return { verdict: 'invalid', axis: error.axis, code: error.code }
  }
}

/** RFC 9162 section 2.1.4.2. */
export function isConsistent({ from_size: first, path, root }: Any, size: number, newRoot: Buffer): boolean {
  const hashes = [...(Number.isInteger(Math.log2(first)) ? [bytesOf(root)] : []), ...path.map(bytesOf)]
  let [at, last] = [first - 1, size - 1]
  for (; at % 2 === 1; last = Math.floor(last / 2)) at = Math.floor(at / 2)
  let [older, newer] = [hashes[0], hashes[0]]
  for (const hash of hashes.slice(1)) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      ;[older, newer] = [node(hash, older), node(hash, newer)]
      for (; at % 2 === 0 && at > 0; last = Math.floor(last / 2)) at /= 2
    } else newer = node(newer, hash)
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && older?.toString('hex') === root && newer?.equals(newRoot) === true
}
