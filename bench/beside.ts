// Requests of one kind again and again, while requests of another kind are timed one by one.
import { Agent, request } from 'node:http'

export type Ask = {
  url: string
  method: string
  key: string
  /** Undefined for a request without a body. */
  body?: string | undefined
}

export type Said = { status: number; text: string }

/** One request over the connections of `agent`; rejects when no whole answer comes. */
export function ask(agent: Agent, { url, method, key, body }: Ask): Promise<Said> {
  const headers = {
    authorization: `Bearer ${key}`,
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }),
  }
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, agent, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      answer.once('error', reject)
    })
    asking.once('error', reject)
    asking.end(body)
  })
}

/** Asks one after another for so long; answers the times in ms, sorted. Throws unless every answer is a 200. */
export async function timesOf(wanted: Ask, seconds: number, warmUp: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: number[] = []
  async function once() {
    const { status, text } = await ask(agent, wanted)
    if (status !== 200) throw new Error(`${wanted.url} answered ${status}: ${text.slice(0, 300)}`)
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

export type Crowd = { answers: ReadonlyMap<number, number>; stop(): Promise<void> }

/** So many connections, each asking what `next` says as soon as it was answered, until it is stopped. */
export function crowd(connections: number, next: (n: number) => Ask): Crowd {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const answers = new Map<number, number>()
  let isStopped = false
  let n = 0
  async function work() {
    while (!isStopped) {
      // A connection that is closed on it counts as an answer with status 0.
      const { status } = await ask(agent, next(n++)).catch(() => ({ status: 0 }))
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
