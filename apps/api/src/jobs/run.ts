// Runs a job in rounds until stopped. Any number of processes may run the same job.
import { setTimeout as sleep } from 'node:timers/promises'

export type Job = {
  name: string
  everyMs: number
  /** One round; what it throws is reported, and the round comes again. */
  round(): Promise<unknown>
}

export type RunningJob = {
  /** Resolves when the round in progress is over. */
  stop(): Promise<void>
}

/** Up to this part of the interval is added by chance, so that processes do not all work at the same moment. */
const JITTER = 0.2

export function runJob(
  job: Job,
  onError: (name: string, error: unknown) => void,
  onDone: () => void = () => undefined,
): RunningJob {
  const stopping = new AbortController()
  const { signal } = stopping
  const running = (async () => {
    while (!signal.aborted) {
      await job.round().then(onDone, (error: unknown) => onError(job.name, error))
      const ms = job.everyMs * (1 + JITTER * Math.random())
      // An abort is how the wait ends early.
      await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
    }
  })()
  return {
    stop() {
      stopping.abort()
      return running
    },
  }
}
