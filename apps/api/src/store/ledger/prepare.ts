// Reads what is asked before it joins the queue, so that nobody waits for that with a committer, a connection or the lock.
import type { Work } from '../../ports/ledger.ts'
import type { Pace } from '../../ports/services.ts'
import type { WorkConfigs } from './config.ts'

/** Work that holds more takes turns with what is heavy elsewhere. */
const HEAVY_BYTES = 32 * 1024

/** Never rejects: a commit prepares again what could not be prepared here, and says what is wrong. */
export async function prepareWork(
  { configs, pace }: { configs: WorkConfigs; pace: Pace },
  orgId: string,
  work: Work<unknown>,
): Promise<void> {
  if (work.prepare === undefined) return
  try {
    const loaded = await configs.forWorks(orgId, [work])
    if (loaded === undefined) return
    const read = () => work.prepare?.(loaded.config)
    if (work.bytes > HEAVY_BYTES) await pace.run(orgId, read)
    else await pace.light(orgId, read)
  } catch {
    // The database is away, or what is asked cannot be read.
  }
}
