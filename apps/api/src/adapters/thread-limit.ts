// A limit of computing time for a thread: a busy machine, on which it waits for its core, does not use it up.
import type { Worker } from 'node:worker_threads'

/** Why a thread is given up: it computed for too long, or the machine let it compute for too little. */
export type Over = { why: 'time' | 'busy'; computedMs: number }

/** By the clock a thread may take so many times its computing time. */
const PATIENCE = 4
/** The shortest time between two looks, each of which interrupts the thread for a moment, ms. */
const PAUSE_MS = 10

/**
 * Calls `onOver` once when the thread has computed for `ms` from now, or has taken PATIENCE times that by the clock.
 * Returns what ends the watch.
 */
export function limitThread(worker: Worker, ms: number, onOver: (over: Over) => void): () => void {
  const began = performance.now()
  let isOn = true
  let timer: NodeJS.Timeout | undefined
  const before = computedMs(worker)

  async function look(): Promise<void> {
    const computed = (await computedMs(worker)) - (await before)
    if (!isOn) return
    const isLate = performance.now() - began >= PATIENCE * ms
    if (computed >= ms || isLate) end({ why: computed >= ms ? 'time' : 'busy', computedMs: computed })
    else wait(ms - computed)
  }

  function end(over?: Over): void {
    if (!isOn) return
    isOn = false
    clearTimeout(timer)
    clearTimeout(last)
    if (over !== undefined) onOver(over)
  }

  function wait(forMs: number): void {
    const left = PATIENCE * ms - (performance.now() - began)
    timer = setTimeout(() => void look(), Math.max(PAUSE_MS, Math.min(forMs, left)))
  }

  // A thread may be so deep in its work that it does not even say what it took.
  const last = setTimeout(() => end({ why: 'time', computedMs: ms }), (PATIENCE + 1) * ms)
  wait(ms)
  return () => end()
}

async function computedMs(worker: Worker): Promise<number> {
  try {
    const { user, system } = await worker.cpuUsage()
    return (user + system) / 1000
  } catch {
    return 0
  }
}
