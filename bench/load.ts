// The load generator: keep-alive connections, each sending again as soon as it has its answer.
import autocannon from 'autocannon'
import { progress } from './progress.ts'

export type Caller = { headers: Record<string, string>; body: string }

export type Load = {
  url: string
  /** Connections take them in turn. */
  callers: readonly Caller[]
  connections: number
  /** A new Idempotency-Key with every request. */
  keyed?: boolean
  /** Takes the place of the body of every so many requests; 0: of none, at the same cost. */
  instead?: { every: number; body: (n: number) => string }
  /** How every answer must begin. */
  expect: string
}

export type Outcome = {
  answers: number
  seconds: number
  perSecond: number
  /** Latency at this load, whole ms. */
  p50: number
  p99: number
}

const TIMEOUT_SECONDS = 30
const SAMPLE_MS = 50
const REPORT_EVERY_MS = 5000

/** Sends `amount` requests and waits for every answer; throws unless each is the expected one. */
export async function run(load: Load, amount: number): Promise<Outcome> {
  let connection = 0
  let sent = 0
  function altered(request: autocannon.Request): autocannon.Request {
    sent += 1
    const { keyed, instead } = load
    const isOther = instead !== undefined && instead.every > 0 && sent % instead.every === 0
    return {
      ...request,
      ...(isOther && { body: instead.body(sent) }),
      ...(keyed && {
        headers: { ...request.headers, 'idempotency-key': `${process.pid}-${performance.now()}-${sent}` },
      }),
    }
  }
  const running = autocannon({
    url: load.url,
    method: 'POST',
    connections: load.connections,
    amount: Math.max(amount, load.connections),
    timeout: TIMEOUT_SECONDS,
    sampleInt: SAMPLE_MS,
    setupClient(client) {
      const caller = load.callers[connection++ % load.callers.length]
      if (caller !== undefined) client.setHeadersAndBody(caller.headers, caller.body)
    },
    verifyBody: (body) => body.startsWith(load.expect),
    ...((load.keyed || load.instead) && { requests: [{ setupRequest: altered }] }),
  })
  const began = performance.now()
  let ended = began
  let reportedAt = began
  let answers = 0
  running.on('response', () => {
    answers += 1
    ended = performance.now()
    if (ended - reportedAt < REPORT_EVERY_MS) return
    reportedAt = ended
    progress(`  ${answers} of ${amount} requests answered`)
  })
  const result = await running
  const broken = ['non2xx', 'errors', 'timeouts', 'mismatches', 'resets'] as const
  const wrong = broken.filter((name) => result[name] > 0).map((name) => `${name} ${result[name]}`)
  if (wrong.length > 0) throw new Error(`the load got unexpected answers: ${wrong.join(', ')}`)
  const seconds = (ended - began) / 1000
  const { p50, p99 } = result.latency
  return { answers: result['2xx'], seconds, perSecond: result['2xx'] / seconds, p50, p99 }
}

/** Warms up, finding the rate, calls `onWarm`, then measures for about `seconds`; `answered` counts the warm-up, too. */
export async function measure(
  load: Load,
  length: { seconds: number; warmUpSeconds: number },
  onWarm?: () => Promise<unknown>,
): Promise<Outcome & { answered: number }> {
  const probe = await run(load, load.connections * 8)
  const warmUp = await run(load, Math.round(probe.perSecond * length.warmUpSeconds))
  await onWarm?.()
  const measured = await run(load, Math.round(warmUp.perSecond * length.seconds))
  return { ...measured, answered: probe.answers + warmUp.answers + measured.answers }
}
