// Wakes those who wait for an approval: at once in this process, within a tick in every other.
import { NOW } from './clock.ts'
import { type Database, readOn, writeOn } from './pool.ts'

/** Names an approval in its org. */
export type ApprovalName = { orgId: string; id: string }

export type Decided = {
  /** Calls `listener` once it is decided; answers how to stop. */
  watch(name: ApprovalName, listener: () => void): () => void
  /** This process committed these decisions. */
  announce(orgId: string, ids: readonly string[]): void
  /** Waiters are not notified any more. */
  stop(): void
}

const TICK_MS = 250

/** Asks for all that is waited for at once, and only while anybody waits. */
export function createDecided(
  ask: (names: readonly ApprovalName[]) => Promise<readonly ApprovalName[]>,
  tickMs = TICK_MS,
): Decided {
  const watched = new Map<string, ApprovalName & { listeners: Set<() => void> }>()
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  function schedule(): void {
    if (timer === undefined && !isStopped && watched.size > 0) timer = setTimeout(tick, tickMs).unref()
  }

  async function tick(): Promise<void> {
    try {
      for (const { orgId, id } of await ask([...watched.values()])) wake({ orgId, id })
    } catch {
      // The next tick asks again, and readers meanwhile get the error of the database.
    }
    timer = undefined
    schedule()
  }

  function wake(name: ApprovalName): void {
    const found = watched.get(keyOf(name))
    if (found === undefined) return
    watched.delete(keyOf(name))
    for (const listener of found.listeners) listener()
  }

  return {
    watch(name, listener) {
      const key = keyOf(name)
      const found = watched.get(key) ?? { ...name, listeners: new Set() }
      found.listeners.add(listener)
      watched.set(key, found)
      schedule()
      return () => {
        found.listeners.delete(listener)
        if (found.listeners.size === 0 && watched.get(key) === found) watched.delete(key)
      }
    },
    announce(orgId, ids) {
      for (const id of ids) wake({ orgId, id })
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

function keyOf({ orgId, id }: ApprovalName): string {
  return `${orgId} ${id}`
}

/** One statement, whatever the number of orgs. Outside row security, as `due` is: it holds nothing but ids. */
export async function readDecided(
  { urgent, timeouts }: Database,
  names: readonly ApprovalName[],
): Promise<ApprovalName[]> {
  return readOn(urgent, undefined, timeouts, async (client) => {
    const found = await client.query<ApprovalName>({
      name: 'decided_wanted',
      text: `select d.org_id as "orgId", d.approval_id as id
               from unnest(string_to_array($1, ','), string_to_array($2, ',')) as wanted (org_id, approval_id)
              cross join lateral (select org_id, approval_id from decided
                                   where org_id = wanted.org_id and approval_id = wanted.approval_id limit 1) d`,
      values: [names.map(({ orgId }) => orgId).join(','), names.map(({ id }) => id).join(',')],
    })
    return found.rows
  })
}

/** Longer than anybody waits, and than a commit takes. */
const KEPT_MS = 600_000

export async function forgetDecided({ urgent, timeouts }: Database): Promise<void> {
  await writeOn(urgent, undefined, timeouts, (client) =>
    client.query(`delete from decided where at < ${NOW} - ${KEPT_MS}`),
  )
}
