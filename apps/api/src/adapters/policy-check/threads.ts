// Hands jobs to the thread that starts others, which ends when nothing has been checked for a while.
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

/** Policies are seldom checked, and the thread holds some 20 MB. */
const IDLE_MS = 60_000

export function createThreads(idleMs = IDLE_MS): Threads {
  const waiting = new Map<number, Waiting>()
  let starter: Worker | undefined
  let idle: NodeJS.Timeout | undefined
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
      // One that was told to end has nothing to do with the jobs of the next.
      if (starter !== thread) return
      starter = undefined
      for (const job of waiting.values()) job.reject(new JobFailed('crash', String(error)))
    }
    thread.on('error', onEnd)
    thread.on('exit', onEnd)
    return thread
  }

  async function drop(): Promise<void> {
    clearTimeout(idle)
    const gone = starter
    starter = undefined
    await gone?.terminate()
  }

  async function check(job: Job, limits: ThreadLimits): Promise<Checked> {
    const text = jobText(job)
    clearTimeout(idle)
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
      if (waiting.size === 0) {
        thread.unref()
        idle = setTimeout(() => void drop(), idleMs).unref()
      }
    }
  }

  return {
    check,
    async close() {
      await drop()
      for (const job of waiting.values()) job.reject(new JobFailed('crash', 'the service is stopping'))
      compiled?.remove()
    },
  }
}
