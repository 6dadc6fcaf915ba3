// POST /v1/gate with nothing else going on: one connection, one request at a time.
import { Agent, request } from 'node:http'
import { ALLOWED, accounted } from './accounting.ts'
import type { Caller } from './load.ts'
import type { Options } from './options.ts'
import { progress } from './progress.ts'
import { onPostgres, type Subject } from './subject.ts'
import { milliseconds, type Row } from './table.ts'

const WARM_UP = 500

/** Times of the requests in ms, sorted; `answered` counts the warm-up, too. */
export async function oneByOne(
  { api, callers }: Pick<Subject, 'api' | 'callers'>,
  length: { seconds: number; warmUp: number },
): Promise<{ times: number[]; answered: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const [caller] = callers
  if (caller === undefined) throw new Error('nobody to call as')
  const times: number[] = []
  try {
    for (let n = 0; n < length.warmUp; n++) await ask(agent, api.url, caller)
    for (const end = performance.now() + length.seconds * 1000; performance.now() < end; ) {
      const began = performance.now()
      await ask(agent, api.url, caller)
      times.push(performance.now() - began)
    }
  } finally {
    agent.destroy()
  }
  return { times: times.sort((a, b) => a - b), answered: length.warmUp + times.length }
}

function ask(agent: Agent, url: string, { headers, body }: Caller): Promise<void> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) }
    const asking = request(
      `${url}/v1/gate`,
      { method: 'POST', agent, headers: { ...headers, ...length } },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        answer.on('end', () => {
          if (answer.statusCode === 200 && text.startsWith(ALLOWED)) resolve()
          else reject(new Error(`/v1/gate answered ${answer.statusCode}: ${text}`))
        })
      },
    )
    asking.on('error', reject)
    asking.end(body)
  })
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export async function latencyRows(options: Options): Promise<Row[]> {
  progress('/gate unloaded')
  const subject = await onPostgres()
  try {
    const length = { seconds: options.seconds, warmUp: WARM_UP }
    const { times } = await accounted(subject, () => oneByOne(subject, length))
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
