// Imported first by a thread whose work may wait: where the system allows it, threads that answer run first.
import { readlinkSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { basename } from 'node:path'

/** Steps of `nice`, of which 19 is the last; ten of them leave a tenth of a busy core. */
const STEPS = 10
const LAST = 19

/** Only Linux gives each thread a priority of its own; elsewhere it would be the whole process's. */
function lowerPriority(): void {
  if (process.platform !== 'linux') return
  try {
    const thread = Number(basename(readlinkSync('/proc/thread-self')))
    setPriority(thread, Math.min(LAST, getPriority(thread) + STEPS))
  } catch {
    // Without /proc, or where it is not permitted, it competes as before.
  }
}

lowerPriority()
