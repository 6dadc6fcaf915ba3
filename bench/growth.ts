// What is asked of a log must not take longer because the log has grown.
import { ALLOWED } from './accounting.ts'
import { type RequestSpec, timeRequests } from './background.ts'
import { call, gateOf, type Org, type Subject } from './subject.ts'
import { milliseconds, percentile, type Row } from './table.ts'

const RATIO_MAX = 1.2
const WARM_UP = 20

/** How long each takes at one size of the log, in ms. */
export type Times = { size: number; of: ReadonlyMap<string, number> }

type Asked = { seconds: number; exported: number }

/** Adds as many receipts as it sends gates. The log must have those that are exported. */
export async function timesAt(subject: Subject, org: Org, { seconds, exported }: Asked): Promise<Times> {
  const size = await subject.treeSizes()
  const gates = await timeRequests(gateOf(subject, 0), seconds, WARM_UP, ALLOWED)
  const of = new Map([
    ['gate unloaded, p50', percentile(gates, 0.5)],
    ['gate unloaded, p99', percentile(gates, 0.99)],
  ])
  for (const [what, spec] of await reads(subject, org, exported)) {
    of.set(`${what}, p50`, percentile(await timeRequests(spec, seconds / 4, WARM_UP), 0.5))
  }
  return { size, of }
}

async function reads({ api }: Subject, { id, key }: Org, exported: number): Promise<[string, RequestSpec][]> {
  const oldest = '/v1/receipts?order=asc&limit=1'
  const { data } = await call<{ data: { id: string }[] }>(api.url, oldest, key)
  const paths = [
    ['first page of receipts', '/v1/receipts?limit=50'],
    ['evidence of the oldest receipt', `/v1/receipts/${data[0]?.id}`],
    ['proof of consistency', `/v1/logs/${id}/consistency?from=1&to=${exported}`],
    [`export of ${exported} receipts`, `/v1/bundle?from_seq=0&to_seq=${exported}`],
  ] as const
  return paths.map(([what, path]) => [what, { url: `${api.url}${path}`, method: 'GET', key }])
}

export function growthRows(before: Times, after: Times): Row[] {
  const sizes = `${after.size.toLocaleString('en')} receipts`
  return [...after.of].map(([what, ms]) => {
    const usual = before.of.get(what) ?? Number.NaN
    return {
      what: `${what}, at ${sizes}`,
      budget: `under ${RATIO_MAX} times that at ${before.size.toLocaleString('en')}`,
      measured: milliseconds(ms),
      met: ms < RATIO_MAX * usual,
      note: `${(ms / usual).toFixed(2)} times ${milliseconds(usual)}`,
    }
  })
}
