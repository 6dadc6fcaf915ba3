// What an account begins with: the hash of a password, or a passkey that its browser made just now.
import type { Passwords } from '../adapters/passwords.ts'
import { ApiError } from '../operations/refusal.ts'
import type { AccountStore, FirstKey, NewPasskey } from '../ports/accounts.ts'
import { isUnattested } from './attestation.ts'
import { createChallenges } from './challenges.ts'
import { COSE_ALGORITHMS, coseKey } from './cose-key.ts'
import type { Chosen, Named } from './person.ts'

export type FirstKeys = {
  /** What a browser is asked before it makes the passkey of a new account; `seed` is the token of its forms. */
  create(person: Named, seed: string): Promise<object>
  /** Throws what is wrong with what was chosen. */
  of(chosen: Chosen): Promise<FirstKey>
  /** What another browser is asked for, to show that it has what was chosen. */
  ask(passkey: NewPasskey, seed: string): Promise<object>
  /** Whether this is what was chosen. */
  is(chosen: Chosen, key: FirstKey): Promise<boolean>
}

type Parts = {
  passwords: Passwords
  secret: string
  publicUrl: () => string
  accountStore: Pick<AccountStore, 'isFirst' | 'hasCredential'>
}

/** What a browser sent, and the token of its forms. */
type Response = Extract<Chosen, { response: string }>

/** An id of WebAuthn has at most 1,023 bytes. */
const ID_CHARACTERS_MAX = 1364
const NOT_TAKEN = 'the passkey was not accepted: try again, in a browser that runs scripts'

export function createFirstKeys(parts: Parts): FirstKeys {
  const { passwords } = parts
  const asking = createAsking(parts)
  return {
    create: asking.create,
    ask: asking.ask,
    async of(chosen) {
      if ('response' in chosen) return { passkey: await asking.made(chosen) }
      return { passwordHash: await passwords.hash(chosen.password) }
    },
    async is(chosen, key) {
      if ('passkey' in key) return 'response' in chosen && asking.isOf(chosen, key.passkey)
      return 'password' in chosen && passwords.verify(key.passwordHash, chosen.password)
    },
  }
}

/** What browsers are asked for, and whether what they answer is good. */
function createAsking({ secret, publicUrl, accountStore }: Parts) {
  const challenges = createChallenges(secret)

  /** What the library found, where it took the answer and nobody has given it before. */
  async function answered<T>(
    seed: string,
    verify: (expected: Expected) => Promise<T>,
  ): Promise<T | undefined> {
    const { origin, hostname } = new URL(publicUrl())
    let asked = ''
    function expectedChallenge(challenge: string): boolean {
      asked = challenge
      return challenges.endsAt(challenge, seed) > Date.now()
    }
    const expected = { expectedChallenge, expectedOrigin: origin, expectedRPID: hostname }
    const found = await verify(expected).catch(() => undefined)
    if (found === undefined) return undefined
    const isFirst = await accountStore.isFirst(`first passkey ${asked}`, challenges.endsAt(asked, seed))
    return isFirst ? found : undefined
  }

  return {
    async create({ name, email }: Named, seed: string): Promise<object> {
      const { generateRegistrationOptions } = await import('@simplewebauthn/server')
      return generateRegistrationOptions({
        rpName: 'Countersign',
        rpID: new URL(publicUrl()).hostname,
        userName: email,
        userDisplayName: name,
        challenge: challenges.make(seed),
        attestationType: 'none',
        supportedAlgorithmIDs: [...COSE_ALGORITHMS],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
    },
    async ask({ id }: NewPasskey, seed: string): Promise<object> {
      const { generateAuthenticationOptions } = await import('@simplewebauthn/server')
      return generateAuthenticationOptions({
        rpID: new URL(publicUrl()).hostname,
        challenge: challenges.make(seed),
        allowCredentials: [{ id }],
        userVerification: 'required',
      })
    },
    async made({ response, seed }: Response): Promise<NewPasskey> {
      const given = objectIn(response)
      if (given === undefined || !(await isUnattested(given))) throw notTaken()
      const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
      const found = await answered(seed, (expected) =>
        // Whatever a browser sends; the library looks at every part of it.
        verifyRegistrationResponse({ response: given as never, ...expected }),
      )
      const passkey = found?.verified === true ? passkeyOf(found.registrationInfo) : undefined
      if (passkey === undefined || (await accountStore.hasCredential(passkey.id))) throw notTaken()
      return passkey
    },
    async isOf({ response, seed }: Response, passkey: NewPasskey): Promise<boolean> {
      const given = objectIn(response)
      if (given === undefined || !('id' in given) || given.id !== passkey.id) return false
      const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
      const { id, counter } = passkey
      const publicKey = new Uint8Array(Buffer.from(passkey.publicKey, 'base64'))
      const found = await answered(seed, (expected) =>
        verifyAuthenticationResponse({
          response: given as never,
          credential: { id, counter, publicKey },
          ...expected,
        }),
      )
      return found?.verified === true
    },
  }
}

type Expected = {
  expectedChallenge: (challenge: string) => boolean
  expectedOrigin: string
  expectedRPID: string
}

type Registered = {
  credential: { id: string; publicKey: Uint8Array; counter: number; transports?: unknown }
  credentialDeviceType: string
  credentialBackedUp: boolean
  aaguid: string
}

/** Undefined for one that receipts could not be verified with. */
function passkeyOf({
  credential: { id, publicKey, counter, transports },
  credentialDeviceType: deviceType,
  credentialBackedUp: backedUp,
  aaguid,
}: Registered): NewPasskey | undefined {
  if (id.length > ID_CHARACTERS_MAX || coseKey(publicKey) === undefined) return undefined
  return {
    id,
    publicKey: Buffer.from(publicKey).toString('base64'),
    counter,
    deviceType,
    backedUp,
    transports: transportsOf(transports),
    aaguid,
  }
}

function notTaken(): ApiError {
  return new ApiError('request.invalid', { detail: NOT_TAKEN })
}

/** How the browser reaches the passkey, in words of its own. */
function transportsOf(given: unknown): string {
  if (!Array.isArray(given)) return ''
  return given
    .filter((word) => typeof word === 'string' && /^[a-z-]{1,20}$/.test(word))
    .slice(0, 8)
    .join(',')
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
