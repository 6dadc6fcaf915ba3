// POST /v1/gate one by one while strangers without a key send the largest bodies that verification accepts.
import { Agent, request } from 'node:http'
import { verifyBodyBytesMax } from '@countersign/contract'
import { oneByOne } from './latency.ts'
import type { Options } from './options.ts'
import { progress } from './progress.ts'
import { onPostgres, type Subject } from './subject.ts'
import { milliseconds, percentile, type Row } from './table.ts'

const STRANGERS = 4
const WARM_UP = 200

/** Many small values: what costs the most to read for its size. */
function largestBody(): Buffer {
  const [head, tail] = ['{"evidence":{"a":[', '{}]}}']
  const room = verifyBodyBytesMax - head.length - tail.length
  return Buffer.from(head + '{},'.repeat(Math.floor(room / 3)) + tail)
}

/** Sends the body again as soon as an answer or a refusal came, until it is stopped; counts answers by status. */
function startStranger(url: string, address: string, body: Buffer, counts: Map<string, number>) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let isStopped = false
  function count(what: string) {
    return counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  function once() {
    return new Promise<void>((resolve) => {
      const headers = { 'content-type': 'application/json', 'content-length': body.length }
      const outgoing = request(
        `${url}/v1/verify`,
        { method: 'POST', agent, localAddress: address, headers },
        (answer) => {
          count(String(answer.statusCode))
          answer.resume()
          answer.once('close', resolve)
        },
      )
      outgoing.on('error', () => {
        if (!isStopped) count('reset')
        resolve()
      })
      outgoing.end(body)
    })
  }
  async function loop() {
    while (!isStopped) await once()
  }
  const running = loop()
  return {
    async stop() {
      isStopped = true
      agent.destroy()
      await running
    },
  }
}

async function besideStrangers(subject: Subject, seconds: number) {
  const counts = new Map<string, number>()
  const body = largestBody()
  const strangers = Array.from({ length: STRANGERS }, (_, n) =>
    startStranger(subject.api.url, `127.0.0.${n + 2}`, body, counts),
  )
  try {
    const { times } = await oneByOne(subject, { seconds, warmUp: 1 })
    return { times, counts }
  } finally {
    for (const stranger of strangers) await stranger.stop()
  }
}

export async function strangersRows(options: Options): Promise<Row[]> {
  progress(`/gate alongside ${STRANGERS} strangers who verify`)
  // Without a limit per address, as if each request came from another one.
  const subject = await onPostgres({ env: { COUNTERSIGN_RATE_LIMIT_ADDRESS: '1000000000' } })
  try {
    const quiet = await oneByOne(subject, { seconds: options.seconds, warmUp: WARM_UP })
    const { times, counts } = await besideStrangers(subject, options.seconds)
    const [before, during] = [percentile(quiet.times, 0.5), percentile(times, 0.5)]
    const answers = [...counts].map(([what, count]) => `${what} ${count}`).join(', ')
    return [
      {
        what: `/gate alongside ${STRANGERS} strangers with bodies of 2 MiB, p50`,
        budget: 'at most twice the quiet one',
        measured: milliseconds(during),
        met: during <= 2 * before,
        note: `quiet ${milliseconds(before)}, ${(during / before).toFixed(1)} times that; p99 ${milliseconds(percentile(times, 0.99))}, quiet ${milliseconds(percentile(quiet.times, 0.99))}; strangers got ${answers}`,
      },
    ]
  } finally {
    await subject.stop()
  }
}
