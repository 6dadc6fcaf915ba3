// Describes the machine and the software that the figures were measured with.
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { startPostgres } from '../apps/api/test/postgres.ts'
import type { Options } from './options.ts'
import { openOwner } from './subject.ts'

export async function machine(options: Options): Promise<string[]> {
  const server = await startPostgres({ fsync: true })
  const database = openOwner(server.url)
  try {
    const [row] = await database.query(
      `select current_setting('server_version') as version, current_setting('fsync') as fsync,
              current_setting('synchronous_commit') as commit`,
    )
    const memory = Math.round(totalmem() / 2 ** 30)
    return [
      `machine: ${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unknown processor'}, ${memory} GiB, load ${loadavg()[0]?.toFixed(1)} before`,
      `software: Node ${process.versions.node}, PostgreSQL ${row?.version} (fsync ${row?.fsync}, synchronous_commit ${row?.commit})`,
      `each run: warm-up ${options.warmUpSeconds.toFixed(1)} s, measured ${options.seconds} s, fresh database; load generator and database on the same cores`,
    ]
  } finally {
    await database.close()
    await server.stop()
  }
}
