// Sends the requests of a background load until it is told to stop, then says how they were answered.
import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import type { Load, RequestSpec } from './background.ts'

const { connections, requests, stride = 1 } = workerData as Load
const agent = new Agent({ keepAlive: true, maxSockets: connections })
const prepared = requests.map(prepare)
const answers = new Map<number, number>()
let isStopped = false
let sent = 0

/** Everything that costs time is done before the first one is sent. */
function prepare({ url, method, key, body }: RequestSpec) {
  const bytes = body === undefined ? undefined : Buffer.from(body)
  const headers = {
    authorization: `Bearer ${key}`,
    ...(bytes !== undefined && { 'content-type': 'application/json', 'content-length': bytes.length }),
  }
  const { hostname, port, pathname, search } = new URL(url)
  return { options: { hostname, port, path: `${pathname}${search}`, method, agent, headers }, bytes }
}

/** Nobody reads the answer but its status. */
function send(n: number): Promise<number> {
  const { options, bytes } = prepared[n % prepared.length] as ReturnType<typeof prepare>
  return new Promise((resolve) => {
    const outgoing = request(options, (answer) => {
      answer.once('end', () => resolve(answer.statusCode ?? 0))
      answer.once('error', () => resolve(0))
      answer.resume()
    })
    outgoing.once('error', () => resolve(0))
    outgoing.end(bytes)
  })
}

async function work(): Promise<void> {
  while (!isStopped) {
    const status = await send(sent++ * stride)
    answers.set(status, (answers.get(status) ?? 0) + 1)
  }
}

parentPort?.once('message', () => {
  isStopped = true
})
const running = Promise.all(Array.from({ length: connections }, work))
parentPort?.postMessage('started')
await running
agent.destroy()
parentPort?.postMessage(answers)
