// Loaded into a measured process before its own code: reports the longest turn of its event loop.
import { performance } from 'node:perf_hooks'

/** In ms: by the clock, and how much of that the main thread computed, which a busy machine does not lengthen. */
export type Turn = { wall: number; computed: number }

const EVERY_MS = 1

function computed(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

let longest: Turn = { wall: 0, computed: 0 }
let last: Turn = { wall: performance.now(), computed: computed() }

function sample(): void {
  const now = { wall: performance.now(), computed: computed() }
  longest = {
    wall: Math.max(longest.wall, now.wall - last.wall),
    computed: Math.max(longest.computed, now.computed - last.computed),
  }
  last = now
}

// Only the processes that the benchmark starts have a channel; in others this does nothing.
if (process.send !== undefined) {
  setInterval(sample, EVERY_MS).unref()
  process.on('message', () => {
    sample()
    process.send?.(longest)
    longest = { wall: 0, computed: 0 }
  })
  process.channel?.unref()
}
