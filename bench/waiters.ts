// How long a caller that waits for a decision takes to learn of it, over two processes.
import { setTimeout as sleep } from 'node:timers/promises'
import { startPostgres } from '../apps/api/test/postgres.ts'
import { HELD_POLICY, heldBody } from './approvals.ts'
import type { Options } from './options.ts'
import { type Running, startApi } from './processes.ts'
import { progress } from './progress.ts'
import { call, newAdminKey } from './subject.ts'
import { milliseconds, percentile, type Row } from './table.ts'

const WAITERS = 1000
const WAIT_SECONDS = 60
/** So many gates are opened, and so many approvals decided, at the same time. */
const AT_ONCE = 8
const APART_MS = 3
const SETTLE_MS = 2000

type Held = { id: string; digest: string }
type World = { apis: Running[]; key: string; agentId: string; memberId: string }

export async function waiterRows(options: Options): Promise<Row[]> {
  progress(`${WAITERS} waiters on two processes`)
  const server = await startPostgres({ fsync: true })
  const first = newAdminKey()
  const env = {
    DATABASE_URL: server.url,
    COUNTERSIGN_INIT_ADMIN_KEY: first.key,
    COUNTERSIGN_MASTER_KEY: '07'.repeat(32),
    COUNTERSIGN_APPROVALS_PER_AGENT: String(WAITERS),
  }
  const apis = [await startApi(env, options.profiles)]
  try {
    apis.push(await startApi(env, options.profiles))
    const times = (await timeDecisions(await makeWorld(apis, first.key), WAITERS)).sort((a, b) => a - b)
    const p99 = percentile(times, 0.99)
    return [
      {
        what: `from a decision to a waiter's answer, p99, ${WAITERS} waiters, two processes`,
        budget: 'under 1 s',
        measured: milliseconds(p99),
        met: p99 < 1000,
        note: `p50 ${milliseconds(percentile(times, 0.5))}; all decided by one process, from when its answer left`,
      },
    ]
  } finally {
    for (const api of apis) await api.stop()
    await server.stop()
  }
}

async function makeWorld(apis: Running[], key: string): Promise<World> {
  const [{ url }] = apis as [Running]
  await call(url, '/v1/policies/publish', key, { text: HELD_POLICY })
  const { id: agentId } = await call<{ id: string }>(url, '/v1/agents', key, { name: 'waiting' })
  const person = { name: 'Ada', role: 'approver' }
  const { id: memberId } = await call<{ id: string }>(url, '/v1/members', key, person)
  return { apis, key, agentId, memberId }
}

/** Every approval has one waiter, half of them in each process; answers the ms from each decision to its waiter's answer. */
export async function timeDecisions(world: World, count: number): Promise<number[]> {
  const { apis, key } = world
  const held: Held[] = []
  await several(count, async (n) => {
    held[n] = await open(world, n)
  })
  const answeredAt = held.map(async ({ id }, n) => {
    // They come one after another, as callers do.
    await sleep(n * APART_MS)
    const api = apis[n % apis.length] as Running
    const path = `/v1/approvals/${id}?wait=${WAIT_SECONDS}`
    const { status } = await call<{ status: string }>(api.url, path, key)
    if (status !== 'granted') throw new Error(`a waiter was answered \`${status}\``)
    return performance.now()
  })
  await sleep(count * APART_MS + SETTLE_MS)
  const decidedAt = await decideAll(world, held)
  const answers = await Promise.all(answeredAt)
  return answers.map((at, n) => Math.max(0, at - (decidedAt[n] ?? 0)))
}

async function open({ apis: [api], key, agentId }: World, n: number): Promise<Held> {
  const url = api?.url ?? ''
  const body = JSON.parse(heldBody(agentId, n)) as object
  const { approval } = await call<{ approval: { id: string } }>(url, '/v1/gate', key, body)
  return call<Held>(url, `/v1/approvals/${approval.id}`, key)
}

async function decideAll({ apis: [api], key, memberId }: World, held: readonly Held[]): Promise<number[]> {
  const decidedAt: number[] = []
  await several(held.length, async (n) => {
    const { id, digest } = held[n] as Held
    const body = { decision: 'grant', member_id: memberId, digest }
    await call(api?.url ?? '', `/v1/approvals/${id}/decide`, key, body)
    decidedAt[n] = performance.now()
  })
  return decidedAt
}

/** A few at a time, in order. */
async function several(count: number, act: (n: number) => Promise<void>): Promise<void> {
  let next = 0
  async function go(): Promise<void> {
    for (let n = next++; n < count; n = next++) await act(n)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, go))
}
