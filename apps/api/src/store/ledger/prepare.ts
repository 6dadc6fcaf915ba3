// Reads what is asked before it joins the queue, so that nobody waits for it with a committer or the lock.
import type { Work } from '../../ports/ledger.ts'
import type { Pace } from '../../ports/services.ts'
import type { Soon } from '../../soon.ts'
import type { Configured, WorkConfigs } from './config.ts'

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
    const loaded = configs.forWorks(orgId, [work])
    const prepared =
      loaded instanceof Promise
        ? prepareLater(pace, orgId, work, loaded)
        : prepareWith(pace, orgId, work, loaded)
    return prepared instanceof Promise ? prepared.catch(ignored) : undefined
  } catch {
    return undefined
  }
}

/** A function of its own: the work of nearly all requests makes no closure for it. */
function prepareLater(
  pace: Pace,
  orgId: string,
  work: Work<unknown>,
  loading: Promise<Configured | undefined>,
): Promise<void> {
  return loading.then((loaded) => prepareWith(pace, orgId, work, loaded))
}

function prepareWith(
  pace: Pace,
  orgId: string,
  { prepare, bytes }: Work<unknown>,
  loaded: Configured | undefined,
): Soon<void> {
  if (loaded === undefined) return undefined
  const { config } = loaded
  if (bytes > HEAVY_BYTES) return pace.run(orgId, () => prepare?.(config))
  return pace.light(orgId, () => prepare?.(config))
}

/** The database is away, or what is asked cannot be read. */
function ignored(): void {}
