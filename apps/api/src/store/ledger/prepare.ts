// Reads what is asked before it joins the queue, so that nobody waits for it with a committer or the lock.
import type { Work } from '../../ports/ledger.ts'
import type { OrgConfig } from '../../ports/nouns.ts'
import type { Pace } from '../../ports/services.ts'
import { onceThere, type Soon } from '../../soon.ts'
import type { WorkConfigs } from './config.ts'

/** Work that holds more takes turns with what is heavy elsewhere. */
const HEAVY_BYTES = 32 * 1024

/** Fails never: a commit prepares again what could not be prepared here, and says what is wrong. */
export function prepareWork(
  { configs, pace }: { configs: WorkConfigs; pace: Pace },
  orgId: string,
  work: Work<unknown>,
): Soon<void> {
  if (work.prepare === undefined) return undefined
  try {
    const prepared = onceThere(configs.forWorks(orgId, [work]), (loaded) =>
      loaded === undefined ? undefined : prepareWith(pace, orgId, work, loaded.config),
    )
    return prepared instanceof Promise ? prepared.catch(ignored) : undefined
  } catch {
    return undefined
  }
}

function prepareWith(
  pace: Pace,
  orgId: string,
  { prepare, bytes }: Work<unknown>,
  config: OrgConfig,
): Soon<void> {
  if (bytes > HEAVY_BYTES) return pace.run(orgId, () => prepare?.(config))
  return pace.light(orgId, () => prepare?.(config))
}

/** The database is away, or what is asked cannot be read. */
function ignored(): void {}
