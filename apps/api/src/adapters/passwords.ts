// Hashes of passwords: scrypt in the runtime's threads, one at a time, so that guessing slows nobody else.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { Fault } from '../ports/faults.ts'

/** 32 MiB and about 100 ms each. */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const
const KEY_BYTES = 32
const WAITING_MAX = 32

const PATTERN = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/

export type Passwords = {
  hash(password: string): Promise<string>
  verify(hash: string, password: string): Promise<boolean>
}

/** One hash is computed at a time: the other threads of the pool sign receipts. Rejects with `busy` beyond a short queue. */
export function createPasswords(): Passwords {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (waiting >= WAITING_MAX) throw new Fault('busy')
    waiting += 1
    const turn = last.then(work, work)
    last = turn.catch(() => undefined)
    try {
      return await turn
    } finally {
      waiting -= 1
    }
  }
  return {
    hash: (password) =>
      inTurn(async () => {
        const salt = randomBytes(16)
        const key = await derive(password, salt, COST)
        return `scrypt$${COST.N}$${COST.r}$${COST.p}$${salt.toString('base64url')}$${key.toString('base64url')}`
      }),
    verify: (hash, password) =>
      inTurn(async () => {
        const [, N, r, p, salt, key] = PATTERN.exec(hash) ?? []
        if (salt === undefined || key === undefined) {
          // What opens nothing takes as long, so that nobody learns which account it is.
          await derive(password, randomBytes(16), COST)
          return false
        }
        const cost = { N: Number(N), r: Number(r), p: Number(p) }
        const derived = await derive(password, Buffer.from(salt, 'base64url'), cost)
        const expected = Buffer.from(key, 'base64url')
        return expected.length === derived.length && timingSafeEqual(derived, expected)
      }),
  }
}

function derive(
  password: string,
  salt: Uint8Array,
  cost: { N: number; r: number; p: number },
): Promise<Buffer> {
  // The same password may be typed with composed or decomposed letters.
  const text = password.normalize('NFKC')
  return new Promise((resolve, reject) => {
    scrypt(text, salt, KEY_BYTES, { ...cost, maxmem: 256 * cost.N * cost.r }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}
