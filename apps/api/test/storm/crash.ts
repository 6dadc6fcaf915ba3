// Processes killed under load: the API, the database, or both.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatApiKey, newId } from '@countersign/terms'
import { emptyDataDir, startPostgres, type TestPostgres } from '../postgres.ts'
import { family } from '../postgres-server.ts'
import { until } from '../until.ts'
import { client, type Figures, judge, newStorm, resolveAll, type Storm } from './history.ts'
import { type Api, must, settings, signalAll, startApi } from './processes.ts'

export type CrashOptions = {
  kind: 'postgres' | 'embedded'
  apiKills: number
  /** Kills and restarts of the database server; PostgreSQL only. */
  databaseKills: number
  /** The database server stopped and continued; PostgreSQL only. */
  databaseStops: number
  clients: number
  /** How long each of them rests before it asks anew. */
  pauseMs?: number
  progress?: (text: string) => void
}

export type CrashFigures = Figures & {
  apiKills: number
  databaseKills: number
  databaseStops: number
  seconds: number
}

export type World = {
  env: Record<string, string>
  /** How many API processes one database bears. */
  processes: number
  server: TestPostgres | undefined
  remove(): Promise<void>
}

/** A database for the processes of a storm, and the environment that they share. */
export async function makeWorld(kind: CrashOptions['kind'], key: string): Promise<World> {
  const dataDir =
    kind === 'embedded' ? await emptyDataDir() : mkdtempSync(join(tmpdir(), 'countersign-storm-'))
  function removeData() {
    rmSync(dataDir, { recursive: true, force: true })
  }
  const shared = settings(key, { COUNTERSIGN_DATA_DIR: dataDir })
  if (kind === 'embedded') {
    return { env: shared, processes: 1, server: undefined, remove: async () => removeData() }
  }
  const server = await startPostgres()
  return {
    env: { ...shared, DATABASE_URL: server.url },
    processes: 2,
    server,
    async remove() {
      await server.stop()
      removeData()
    },
  }
}

export async function crashStorm(options: CrashOptions): Promise<CrashFigures> {
  const began = performance.now()
  const orgId = newId('org', Date.now(), randomBytes(10))
  const key = formatApiKey('test', orgId, randomBytes(30))
  const world = await makeWorld(options.kind, key)
  const apis: (Api | undefined)[] = []
  try {
    for (let n = 0; n < world.processes; n++) apis.push(await startApi(world.env))
    const url = apis[0]?.url ?? ''
    const { id: agentId } = await must(url, '/v1/agents', { key, body: { name: 'storm' } })
    const trusted = await must(url, `/v1/logs/${orgId}/keys`, { key })
    function urls() {
      return apis.flatMap((api) => (api === undefined ? [] : [api.url]))
    }
    const storm = newStorm({ key, orgId, agentId, urls, pauseMs: options.pauseMs ?? 0 })
    const clients = Array.from({ length: options.clients }, () => client(storm))
    try {
      await wreck(options, world, apis, storm)
    } catch (error) {
      const outputs = apis.map((api) => api?.output().slice(-600)).join('\n')
      throw new Error(`${(error as Error).message}\n${outputs}`, { cause: error })
    } finally {
      storm.stopped = true
      await Promise.all(clients)
    }
    await resolveAll(storm)
    const { apiKills, databaseKills, databaseStops } = options
    const figures = await judge(storm, urls()[0] ?? '', trusted)
    const seconds = Math.round((performance.now() - began) / 1000)
    return { ...figures, apiKills, databaseKills, databaseStops, seconds }
  } finally {
    await Promise.all(apis.map((api) => api?.stop()))
    await world.remove()
  }
}

/** Every fault in turn, each in the middle of work. */
async function wreck(
  options: CrashOptions,
  world: World,
  apis: (Api | undefined)[],
  storm: Storm,
): Promise<void> {
  const faults = [
    ...Array<string>(options.apiKills).fill('api'),
    ...Array<string>(options.databaseKills).fill('database'),
    ...Array<string>(options.databaseStops).fill('stop'),
  ]
  // Mixed, and the same in every run.
  const order = faults
    .map((fault, n) => ({ fault, at: (n * 7919) % faults.length }))
    .sort((a, b) => a.at - b.at)
  for (const [n, { fault }] of order.entries()) {
    await working(storm)
    await sleep(Math.random() * 250)
    if (fault === 'api') await killApi(world, apis, n % apis.length)
    else if (fault === 'database') await killDatabase(world)
    else await stopDatabase(world)
    options.progress?.(`${options.kind} ${n + 1}/${order.length} ${fault}, ${storm.ops.size} asked`)
  }
  await working(storm)
}

/** Waits until answers arrive again. */
async function working(storm: Storm): Promise<void> {
  function answered() {
    return [...storm.ops.values()].filter((op) => op.okAt !== undefined).length
  }
  const before = answered()
  try {
    await until('answers arrive again', () => answered() >= before + 30)
  } catch (error) {
    throw new Error(`the service did not come back: ${[...storm.said].slice(-5).join('\n')}`, {
      cause: error,
    })
  }
}

/** Kills a process in the middle of whatever it does, and starts another in its place. */
export async function killApi(world: World, apis: (Api | undefined)[], n: number): Promise<void> {
  const victim = apis[n]
  apis[n] = undefined
  await victim?.signal('SIGKILL')
  apis[n] = await startApi(world.env)
}

async function killDatabase(world: World): Promise<void> {
  await world.server?.process?.kill('SIGKILL')
  await sleep(Math.random() * 300)
  await world.server?.process?.start()
}

async function stopDatabase(world: World): Promise<void> {
  const pids = family(world.server?.process?.pid() ?? 0)
  signalAll(pids, 'SIGSTOP')
  await sleep(500 + Math.random() * 2500)
  signalAll(pids, 'SIGCONT')
}
