// Verification away from the event loop: a thread for strangers, and one for callers with a key.
import type { Verified, Verifier, VerifierSource } from '../../ports/services.ts'
import type { Needs } from './messages.ts'
import { startThread, type Thread, ThreadLost } from './thread.ts'

export type VerifierOptions = {
  /** What one verification may take of its thread. */
  timeoutMs?: number
  memoryMb?: number
  /** How long a thread without work lives. */
  idleMs?: number
}

export function createVerifier({
  timeoutMs = 5000,
  memoryMb = 192,
  idleMs = 60_000,
}: VerifierOptions = {}): Verifier {
  const limits = { timeoutMs, memoryMb, idleMs }
  const lines = { strangers: createLine(limits), callers: createLine(limits) }
  return {
    verify: (body, who, source) => lines[who].verify(body, source),
    async close() {
      await Promise.all([lines.strangers.close(), lines.callers.close()])
    },
  }
}

/** One thread and what waits for it; a thread that was lost is replaced for the next request. */
function createLine({ timeoutMs, memoryMb, idleMs }: Required<VerifierOptions>) {
  let thread: Thread | undefined
  let idle: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()
  let isClosed = false

  async function drop(): Promise<void> {
    clearTimeout(idle)
    const gone = thread
    thread = undefined
    await gone?.end()
  }

  async function work(body: Uint8Array, source: VerifierSource): Promise<Verified> {
    clearTimeout(idle)
    if (isClosed) return { kind: 'too_costly', threadMs: 0 }
    const beganAt = performance.now()
    if (thread === undefined || thread.isLost()) thread = startThread(memoryMb)
    try {
      return await converse(thread, timeoutMs, body, source)
    } catch (error) {
      if (!(error instanceof ThreadLost)) throw error
      await drop()
      return { kind: 'too_costly', threadMs: error.computedMs ?? performance.now() - beganAt }
    } finally {
      idle = setTimeout(() => void drop(), idleMs).unref()
    }
  }

  return {
    verify(body: Uint8Array, source: VerifierSource): Promise<Verified> {
      const result = last.then(() => work(body, source))
      last = result.catch(() => undefined)
      return result
    },
    async close(): Promise<void> {
      isClosed = true
      await drop()
      await last
      await drop()
    },
  }
}

async function converse(
  thread: Thread,
  timeoutMs: number,
  body: Uint8Array,
  source: VerifierSource,
): Promise<Verified> {
  const read = await thread.ask({ kind: 'read', body }, timeoutMs)
  if (read.kind !== 'needs') return read
  const leftMs = timeoutMs - read.threadMs
  const found = await lookUp(source, read.needs)
  if ('error' in found) return { kind: 'failed', error: found.error, threadMs: read.threadMs }
  const question = { kind: 'verify', ...found } as const
  const verified = await thread.ask(question, leftMs)
  if (verified.kind === 'needs') throw new Error('the thread asked twice')
  return { ...verified, threadMs: read.threadMs + verified.threadMs }
}

async function lookUp(source: VerifierSource, { receiptId, org }: Needs) {
  try {
    return receiptId === undefined ? { keys: await source.keys(org) } : await source.receipt(receiptId)
  } catch (error) {
    return { error }
  }
}
