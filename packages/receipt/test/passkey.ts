// Passkeys from fixed seeds, and the assertions that an authenticator would make with them.
import { encodeBase64url, encodeUtf8 } from '@countersign/json'
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import {
  decisionChallenge,
  type PasskeyAssertion,
  type PasskeyKey,
  passkeyThumbprint,
  type SignedDecision,
} from '../src/index.ts'
import { nobleSuite } from '../src/noble.ts'

export const RELYING_PARTY = 'countersign.example.com'

/** What an assertion may have different from a good one. */
export type Otherwise = {
  relyingParty?: string
  client?: object
  flags?: number
  /** Of the key that the assertion names. */
  names?: TestPasskey
}

export type TestPasskey = {
  key: PasskeyKey
  thumbprint: string
  sign(decision: SignedDecision, otherwise?: Otherwise): PasskeyAssertion
}

const PRESENT_AND_VERIFIED = 5

function passkeyOf(key: PasskeyKey, signBytes: (message: Uint8Array) => Uint8Array): TestPasskey {
  function sign(decision: SignedDecision, otherwise: Otherwise = {}): PasskeyAssertion {
    const { relyingParty = RELYING_PARTY, client = {}, flags = PRESENT_AND_VERIFIED, names } = otherwise
    const clientData = encodeUtf8(
      JSON.stringify({
        type: 'webauthn.get',
        challenge: encodeBase64url(decisionChallenge(nobleSuite, decision)),
        origin: `https://${RELYING_PARTY}`,
        crossOrigin: false,
        ...client,
      }),
    )
    const data = Uint8Array.of(...nobleSuite.sha256(encodeUtf8(relyingParty)), flags, 0, 0, 0, 7)
    return {
      authenticator_data: encodeBase64url(data),
      client_data: encodeBase64url(clientData),
      public_key: names?.key ?? key,
      signature: encodeBase64url(signBytes(Uint8Array.of(...data, ...nobleSuite.sha256(clientData)))),
    }
  }
  return { key, thumbprint: passkeyThumbprint(nobleSuite, key), sign }
}

/** An ES256 passkey whose secret repeats one byte; signing is deterministic (RFC 6979). */
export function es256Passkey(seedByte: number): TestPasskey {
  const secret = new Uint8Array(32).fill(seedByte)
  const point = p256.getPublicKey(secret, false)
  const [x, y] = [encodeBase64url(point.subarray(1, 33)), encodeBase64url(point.subarray(33))]
  return passkeyOf({ kty: 'EC', crv: 'P-256', x, y }, (message) =>
    p256.sign(message, secret, { format: 'der', lowS: false }),
  )
}

/** An EdDSA passkey whose secret repeats one byte. */
export function ed25519Passkey(seedByte: number): TestPasskey {
  const secret = new Uint8Array(32).fill(seedByte)
  const x = encodeBase64url(ed25519.getPublicKey(secret))
  return passkeyOf({ kty: 'OKP', crv: 'Ed25519', x }, (message) => ed25519.sign(message, secret))
}
