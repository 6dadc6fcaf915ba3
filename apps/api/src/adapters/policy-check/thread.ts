// One thread that checks one document, and ends with it.
import { Worker } from 'node:worker_threads'
import { limitThread } from '../thread-limit.ts'
import { JobFailed, type StartMessage } from './jobs.ts'

/** Checks in a fresh thread, which is gone when this settles; rejects with JobFailed alone. */
export async function checkInThread(message: Omit<StartMessage, 'id'>): Promise<string> {
  const worker = startThread(message)
  const { timeoutMs } = message.limits
  const done = Promise.withResolvers<string>()
  function fail(...failure: ConstructorParameters<typeof JobFailed>) {
    done.reject(new JobFailed(...failure))
  }
  const endWatch = limitThread(worker, timeoutMs, ({ why, computedMs }) => {
    fail(why, `it computed for ${Math.round(computedMs)} ms of ${timeoutMs}`)
  })
  worker.on('message', (checked: string) => done.resolve(checked))
  worker.on('error', (error) => fail('crash', error instanceof Error ? error.message : String(error)))
  worker.on('exit', () => fail('crash', 'its thread ended'))
  try {
    return await done.promise
  } finally {
    endWatch()
    await worker.terminate()
  }
}

function startThread({ job, limits, compiled }: Omit<StartMessage, 'id'>): Worker {
  try {
    return new Worker(new URL('./worker.ts', import.meta.url), {
      name: 'policy-check',
      workerData: job,
      // Flags and variables of the process are not meant for a thread that reads what strangers wrote.
      execArgv: [],
      env: compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled },
      resourceLimits: {
        maxOldGenerationSizeMb: limits.memoryMb,
        maxYoungGenerationSizeMb: 32,
        stackSizeMb: 4,
      },
    })
  } catch (error) {
    throw new JobFailed('crash', error instanceof Error ? error.message : String(error))
  }
}
