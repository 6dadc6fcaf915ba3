// Hands jobs to the thread that starts others, which is kept for as long as the service runs.
import { Worker } from 'node:worker_threads'
import type { Checked } from '@countersign/policy/publish'
import { type CompiledFolder, compiledFolder } from './compiled.ts'
import { type EndMessage, type Job, JobFailed, jobText, readChecked, type ThreadLimits } from './jobs.ts'

export type Threads = {
  /** Checks in a fresh thread; rejects with JobFailed alone. */
  check(job: Job, limits: ThreadLimits): Promise<Checked>
  /** Ends every thread; what they were doing fails. */
  close(): Promise<void>
}

type Waiting = Pick<PromiseWithResolvers<string>, 'resolve' | 'reject'>

export function createThreads(): Threads {
  const waiting = new Map<number, Waiting>()
  let starter: Worker | undefined
  let compiled: CompiledFolder | undefined
  let count = 0

  function start(): Worker {
    const thread = new Worker(new URL('./starter.ts', import.meta.url), {
      name: 'policy-starter',
      execArgv: [],
      env: {},
    })
    thread.on('message', (message: EndMessage) => {
      const job = waiting.get(message.id)
      if ('checked' in message) job?.resolve(message.checked)
      else job?.reject(new JobFailed(message.why, message.message))
    })
    function onEnd(error: unknown): void {
      if (starter === thread) starter = undefined
      for (const job of waiting.values()) job.reject(new JobFailed('crash', String(error)))
    }
    thread.on('error', onEnd)
    thread.on('exit', onEnd)
    return thread
  }

  async function check(job: Job, limits: ThreadLimits): Promise<Checked> {
    const text = jobText(job)
    compiled ??= compiledFolder()
    starter ??= start()
    const thread = starter
    const id = count++
    const done = Promise.withResolvers<string>()
    waiting.set(id, done)
    // Between jobs it keeps no process alive.
    thread.ref()
    thread.postMessage({ id, job: text, limits, compiled: compiled.path })
    try {
      return readChecked(await done.promise)
    } finally {
      waiting.delete(id)
      if (waiting.size === 0) thread.unref()
    }
  }

  return {
    check,
    async close() {
      await starter?.terminate()
      compiled?.remove()
    },
  }
}
