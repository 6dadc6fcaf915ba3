// Requests timed one by one, while a thread of its own loads the service with requests of another kind.
import { Agent, request } from 'node:http'
import { Worker } from 'node:worker_threads'

export type RequestSpec = {
  url: string
  method: string
  key: string
  /** Undefined for a request without a body. */
  body?: string | Uint8Array | undefined
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

/** What the thread is to send: the requests go round, in steps of `stride`. */
export type Load = { connections: number; requests: readonly RequestSpec[]; stride?: number }

/** How many answers there were of each status; a connection that was closed counts as 0. */
export type Answers = ReadonlyMap<number, number>

export type BackgroundLoad = { stop(): Promise<Answers> }

/**
 * Keeps `connections` busy, each sending the next request as soon as it has its answer, until it is stopped. What that
 * costs the thread delays nobody who is timed here. Resolves when the bodies are made and the first requests are sent.
 */
export async function startBackgroundLoad(load: Load): Promise<BackgroundLoad> {
  const thread = new Worker(new URL('./background-thread.ts', import.meta.url), { workerData: load })
  function message<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      thread.once('error', reject)
      thread.once('message', resolve)
    })
  }
  await message()
  return {
    async stop() {
      const answers = message<Answers>()
      thread.postMessage('stop')
      return answers.finally(() => thread.terminate())
    },
  }
}

/** Such as `200: 17, 503: 4`. */
export function describeAnswers(answers: Answers): string {
  return [...answers]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${status}: ${count}`)
    .join(', ')
}
