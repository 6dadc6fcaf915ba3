// A passkey without a browser, for tests: it registers and signs as an authenticator does.
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

export type Cbor = Parameters<typeof isoCBOR.encode>[0]

export type Authenticator = {
  id: string
  /** What a browser sends of a new passkey; `statement` is what vouches for it. */
  register(options: { challenge: string }, statement?: [string, Map<string | number, Cbor>]): string
  /** What it sends when the passkey signs in. */
  answer(options: { challenge: string }): string
}

// Flags of WebAuthn: somebody was there, was verified, and there is a credential.
const [PRESENT, VERIFIED, ATTESTED] = [0x01, 0x04, 0x40]

export function newAuthenticator(url: string): Authenticator {
  const { origin, hostname } = new URL(url)
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const rawId = randomBytes(32)
  const id = rawId.toString('base64url')

  function clientData(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  }
  function dataOf(flags: number, ...more: Uint8Array[]): Buffer {
    return Buffer.concat([sha256(hostname), Buffer.of(flags), Buffer.alloc(4), ...more])
  }
  function send(response: object): string {
    const common = { id, rawId: id, type: 'public-key', clientExtensionResults: {} }
    return JSON.stringify({ ...common, response })
  }

  return {
    id,
    register({ challenge }, [fmt, attStmt] = ['none', new Map()]) {
      const key = isoCBOR.encode(
        new Map<string | number, Cbor>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
          [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
        ]),
      )
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.of(0, rawId.length), rawId, key])
      const authData = dataOf(PRESENT | VERIFIED | ATTESTED, credential)
      const attestation = isoCBOR.encode(
        new Map<string | number, Cbor>([
          ['fmt', fmt],
          ['attStmt', attStmt],
          ['authData', new Uint8Array(authData)],
        ]),
      )
      return send({
        clientDataJSON: clientData('webauthn.create', challenge).toString('base64url'),
        attestationObject: Buffer.from(attestation).toString('base64url'),
        transports: ['internal'],
      })
    },
    answer({ challenge }) {
      const client = clientData('webauthn.get', challenge)
      const authData = dataOf(PRESENT | VERIFIED)
      const signature = createSign('sha256')
        .update(Buffer.concat([authData, sha256(client)]))
        .sign(privateKey)
      return send({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
      })
    },
  }
}

function sha256(data: string | Uint8Array): Buffer {
  return createHash('sha256').update(data).digest()
}
