// Counts the work of this process: how often the blocks of its own code ran, however busy the machine is.
import { Session } from 'node:inspector/promises'

export type WorkCounter = {
  /** Blocks run since the last call, or since the start. */
  take(): Promise<number>
  stop(): void
}

// What this product wrote and what reads its input; a built-in function counts as the one block that calls it.
const COUNTED = /\/(?:packages|apps\/api\/src|node_modules\/zod)\//

/** Counts from now on; only code that is loaded afterwards is counted to the block, so begin before importing it. */
export async function countWork(): Promise<WorkCounter> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  return {
    async take() {
      const { result } = await session.post('Profiler.takePreciseCoverage')
      let blocks = 0
      for (const { url, functions } of result) {
        if (!COUNTED.test(url)) continue
        for (const { ranges } of functions) for (const { count } of ranges) blocks += count
      }
      return blocks
    },
    stop: () => session.disconnect(),
  }
}
