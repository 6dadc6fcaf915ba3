// Shows a progress bar on standard error while many receipts are read.
import { performance } from 'node:perf_hooks'
import type { SingleBar } from 'cli-progress'
import type { Io } from './io.ts'

/** Shows how far a long piece of work is; silent where there is no terminal and for what is soon done. */
export type Progress = {
  update(done: number, total: number): Promise<void>
  stop(): void
}

const TOTAL_SHOWN_MIN = 5_000
const PAUSE_MS = 100
const FORMAT = '{title} [{bar}] {percentage}% | {value}/{total} receipts | {rate} | {left}'

/** A bar on standard error. */
export function createProgress(io: Io, title: string, isWanted = true): Progress {
  if (!isWanted || io.stderr.isTTY !== true) return { update: async () => undefined, stop: () => undefined }
  const startedAt = performance.now()
  let shownAt = Number.NEGATIVE_INFINITY
  let bar: SingleBar | undefined
  return {
    async update(done, total) {
      const now = performance.now()
      if (total < TOTAL_SHOWN_MIN || now - shownAt < PAUSE_MS) return
      shownAt = now
      const state = { title, ...paceOf(done, total, (now - startedAt) / 1000) }
      if (bar === undefined) {
        bar = await openBar(io)
        bar.start(total, done, state)
      } else bar.update(done, state)
    },
    stop: () => bar?.stop(),
  }
}

async function openBar(io: Io): Promise<SingleBar> {
  const { SingleBar } = await import('cli-progress')
  return new SingleBar({
    format: FORMAT,
    stream: io.stderr,
    clearOnComplete: true,
    hideCursor: true,
    // The command itself ends on a signal, and puts the terminal back.
    gracefulExit: false,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
  })
}

function paceOf(done: number, total: number, seconds: number): { rate: string; left: string } {
  const rate = seconds > 0 ? done / seconds : 0
  if (rate <= 0) return { rate: '…', left: '…' }
  return {
    rate: `${Math.round(rate).toLocaleString('en')}/s`,
    left: `${Math.ceil((total - done) / rate)} s left`,
  }
}
