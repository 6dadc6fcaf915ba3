// Challenges of passkeys that are stored nowhere: a stranger who asks for many fills no table.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export type Challenges = {
  /** Good for the browser whose forms have this token, for minutes. */
  make(seed: string): Uint8Array<ArrayBuffer>
  /** ms since epoch; 0 for one that this browser was not asked with. */
  endsAt(challenge: string, seed: string): number
}

const LASTS_MS = 5 * 60_000
const TIME_BYTES = 8
const RANDOM_BYTES = 16

export function createChallenges(secret: string): Challenges {
  function markOf(body: Buffer, seed: string): Buffer {
    return createHmac('sha256', secret).update(`first passkey\0${seed}\0`).update(body).digest()
  }
  return {
    make(seed) {
      const time = Buffer.alloc(TIME_BYTES)
      time.writeBigUInt64BE(BigInt(Date.now() + LASTS_MS))
      const body = Buffer.concat([time, randomBytes(RANDOM_BYTES)])
      return new Uint8Array(Buffer.concat([body, markOf(body, seed)]))
    },
    endsAt(challenge, seed) {
      const bytes = Buffer.from(challenge, 'base64url')
      const body = bytes.subarray(0, TIME_BYTES + RANDOM_BYTES)
      const [given, mark] = [bytes.subarray(body.length), markOf(body, seed)]
      const isOurs = given.length === mark.length && timingSafeEqual(given, mark)
      return isOurs ? Number(body.readBigUInt64BE()) : 0
    },
  }
}
