// Background load of one kind of request, while requests of another kind are timed one by one.
import { Agent, request } from 'node:http'

export type RequestSpec = {
  url: string
  method: string
  key: string
  /** Undefined for a request without a body. */
  body?: string | undefined
}

export type Answer = { status: number; text: string }

/** One request over the connections of `agent`; rejects when no whole answer comes. */
export function send(agent: Agent, { url, method, key, body }: RequestSpec): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${key}`,
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }),
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, agent, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      answer.once('error', reject)
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

/**
 * Sends one after another for `seconds`; returns the times in ms, sorted. Throws unless every answer is a 200 that begins
 * with `expected`.
 */
export async function timeRequests(
  spec: RequestSpec,
  seconds: number,
  warmUp: number,
  expected = '',
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: number[] = []
  async function once() {
    const { status, text } = await send(agent, spec)
    if (status !== 200 || !text.startsWith(expected))
      throw new Error(`${spec.url} answered ${status}: ${text.slice(0, 300)}`)
  }
  try {
    for (let n = 0; n < warmUp; n++) await once()
    for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
      const began = performance.now()
      await once()
      times.push(performance.now() - began)
    }
  } finally {
    agent.destroy()
  }
  return times.sort((a, b) => a - b)
}

export type BackgroundLoad = { answers: ReadonlyMap<number, number>; stop(): Promise<void> }

/** Keeps `connections` busy, each sending what `next` returns as soon as it has its answer, until it is stopped. */
export function startBackgroundLoad(connections: number, next: (n: number) => RequestSpec): BackgroundLoad {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const answers = new Map<number, number>()
  let isStopped = false
  let n = 0
  async function work() {
    while (!isStopped) {
      // A connection that is closed counts as an answer with status 0.
      const { status } = await send(agent, next(n++)).catch(() => ({ status: 0 }))
      answers.set(status, (answers.get(status) ?? 0) + 1)
    }
  }
  const running = Array.from({ length: connections }, work)
  return {
    answers,
    async stop() {
      isStopped = true
      await Promise.all(running)
      agent.destroy()
    },
  }
}

/** Such as `200: 17, 503: 4`. */
export function describeAnswers(answers: ReadonlyMap<number, number>): string {
  return [...answers]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${status}: ${count}`)
    .join(', ')
}
