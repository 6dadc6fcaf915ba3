// One thread that checks one policy, and ends with it.
import { getCompileCacheDir } from 'node:module'
import { Worker } from 'node:worker_threads'
import { limitThread } from '../thread-limit.ts'
import type { Answers, Job, JobAnswer } from './jobs.ts'

type Why = 'time' | 'busy' | 'crash'

/** What one thread may take; `timeoutMs` is of computing. */
export type ThreadLimits = { timeoutMs: number; memoryMb: number }

/** A job that could not be finished: it took too long or too much, brought its thread down, or the machine was busy. */
export class JobFailed extends Error {
  readonly why: Why

  constructor(why: Why, message: string) {
    super(message)
    this.name = 'JobFailed'
    this.why = why
  }
}

/** Runs a job in a fresh thread, which is gone when this settles; rejects with JobFailed alone. */
export async function runInThread<Kind extends Job['kind']>(
  job: Extract<Job, { kind: Kind }>,
  { timeoutMs, memoryMb }: ThreadLimits,
  signal: AbortSignal,
): Promise<Answers[Kind]> {
  const worker = startThread(job, memoryMb)
  const done = Promise.withResolvers<Answers[Kind]>()
  function fail(why: Why, message: string) {
    done.reject(new JobFailed(why, message))
  }
  function onAbort() {
    fail('crash', 'the service is stopping')
  }
  const endWatch = limitThread(worker, timeoutMs, ({ why, computedMs }) => {
    fail(why, `it computed for ${Math.round(computedMs)} ms of ${timeoutMs}`)
  })
  worker.on('message', ({ answer }: JobAnswer<Kind>) => done.resolve(answer))
  worker.on('error', (error) => fail('crash', error instanceof Error ? error.message : String(error)))
  worker.on('exit', () => fail('crash', 'its thread ended'))
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    return await done.promise
  } finally {
    endWatch()
    signal.removeEventListener('abort', onAbort)
    await worker.terminate()
  }
}

function startThread(job: Job, memoryMb: number): Worker {
  const compiled = getCompileCacheDir()
  try {
    return new Worker(new URL('./worker.ts', import.meta.url), {
      name: `policy-${job.kind}`,
      workerData: job,
      // Flags and variables of the process are not meant for a thread that reads what strangers wrote;
      // where the process keeps compiled code, its modules need not be compiled again for every check.
      execArgv: [],
      env: compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled },
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    })
  } catch (error) {
    throw new JobFailed('crash', error instanceof Error ? error.message : String(error))
  }
}
