// Reads what is asked before it joins the queue, so that nobody waits for it with a committer or the lock.
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
  const { prepare, bytes } = work
  if (prepare === undefined) return
  try {
    const config = (await configs.forWorks(orgId, [work]))?.config
    if (config === undefined) return
    if (bytes > HEAVY_BYTES) await pace.run(orgId, () => prepare(config))
    else await pace.light(orgId, () => prepare(config))
  } catch {
    // The database is away, or what is asked cannot be read.
  }
}
