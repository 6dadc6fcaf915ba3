// What watching costs: gates with metrics and a line a request, beside gates without either.
import type { Options } from './options.ts'
import { progress } from './progress.ts'
import { onPostgres } from './subject.ts'
import { perSecond, type Row } from './table.ts'
import { gateUnderLoad } from './throughput.ts'

const SILENT = { COUNTERSIGN_LOG_LEVEL: 'warn' }
const WATCHED = { COUNTERSIGN_LOG_LEVEL: 'info', COUNTERSIGN_METRICS_TOKEN: 'a-token-of-the-benchmark' }

export async function watchedRows(options: Options): Promise<Row[]> {
  progress('/gate without metrics and logs, with both, and without again')
  const before = await ratioOf(SILENT, options)
  const watched = await ratioOf(WATCHED, options)
  const after = await ratioOf(SILENT, options)
  // By ratios to the empty handler, and between two plain runs: the machine may have become busier meanwhile.
  const plain = (before.ratio + after.ratio) / 2
  const cost = 1 - watched.ratio / plain
  return [
    {
      what: '/gate with metrics, and logs at info',
      budget: 'within 5 % of plain',
      measured: perSecond(watched.perSecond),
      ratio: watched.ratio,
      met: cost < 0.05,
      note: `costs ${(100 * cost).toFixed(1)} % by ratio; plain ${perSecond(before.perSecond)} and ${perSecond(after.perSecond)}, ratios ${before.ratio.toFixed(3)} and ${after.ratio.toFixed(3)}`,
    },
  ]
}

async function ratioOf(env: Record<string, string>, options: Options) {
  const subject = await onPostgres({ env, profiles: options.profiles })
  try {
    const { perSecond: gates, empty } = await gateUnderLoad(subject, options)
    return { perSecond: gates, ratio: gates / empty }
  } finally {
    await subject.stop()
  }
}
