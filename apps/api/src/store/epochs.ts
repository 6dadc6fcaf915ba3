// The epoch of an org's configuration, read once for all who ask for it at the same time.
import type { Readers } from './readers.ts'

/** The epoch as it is after it was asked for; undefined: no such org. */
export type Epochs = (orgId: string) => Promise<number | undefined>

type Reading = Promise<number | undefined>

/** Who asks while it is read shares the next reading, which begins later, so a crowd of one org is one reader. */
export function createEpochs({ urgent }: Pick<Readers, 'urgent'>): Epochs {
  const running = new Map<string, Reading>()
  const next = new Map<string, Reading>()

  function begin(orgId: string): Reading {
    const reading = urgent(orgId, async (client) => {
      const found = await client.query<{ epoch: number }>({
        name: 'config_epoch',
        text: 'select epoch::float8 as epoch from logs where org_id = $1',
        values: [orgId],
      })
      return found.rows[0]?.epoch
    })
    running.set(orgId, reading)
    function end(): void {
      if (running.get(orgId) === reading) running.delete(orgId)
    }
    reading.then(end, end)
    return reading
  }

  function beginAfter(reading: Reading, orgId: string): Reading {
    function follow(): Reading {
      next.delete(orgId)
      return begin(orgId)
    }
    const following = reading.then(follow, follow)
    next.set(orgId, following)
    return following
  }

  return (orgId) => {
    const now = running.get(orgId)
    return now === undefined ? begin(orgId) : (next.get(orgId) ?? beginAfter(now, orgId))
  }
}
