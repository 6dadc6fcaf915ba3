// A synchronous pair of servers under load: the standby is lost, then the first server, then it takes over.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer as createRelay, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatApiKey, newId } from '@countersign/terms'
import pg from 'pg'
import { createServer, type Server } from '../postgres-server.ts'
import { until } from '../until.ts'
import { client, type Figures, judge, newStorm, resolveAll, type Storm } from './history.ts'
import { type Api, must, settings, startApi } from './processes.ts'

export type FailoverOptions = {
  processes: number
  clients: number
  /** How long each client rests before it asks anew. */
  pauseMs: number
  /** How long the first server goes on without its standby, before it is lost as well; longer than a statement may take. */
  aloneMs: number
  progress?: (text: string) => void
}

export type FailoverFigures = Figures & { whileAlone: number; seconds: number }

const STATEMENT_SECONDS = 2

export async function failover(options: FailoverOptions): Promise<FailoverFigures> {
  const began = performance.now()
  const orgId = newId('org', Date.now(), randomBytes(10))
  const key = formatApiKey('test', orgId, randomBytes(30))
  const dataDir = mkdtempSync(join(tmpdir(), 'countersign-storm-'))
  const pair = await makePair()
  const relay = await startRelay(pair.first)
  const env = settings(key, {
    COUNTERSIGN_DATA_DIR: dataDir,
    DATABASE_URL: relay.url,
    COUNTERSIGN_STATEMENT_SECONDS: String(STATEMENT_SECONDS),
  })
  const apis: Api[] = []
  try {
    for (let n = 0; n < options.processes; n++) apis.push(await startApi(env))
    const url = apis[0]?.url ?? ''
    const { id: agentId } = await must(url, '/v1/agents', { key, body: { name: 'storm' } })
    const trusted = await must(url, `/v1/logs/${orgId}/keys`, { key })
    const urls = apis.map((api) => api.url)
    const storm = newStorm({ key, orgId, agentId, urls: () => urls, pauseMs: options.pauseMs })
    const clients = Array.from({ length: options.clients }, () => client(storm))
    let whileAlone = 0
    try {
      await answered(storm, 100)
      options.progress?.(`the standby is lost, ${storm.ops.size} asked`)
      await pair.second.kill('SIGKILL')
      // What both servers had already may still be on its way to who asked.
      await sleep(options.aloneMs / 2)
      const before = countAnswered(storm)
      await sleep(options.aloneMs / 2)
      whileAlone = countAnswered(storm) - before
      options.progress?.(`the first server is lost, ${storm.ops.size} asked`)
      await pair.first.kill('SIGKILL')
      relay.leadTo(undefined)
      await pair.second.start()
      await onServer(pair.second, 'select pg_promote(true, 60)')
      relay.leadTo(pair.second)
      await answered(storm, 100)
    } finally {
      storm.stopped = true
      await Promise.all(clients)
    }
    await resolveAll(storm)
    const figures = await judge(storm, url, trusted)
    return { ...figures, whileAlone, seconds: Math.round((performance.now() - began) / 1000) }
  } finally {
    await Promise.all(apis.map((api) => api.stop()))
    relay.close()
    await Promise.all([pair.first.stop(), pair.second.stop()])
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function countAnswered(storm: Storm): number {
  return [...storm.ops.values()].filter((op) => op.okAt !== undefined).length
}

async function answered(storm: Storm, more: number): Promise<void> {
  const before = countAnswered(storm)
  try {
    await until('answers arrive', () => countAnswered(storm) >= before + more)
  } catch (error) {
    const said = [...storm.said].slice(-5).join('\n')
    throw new Error(`the service does not answer: ${said}`, { cause: error })
  }
}

async function onServer(server: Server, ...statements: string[]): Promise<pg.QueryResult> {
  const session = new pg.Client({ connectionString: server.url('postgres') })
  await session.connect()
  try {
    let last = await session.query('select')
    for (const statement of statements) last = await session.query(statement)
    return last
  } finally {
    await session.end()
  }
}

/** The second server has all that the first one acknowledged: no commit is answered before it is on both disks. */
async function makePair(): Promise<{ first: Server; second: Server }> {
  const first = await createServer({ fsync: true })
  await onServer(first, 'create database countersign')
  await first.kill('SIGINT')
  const second = await createServer({ fsync: true, standbyOf: first })
  await first.start()
  await onServer(first, `alter system set synchronous_standby_names = 'standby'`, 'select pg_reload_conf()')
  await until('the standby is synchronous', async () => {
    const { rows } = await onServer(first, 'select sync_state from pg_stat_replication')
    return rows[0]?.sync_state === 'sync'
  })
  return { first, second }
}

/** What stands before the pair in production: one address, which leads to the server that may write. */
async function startRelay(to: Server) {
  let leader: Server | undefined = to
  const open = new Set<Socket>()
  const relay = createRelay((near) => {
    if (leader === undefined) {
      near.destroy()
      return
    }
    const far = connect(join(dirname(leader.dataDir), '.s.PGSQL.5432'))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const address = relay.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/countersign`,
    leadTo(next: Server | undefined) {
      leader = next
      for (const socket of open) socket.destroy()
    },
    close() {
      relay.close()
      for (const socket of open) socket.destroy()
    },
  }
}
