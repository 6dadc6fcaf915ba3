// The metrics of Prometheus. Labels come from word lists of this code: no caller can make new series.
import { hasVerdict, type Payload } from '@countersign/receipt'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Commit, Gauges, Metrics } from '../ports/metrics.ts'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const SIGN_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1]
const RECEIPTS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]

export function createMetrics(): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: 10 })
  const counts = countersOf(register)
  const times = histogramsOf(register)
  const read = gaugeReader(register)
  let scrape: Promise<string> | undefined

  async function collect(gauges: Gauges): Promise<string> {
    await read(gauges)
    return register.metrics()
  }

  return {
    answered({ operation, status, ms, code }) {
      times.request.observe({ operation, status: `${Math.floor(status / 100)}xx` }, ms / 1000)
      if (code !== undefined) counts.errors.inc({ code })
    },
    committed(commit) {
      countCommit(counts, commit)
      times.commit.observe(commit.ms / 1000)
      times.receipts.observe(commit.payloads.length)
      if (commit.signMs !== undefined) times.sign.observe(commit.signMs / 1000)
    },
    failed: () => counts.failedCommits.inc(),
    jobFailed: (task) => counts.failedRounds.inc({ task }),
    async text(gauges) {
      // Several that ask at once share one answer: the database is read once.
      scrape ??= collect(gauges).finally(() => {
        scrape = undefined
      })
      return { type: register.contentType, text: await scrape }
    },
  }
}

type Counters = ReturnType<typeof countersOf>

function countCommit({ receipts, verdicts, denials, opened, decided }: Counters, commit: Commit): void {
  for (const payload of commit.payloads) {
    receipts.inc({ type: payload.type })
    if (hasVerdict(payload)) {
      const { verdict, reasons } = payload.decision
      verdicts.inc({ operation: payload.type === 'check' ? 'check' : 'gate', verdict })
      const [first] = reasons
      if (verdict === 'deny' && first !== undefined) denials.inc({ reason: first.code })
    }
    const decision = decisionOf(payload)
    if (decision !== undefined) decided.inc({ decision })
  }
  if (commit.opened > 0) opened.inc(commit.opened)
}

/** What became of an approval, or what one member of several said. */
function decisionOf({ type }: Payload): string | undefined {
  return type.startsWith('approval.') ? type.slice('approval.'.length) : undefined
}

function countersOf(register: Registry) {
  function counter<L extends string>(name: string, help: string, labelNames: L[] = []) {
    return new Counter<L>({ name: `countersign_${name}`, help, labelNames, registers: [register] })
  }
  return {
    verdicts: counter('verdicts_total', 'Verdicts that were recorded.', ['operation', 'verdict']),
    denials: counter('denials_total', 'Denials by their first reason.', ['reason']),
    errors: counter('errors_total', 'Requests that were answered with an error, by its code.', ['code']),
    receipts: counter('receipts_total', 'Receipts that were committed.', ['type']),
    opened: counter('approvals_opened_total', 'Approvals that were asked for.'),
    decided: counter('approvals_decided_total', 'Decisions on approvals, and their ends without one.', [
      'decision',
    ]),
    failedCommits: counter('commit_failures_total', 'Commits that failed.'),
    failedRounds: counter('job_failures_total', 'Rounds of jobs that failed.', ['task']),
  }
}

function histogramsOf(register: Registry) {
  function histogram<L extends string>(
    name: string,
    help: string,
    buckets: readonly number[],
    labelNames: L[] = [],
  ) {
    const options = { name: `countersign_${name}`, help, labelNames, registers: [register] }
    return new Histogram<L>({ ...options, buckets: [...buckets] })
  }
  return {
    request: histogram('request_duration_seconds', 'Time of requests until their answer left.', SECONDS, [
      'operation',
      'status',
    ]),
    commit: histogram('commit_duration_seconds', 'Time of commits, with the wait for the lock.', SECONDS),
    receipts: histogram('commit_receipts', 'Receipts in one commit.', RECEIPTS),
    sign: histogram('sign_duration_seconds', 'Time of the signature of a commit.', SIGN_SECONDS),
  }
}

/** Reads what is not counted as it happens; what cannot be read now is left out, and not shown as it was. */
function gaugeReader(register: Registry) {
  function gauge<L extends string>(name: string, help: string, labelNames: L[] = []) {
    return new Gauge<L>({ name: `countersign_${name}`, help, labelNames, registers: [register] })
  }
  const items = gauge('queue_items', 'Requests that wait for their commit.')
  const bytes = gauge('queue_bytes', 'Bytes of what waits for its commit or is being committed.')
  const oldest = gauge('queue_oldest_seconds', 'Age of the oldest request that waits for its commit.')
  const connections = gauge('pool_connections', 'Connections to the database.', ['pool', 'state'])
  const max = gauge('pool_connections_max', 'Connections that a pool may open.', ['pool'])
  const waiting = gauge('pool_waiting', 'Requests for a connection that wait.', ['pool'])
  const waiters = gauge('waiters', 'Callers that wait for a decision.')
  const readable = gauge('database_readable', '1 where the database answered this scrape, else 0.')
  // A gauge without labels shows 0 from its start; with one it can be absent.
  const lag = gauge('lag_seconds', 'How long the oldest item is overdue, by kind of work.', ['work'])
  const outbox = gauge('backlog_items', 'Items in the database that wait, counted up to 10,000.', ['work'])
  return async ({ load, backlog, waiters: countWaiters }: Gauges): Promise<void> => {
    const { queue, pools } = load()
    items.set(queue.items)
    bytes.set(queue.bytes)
    oldest.set(queue.oldestMs / 1000)
    waiters.set(countWaiters())
    for (const { pool, open, inUse, waiting: inLine, max: most } of pools) {
      connections.set({ pool, state: 'in_use' }, inUse)
      connections.set({ pool, state: 'idle' }, open - inUse)
      max.set({ pool }, most)
      waiting.set({ pool }, inLine)
    }
    const found = await backlog().catch(() => undefined)
    readable.set(found === undefined ? 0 : 1)
    lag.reset()
    outbox.reset()
    if (found === undefined) return
    lag.set({ work: 'expiry' }, found.expiryLagMs / 1000)
    lag.set({ work: 'outbox' }, found.outboxLagMs / 1000)
    lag.set({ work: 'retention' }, found.retentionLagMs / 1000)
    outbox.set({ work: 'outbox' }, found.outboxWaiting)
  }
}
