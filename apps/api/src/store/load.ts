// Lengths of queues for monitoring: in this process, and in the tables that jobs work off.
import type { Backlog, Load } from '../ports/metrics.ts'
import { NOW } from './clock.ts'
import type { Queue } from './ledger/queue.ts'
import type { Client, Database } from './pool.ts'

export function readLoad(queue: Queue, db: Database): Load {
  // The embedded database has one connection, whatever it is for.
  const pools = db.readers === db.ledger ? { all: db.ledger } : poolsOf(db)
  return {
    queue: { items: queue.depth(), bytes: queue.bytes(), oldestMs: queue.oldestMs() },
    pools: Object.entries(pools).map(([pool, { totalCount, idleCount, waitingCount, options }]) => ({
      pool,
      open: totalCount,
      inUse: totalCount - idleCount,
      waiting: waitingCount,
      max: options.max,
    })),
  }
}

function poolsOf({ ledger, urgent, readers }: Database) {
  return { ledger, urgent, readers }
}

/** Counting more would read more, and nobody needs to know how much more than too many it is. */
const COUNTED_MAX = 10_000

/** These tables are outside row security, and their first rows are found by an index. */
export async function readBacklog(client: Client): Promise<Backlog> {
  const found = await client.query<Backlog>(
    `with clock as (select ${NOW} as now)
     select greatest(0, coalesce(now - (select min(at) from due), 0))::float8 as "expiryLagMs",
            greatest(0, coalesce(now - (select min(at) from outbox), 0))::float8 as "outboxLagMs",
            greatest(0, coalesce(now - least((select min(at) from retention_due),
                                             (select min(behind_since) from retention_due)), 0))::float8
              as "retentionLagMs",
            (select count(*) from (select 1 from outbox limit ${COUNTED_MAX}) waiting)::int as "outboxWaiting"
       from clock`,
  )
  return found.rows[0] ?? { expiryLagMs: 0, outboxLagMs: 0, retentionLagMs: 0, outboxWaiting: 0 }
}
