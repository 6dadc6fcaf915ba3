// The worst that operations permit costs bounded work and is answered; COUNTERSIGN_LONG tries more of it.
import assert from 'node:assert/strict'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { after, before, describe, it } from 'node:test'
import type { Operation } from '@countersign/contract'
import type { Answer, TestApp, TestDatabase } from './harness.ts'
import { countReading, countWork } from './work-count.ts'
import type { WorstBody } from './worst-bodies.ts'
import type { Victim } from './worst-world.ts'

// Only what is loaded after it began is counted.
const counter = await countWork()
const reading = countReading()
const { startApp, testDatabase } = await import('./harness.ts')
const { isErrorCode, operationList } = await import('@countersign/contract')
const { worstBodies } = await import('./worst-bodies.ts')
const { newVictim, worstPath } = await import('./worst-world.ts')

const isLong = process.env.COUNTERSIGN_LONG !== undefined
const AT_ONCE = isLong ? 32 : 8
/** Blocks of code that one request may run: so many for each byte that it may bring, and some for any request. */
const BLOCKS_PER_BYTE = 16
const BLOCKS_PER_REQUEST = 1_000_000
/** So many requests are counted together at most. */
const TOGETHER_MAX = 6
/** Characters that patterns may pass over for each byte, and for any request. */
const READ_PER_BYTE = 100
const READ_PER_REQUEST = 1_000_000
/** A request that nobody signed is refused before its body is read. */
const BLOCKS_UNSIGNED = 100_000
/** For each member, bodies of so many bytes together are tried one by one. */
const BYTES_TRIED = (isLong ? 1024 : 256) * 1024

let database: TestDatabase
let app: TestApp
/** The same service, but for the threads that check policies: it makes what the requests are about. */
let maker: TestApp
let agent: string
/** Reading uses nothing up. */
let reader: Victim
before(async () => {
  database = await testDatabase('postgres')
  const env = { COUNTERSIGN_RATE_LIMIT_ADDRESS: '1000000000' }
  const connection = await database.connection()
  app = await startApp(connection, 'postgres', { env, checks: 'in a thread' })
  maker = await startApp(connection, 'postgres', { env })
  agent = await app.newAgent()
  reader = await newVictim(maker)
})
after(async () => {
  counter.stop()
  reading.stop()
  await maker?.close()
  await app?.close()
  await database?.stop()
})

/** The same ones in every run, evenly from those of every member. */
function chosen(bodies: readonly WorstBody[], { bodyBytesMax }: Operation): WorstBody[] {
  const count = Math.ceil(BYTES_TRIED / bodyBytesMax)
  const members = Map.groupBy(bodies, ({ what }) => what.split(': ', 1)[0] ?? '')
  return [...members.values()].flatMap((all) => {
    return all.filter(
      (_, n) => Math.floor((n * count) / all.length) !== Math.floor(((n - 1) * count) / all.length),
    )
  })
}

function isAnswered({ status, body }: Answer): boolean {
  const { code } = (body ?? {}) as { code?: string }
  if (status >= 200 && status < 300) return true
  // Without its database the service answers quickly, and this would prove nothing.
  if (code === 'store.unavailable') return false
  return (status === 503 || (status >= 400 && status < 500)) && isErrorCode(code ?? '')
}

function sender(operation: Operation, path: string, key: string | null) {
  return async ({ what, text }: WorstBody): Promise<Answer> => {
    const body = text()
    const answer = await app.call(path, { key, method: operation.method, ...(body !== '' && { body }) })
    const said = `${operation.name}, ${what}: ${answer.status} ${answer.text.slice(0, 300)}`
    assert.ok(isAnswered(answer), said)
    return answer
  }
}

/** Where a key is required, a request without one is refused before much is done for it. */
async function sendUnsigned(operation: Operation, path: string, crowd: readonly WorstBody[]): Promise<void> {
  await counter.take()
  const answers = await Promise.all(crowd.map(sender(operation, path, null)))
  if (operation.auth !== 'required') return
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([401]))
  assert.ok((await counter.take()) <= AT_ONCE * BLOCKS_UNSIGNED)
}

/** Operations that look through texts, with the characters that patterns may pass over for one request of 16 KiB. */
const LOOKING: readonly [name: string, read: number][] = [
  ['check', 2_500_000],
  ['scan.action', 4_000_000],
  ['scan.response', 20_000_000],
  ['scan.tool', 5_000_000],
]
const SMALL_BYTES = 16 * 1024

/** Sends one after the other. Where several ran fewer blocks than one may, each of them did. */
async function spentOn(
  bodies: readonly WorstBody[],
  send: (body: WorstBody) => Promise<Answer>,
  most: number,
): Promise<{ body: WorstBody; blocks: number; read: number }[]> {
  const spent: { body: WorstBody; blocks: number; read: number }[] = []
  // Each look at the counts costs 30 ms, and begins to count anew.
  await counter.take()
  for (let at = 0, together = 1; at < bodies.length; ) {
    const some: { body: WorstBody; read: number }[] = []
    for (const body of bodies.slice(at, at + together)) {
      reading.take()
      await send(body)
      some.push({ body, read: reading.take() })
    }
    const blocks = await counter.take()
    spent.push(...some.map((one) => ({ ...one, blocks })))
    at += some.length
    together = Math.max(1, Math.min(TOGETHER_MAX, Math.floor((most * together) / (4 * blocks))))
  }
  return spent
}

describe('texts of every kind', () => {
  for (const [name, most] of LOOKING) {
    it(`are read by ${name} for a bounded amount of work`, async (t) => {
      const operation = operationList.find((one) => one.name === name)
      assert.ok(operation)
      const victim = await newVictim(maker)
      const send = sender(operation, worstPath(operation, victim), victim.key)
      const small = { ...operation, bodyBytesMax: SMALL_BYTES }
      let worst = { what: '', read: 0 }
      for (const body of worstBodies(small, victim.known).filter(({ what }) => what.includes(', one text'))) {
        reading.take()
        await send(body)
        const read = reading.take()
        assert.ok(read <= most, `patterns passed over ${read} characters of ${body.what}`)
        if (read > worst.read) worst = { what: body.what, read }
      }
      assert.ok(worst.read > 0, 'nothing was counted')
      t.diagnostic(`${worst.read} of ${most} characters: ${worst.what}`)
    })
  }
})

describe('the worst that each operation permits', () => {
  for (const operation of operationList) {
    it(`costs ${operation.name} a bounded amount of work, and ${AT_ONCE} at once are answered`, async (t) => {
      const victim = operation.method === 'GET' ? reader : await newVictim(maker)
      const path = worstPath(operation, victim)
      const made = worstBodies(operation, victim.known)
      const bodies = made.length === 0 ? [{ what: 'no body', text: () => '' }] : chosen(made, operation)
      const send = sender(operation, path, victim.key)
      const most = BLOCKS_PER_REQUEST + BLOCKS_PER_BYTE * operation.bodyBytesMax
      const spent = await spentOn(bodies, send, most)
      spent.sort((a, b) => b.blocks - a.blocks)
      assert.ok((spent[0]?.blocks ?? 0) > 0, 'nothing was counted')
      const mostRead = READ_PER_REQUEST + READ_PER_BYTE * operation.bodyBytesMax
      for (const { body, blocks, read } of spent) {
        assert.ok(
          blocks <= most,
          `${body.what}, and up to ${TOGETHER_MAX - 1} before or after it, ran ${blocks} blocks`,
        )
        assert.ok(read <= mostRead, `patterns passed over ${read} characters of ${body.what}`)
      }

      const worst = spent.slice(0, 8).map(({ body }) => {
        const text = body.text()
        return { what: body.what, text: () => text }
      })
      const crowd = Array.from({ length: AT_ONCE }, (_, n) => worst[n % worst.length] as WorstBody)
      const turns = monitorEventLoopDelay({ resolution: 1 })
      turns.enable()
      await Promise.all(crowd.map(send))
      turns.disable()
      await sendUnsigned(operation, path, crowd)

      const plain = await app.must<{ verdict: string }>('/v1/gate', {
        body: { agent_id: agent, action: 'read_file' },
      })
      assert.equal(plain.verdict, 'allow')
      const [first] = spent
      t.diagnostic(
        `${first?.blocks} of ${most} blocks: ${first?.body.what}; ${Math.max(...spent.map(({ read }) => read))} of ${mostRead} characters read; longest turn of ${AT_ONCE} at once ${Math.round(turns.max / 1e6)} ms`,
      )
    })
  }
})
