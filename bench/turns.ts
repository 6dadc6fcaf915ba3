// Loaded into a measured process before its own code: reports its longest turn and its CPU time.
import { performance } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'

/** In ms: by the clock, and how much of that the main thread computed, which a busy machine does not lengthen. */
export type Turn = { wall: number; computed: number }

const EVERY_MS = 1

/** In ms: what the main thread computed, and what the whole process did. In bytes: what the main thread took from its heap, freed or not. */
export type Computed = { main: number; process: number; allocated: number }

function inMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000
}

function computed(): number {
  return inMs(process.threadCpuUsage())
}

/** V8 counts it, though the types of Node do not have it yet. */
function allocated(): number {
  const statistics: { total_allocated_bytes?: number } = getHeapStatistics()
  return statistics.total_allocated_bytes ?? Number.NaN
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
  process.on('message', (asked) => {
    if (asked === 'computed') {
      process.send?.({
        main: computed(),
        process: inMs(process.cpuUsage()),
        allocated: allocated(),
      } satisfies Computed)
      return
    }
    sample()
    process.send?.(longest)
    longest = { wall: 0, computed: 0 }
  })
  process.channel?.unref()
}
