// Who used the processors while something was measured.
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { family } from '../apps/api/test/postgres-server.ts'
import type { Subject } from './subject.ts'

type Watched = Pick<Subject, 'api' | 'databasePid'>

/** Milliseconds that were computed since they started; of the database on Linux only. In bytes, what the API's main thread allocated. */
export type Used = {
  all: number
  load: number
  main: number
  threads: number
  database: number
  allocated: number
}

/** Length of a tick of /proc, ms: the kernel's interface has a hundred in a second. */
const TICK_MS = 10

function computedByAll(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0)
}

/** With the children that have ended. */
function computedBy(pid: number): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const [user, system, endedUser, endedSystem] = fields.split(' ').slice(11, 15).map(Number)
  return ((user ?? 0) + (system ?? 0) + (endedUser ?? 0) + (endedSystem ?? 0)) * TICK_MS
}

function computedByFamily(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return 0
  // A session may end between the two looks.
  return family(pid).reduce((sum, member) => {
    try {
      return sum + computedBy(member)
    } catch {
      return sum
    }
  }, 0)
}

async function computed({ api, databasePid }: Watched): Promise<Used> {
  const { main, process: whole, allocated } = await api.computed()
  const { user, system } = process.cpuUsage()
  const database = computedByFamily(databasePid)
  return {
    all: computedByAll(),
    load: (user + system) / 1000,
    main,
    threads: whole - main,
    database,
    allocated,
  }
}

/** Begins to watch; the function that it resolves with says who computed how long since then, and how long that was. */
export async function watchCpu(watched: Watched): Promise<() => Promise<{ used: Used; ms: number }>> {
  const [began, before] = [performance.now(), await computed(watched)]
  return async () => {
    const [ms, after] = [performance.now() - began, await computed(watched)]
    const used = Object.fromEntries(
      Object.entries(after).map(([who, value]) => [who, value - before[who as keyof Used]]),
    )
    return { used: used as Used, ms }
  }
}

function othersOf({ all, load, main, threads, database }: Used): number {
  return Math.max(0, all - load - main - threads - database)
}

export function describeShares({ used, ms }: { used: Used; ms: number }): string {
  function share(part: number): string {
    return `${Math.round((100 * part) / ms)} %`
  }
  return `of one core: API main thread ${share(used.main)}, its other threads ${share(used.threads)}, PostgreSQL ${share(used.database)}, load generator ${share(used.load)}, the system and others ${share(othersOf(used))}`
}

/** What one of so many requests cost, and what others of the machine took meanwhile. */
export function describeEach({ used, ms }: { used: Used; ms: number }, requests: number): string {
  function each(part: number): string {
    return `${Math.round((1000 * part) / requests)} µs`
  }
  return `CPU for each: API ${each(used.main + used.threads)} (main thread ${each(used.main)}), PostgreSQL ${each(used.database)}, load generator ${each(used.load)}; ${(used.allocated / requests / 1000).toFixed(1)} KB allocated for each; the system and others took ${Math.round((100 * othersOf(used)) / ms)} % of one core`
}
