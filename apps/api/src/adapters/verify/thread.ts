// One kept thread that answers question after question, thrown away when it takes too long or too much.
import { Worker } from 'node:worker_threads'
import { limitThread } from '../thread-limit.ts'
import type { Question, Reply } from './messages.ts'

/** Why a thread did not answer: it took too long, or ran out of memory or nesting and ended. */
export class ThreadLost extends Error {
  /** What it computed, where that is known. */
  readonly computedMs: number | undefined

  constructor(message: string, computedMs?: number) {
    super(message)
    this.name = 'ThreadLost'
    this.computedMs = computedMs
  }
}

export type Thread = {
  /** The next reply; rejects with ThreadLost when it takes more than `ms` of computing, and the thread is then of no use. */
  ask(question: Question, ms: number): Promise<Reply>
  isLost(): boolean
  end(): Promise<void>
}

export function startThread(memoryMb: number): Thread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    name: 'verify',
    // Flags and variables of the process are not meant for a thread that reads what strangers wrote.
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
  })
  let asked: PromiseWithResolvers<Reply> | undefined
  let lost: ThreadLost | undefined
  function lose(message: string, computedMs?: number): void {
    lost ??= new ThreadLost(message, computedMs)
    asked?.reject(lost)
  }
  worker.on('message', (reply: Reply) => asked?.resolve(reply))
  worker.on('error', (error) => lose(error instanceof Error ? error.message : String(error)))
  worker.on('exit', () => lose('the thread ended'))
  // Between questions it keeps no process alive.
  worker.unref()
  return {
    async ask(question, ms) {
      if (lost !== undefined) throw lost
      asked = Promise.withResolvers<Reply>()
      const endWatch = limitThread(worker, ms, ({ computedMs }) => {
        lose(`it computed for ${Math.round(computedMs)} ms of ${ms}`, computedMs)
      })
      worker.ref()
      worker.postMessage(question, transferable(question))
      try {
        return await asked.promise
      } finally {
        endWatch()
        asked = undefined
        worker.unref()
      }
    },
    isLost: () => lost !== undefined,
    async end() {
      lose('the service is stopping')
      await worker.terminate()
    },
  }
}

/** A body that has its memory for itself moves without a copy. */
function transferable(question: Question): ArrayBuffer[] {
  if (question.kind !== 'read') return []
  const { buffer, byteLength } = question.body
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}
