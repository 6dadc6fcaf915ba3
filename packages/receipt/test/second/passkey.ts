// The second verifier's reading of what a passkey signed, written from docs/receipt-format.md alone.
import { createPublicKey, verify } from 'node:crypto'
import { type Any, canon, must, readJson, sha } from './shared.ts'

function check(isSo: boolean, code: string): void {
  must(isSo, 'passkey', `passkey.${code}`)
}

function bytes(text: Any): Buffer {
  const read = Buffer.from(text, 'base64url')
  if (typeof text !== 'string' || text.length > 8192 || read.toString('base64url') !== text)
    throw new Error('not base64url')
  return read
}

function partsOf(assertion: Any): Any {
  try {
    const { public_key: key, authenticator_data, client_data, signature } = assertion
    const data = bytes(authenticator_data)
    const client = bytes(client_data)
    const json = readJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(client))
    const names = key.kty === 'EC' ? 'crv,kty,x,y' : 'crv,kty,x'
    const isSo =
      Object.keys(assertion).sort().join() === 'authenticator_data,client_data,public_key,signature' &&
      Object.keys(key).sort().join() === names &&
      `${key.kty} ${key.crv}` === (key.kty === 'EC' ? 'EC P-256' : 'OKP Ed25519') &&
      [key.x, key.y ?? key.x].every((part: Any) => bytes(part).length === 32) &&
      data.length >= 37 &&
      json?.constructor === Object
    return isSo ? { key, data, client, json, signature: bytes(signature) } : undefined
  } catch {
    return undefined
  }
}

function thumbprintOf(key: Any): string {
  return sha(Buffer.from(canon(key))).toString('base64url')
}

function isSignedBy({ key, data, client, signature }: Any): boolean {
  try {
    const publicKey = createPublicKey({ format: 'jwk', key })
    return verify(
      key.kty === 'EC' ? 'sha256' : null,
      Buffer.concat([data, sha(client)]),
      publicKey,
      signature,
    )
  } catch {
    return false
  }
}

function challengeOf(type: string, { id, digest, grant }: Any, { by, for: absent }: Any): string {
  const signed = {
    approval: id,
    by,
    ...(absent && { for: absent }),
    decision: type === 'approval.granted' ? 'grant' : 'reject',
    digest,
    ...(grant && { grant }),
  }
  return sha(Buffer.from(`countersign-decision/1\0${canon(signed)}`)).toString('base64url')
}

/** Section 9, `passkey`: `known` has the relying party of each passkey of the window, by member and thumbprint. */
export function checkPasskey(
  payload: Any,
  disclosures: Any[] = [],
  known: Map<string, Any>,
  from: number,
): void {
  const { type, member, passkey, decision, approval } = payload
  if (passkey !== undefined) {
    const party = type === 'member.passkey_added' ? passkey.relying_party : 'removed'
    known.set(member.id + passkey.thumbprint, party)
  }
  const value = disclosures.find(({ path }) => path === 'decision.assertion')?.value
  if (decision?.via !== 'passkey' || value === undefined) return
  const parts = partsOf(value)
  check(parts !== undefined, 'malformed')
  const { json, data, key } = parts
  const party = known.get(decision.by + thumbprintOf(key))
  check(json.type === 'webauthn.get', 'type')
  check(json.challenge === challengeOf(type, approval, decision), 'challenge')
  const [, scheme, host = ''] = /^(https?):\/\/([a-z0-9.-]{1,253})(?::\d{1,5})?$/.exec(json.origin) ?? []
  const isSafe = scheme === 'https' || (scheme === 'http' && `.${host}`.endsWith('.localhost'))
  check(isSafe && [undefined, false].includes(json.crossOrigin), 'origin')
  check((data[32] & 0b101) === 0b101, 'flags')
  const isKnown = party !== undefined && party !== 'removed'
  if (isKnown) {
    check(`.${host}`.endsWith(`.${party}`), 'origin')
    check(data.subarray(0, 32).equals(sha(Buffer.from(party))), 'relying_party')
  }
  check(isSignedBy(parts), 'signature')
  check(isKnown || (party === undefined && from > 0), 'key')
}
