// Passkeys: their public keys, and the WebAuthn assertion with which one signs a decision.
import {
  CodecError,
  decodeBase64url,
  decodeUtf8,
  encodeBase64url,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  parseJson,
} from '@countersign/json'
import type { Suite } from './suite.ts'

/** The public key of a passkey: ES256 on P-256 (RFC 7518) or EdDSA on Ed25519 (RFC 8037), with these members only. */
export type PasskeyKey =
  | { kty: 'EC'; crv: 'P-256'; x: string; y: string }
  | { kty: 'OKP'; crv: 'Ed25519'; x: string }

/** What `decision.assertion` commits to; the byte strings of the WebAuthn assertion in base64url. */
export type PasskeyAssertion = {
  authenticator_data: string
  client_data: string
  public_key: PasskeyKey
  signature: string
}

/** What an assertion must be: over this challenge, and by this passkey if it is known. */
export type ExpectedAssertion = {
  challenge: Uint8Array
  passkey?: { thumbprint: string; relying_party: string }
}

/** What is wrong with an assertion. */
export type AssertionFault =
  | 'malformed'
  | 'type'
  | 'challenge'
  | 'origin'
  | 'relying_party'
  | 'flags'
  | 'key'
  | 'signature'

/** RFC 7638 thumbprint of a passkey's public key in base64url. */
export function passkeyThumbprint({ sha256 }: Pick<Suite, 'sha256'>, passkey: PasskeyKey): string {
  const key = readPasskeyKey(passkey)
  const text =
    key.kty === 'EC'
      ? `{"crv":"P-256","kty":"EC","x":"${key.x}","y":"${key.y}"}`
      : `{"crv":"Ed25519","kty":"OKP","x":"${key.x}"}`
  return encodeBase64url(sha256(encodeUtf8(text)))
}

const COORDINATE_BYTES = 32
// A credential's data are some hundred bytes; more would only cost time.
const PART_CHARACTERS_MAX = 8192

// Bits of the flags byte: WebAuthn Level 3 section 6.1.
const FLAGS_AT = 32
const USER_PRESENT = 1
const USER_VERIFIED = 4
const DATA_BYTES_MIN = 37

/** What is wrong with an assertion, or undefined; without a known passkey, whose it is stays open. */
export function assertionFault(
  suite: Suite,
  assertion: unknown,
  expected: ExpectedAssertion,
): AssertionFault | undefined {
  const { challenge, passkey }: ExpectedAssertion = Object(expected)
  const read = readAssertion(assertion)
  if (read === undefined) return 'malformed'
  const { key, keyBytes, clientData, data, signature } = read
  const fault =
    clientFault(read.client, challenge) ?? flagsFault(data) ?? (passkey && ownerFault(suite, read, passkey))
  if (fault !== undefined) return fault
  const message = Uint8Array.of(...data, ...suite.sha256(clientData))
  const verify = key.kty === 'EC' ? suite.verifyEs256 : suite.verifyEd25519
  return verify(keyBytes, message, signature) ? undefined : 'signature'
}

function clientFault(client: JsonObject, challenge: Uint8Array): AssertionFault | undefined {
  if (client.type !== 'webauthn.get') return 'type'
  if (client.challenge !== encodeBase64url(challenge)) return 'challenge'
  const isOwnPage = client.crossOrigin === undefined || client.crossOrigin === false
  return isOwnPage && hostOf(client.origin) !== undefined ? undefined : 'origin'
}

function flagsFault(data: Uint8Array): AssertionFault | undefined {
  const flags = data[FLAGS_AT] ?? 0
  return (flags & USER_PRESENT) === 0 || (flags & USER_VERIFIED) === 0 ? 'flags' : undefined
}

function ownerFault(
  suite: Suite,
  { key, client, data }: NonNullable<ReturnType<typeof readAssertion>>,
  { thumbprint, relying_party: party }: NonNullable<ExpectedAssertion['passkey']>,
): AssertionFault | undefined {
  if (passkeyThumbprint(suite, key) !== thumbprint) return 'key'
  if (!`.${hostOf(client.origin)}`.endsWith(`.${party}`)) return 'origin'
  const expected = suite.sha256(encodeUtf8(party))
  return expected.every((byte, index) => byte === data[index]) ? undefined : 'relying_party'
}

function readAssertion(assertion: unknown) {
  try {
    if (!isJsonObject(assertion)) return undefined
    const { authenticator_data, client_data, public_key, signature, ...others } = assertion
    const key = readPasskeyKey(public_key)
    if (Object.keys(others).length > 0) return undefined
    const clientData = partOf(client_data)
    const client = parseJson(decodeUtf8(clientData))
    const data = partOf(authenticator_data)
    if (!isJsonObject(client) || data.length < DATA_BYTES_MIN) return undefined
    return { key, keyBytes: bytesOfKey(key), client, clientData, data, signature: partOf(signature) }
  } catch {
    return undefined
  }
}

function partOf(value: unknown): Uint8Array {
  if (typeof value === 'string' && value.length <= PART_CHARACTERS_MAX) return decodeBase64url(value)
  throw new CodecError('passkey.part', 'a part of an assertion is a short base64url text')
}

/** Reads the public key of a passkey strictly. Throws `CodecError` `passkey.key`, or `base64url.…` for its text. */
export function readPasskeyKey(value: unknown): PasskeyKey {
  if (isJsonObject(value)) {
    const { kty, crv, x, y, ...others } = value
    const isClosed = Object.keys(others).length === 0
    if (isClosed && kty === 'EC' && crv === 'P-256' && isCoordinate(x) && isCoordinate(y)) {
      return { kty, crv, x, y }
    }
    if (isClosed && kty === 'OKP' && crv === 'Ed25519' && isCoordinate(x) && y === undefined) {
      return { kty, crv, x }
    }
  }
  throw new CodecError('passkey.key', 'the key of a passkey is on P-256 or Ed25519')
}

function isCoordinate(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length === 43 && decodeBase64url(value).length === COORDINATE_BYTES
  )
}

function bytesOfKey(key: PasskeyKey): Uint8Array {
  const x = decodeBase64url(key.x)
  return key.kty === 'EC' ? Uint8Array.of(...x, ...decodeBase64url(key.y)) : x
}

const ORIGIN = /^(https?):\/\/([a-z0-9.-]{1,253})(?::[0-9]{1,5})?$/

/** Browsers give passkeys to `https` only, and to the machine itself. */
function hostOf(origin: unknown): string | undefined {
  if (typeof origin !== 'string') return undefined
  const [, scheme, host] = ORIGIN.exec(origin) ?? []
  if (host === undefined) return undefined
  return scheme === 'https' || host === 'localhost' || host.endsWith('.localhost') ? host : undefined
}
