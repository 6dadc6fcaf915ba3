// Counts the work of this process: blocks of its own code that ran, and characters that patterns passed over.
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

export type ReadCounter = {
  /** Characters since the last call, or since the start. */
  take(): number
  stop(): void
}

/** Counts the characters that regular expressions pass over: backtracking apart, that is what they cost. */
export function countReading(): ReadCounter {
  const { exec } = RegExp.prototype
  let read = 0
  RegExp.prototype.exec = function counted(text) {
    const from = this.global || this.sticky ? this.lastIndex : 0
    const found = exec.call(this, text)
    if (found !== null) read += found.index + found[0].length - from
    else if (!this.sticky) read += text.length - from
    return found
  }
  return {
    take() {
      const taken = read
      read = 0
      return taken
    },
    stop() {
      RegExp.prototype.exec = exec
    },
  }
}
