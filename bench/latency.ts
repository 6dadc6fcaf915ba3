// The latency of POST /v1/gate with nothing else going on: one connection, one request at a time.
import { ALLOWED, checkReceipts } from './accounting.ts'
import { timeRequests } from './background.ts'
import type { Options } from './options.ts'
import { progress } from './progress.ts'
import { gateOf, onPostgres, type Subject } from './subject.ts'
import { milliseconds, percentile, type Row } from './table.ts'

const WARM_UP = 500

/** Times of the requests in ms, sorted; `answered` counts the warm-up, too. */
export async function oneByOne(
  subject: Pick<Subject, 'api' | 'callers'>,
  { seconds, warmUp }: { seconds: number; warmUp: number },
): Promise<{ times: number[]; answered: number }> {
  const times = await timeRequests(gateOf(subject, 0), seconds, warmUp, ALLOWED)
  return { times, answered: warmUp + times.length }
}

export async function latencyRows(options: Options): Promise<Row[]> {
  progress('/gate unloaded')
  const subject = await onPostgres()
  try {
    const length = { seconds: options.seconds, warmUp: WARM_UP }
    const { times } = await checkReceipts(subject, () => oneByOne(subject, length))
    const p50 = percentile(times, 0.5)
    const p99 = percentile(times, 0.99)
    const note = `${times.length} requests one after another`
    return [
      {
        what: '/gate unloaded, p50',
        budget: 'under 4 ms',
        measured: milliseconds(p50),
        met: p50 < 4,
        note,
      },
      {
        what: '/gate unloaded, p99',
        budget: 'under 15 ms',
        measured: milliseconds(p99),
        met: p99 < 15,
        note,
      },
    ]
  } finally {
    await subject.stop()
  }
}
