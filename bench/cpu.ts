// Who used the processors while something was measured.
import { cpus } from 'node:os'
import type { Running } from './processes.ts'

/** Milliseconds that were computed since they started. */
type Computed = { all: number; load: number; main: number; threads: number }

function computedByAll(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0)
}

async function computed(api: Running): Promise<Computed> {
  const { main, process: whole } = await api.computed()
  const { user, system } = process.cpuUsage()
  return { all: computedByAll(), load: (user + system) / 1000, main, threads: whole - main }
}

/** Begins to watch; the function that it resolves with says who used how much of one core since then. */
export async function watchCpu(api: Running): Promise<() => Promise<string>> {
  const [began, before] = [performance.now(), await computed(api)]
  return async () => {
    const [ms, after] = [performance.now() - began, await computed(api)]
    function share(part: (of: Computed) => number): string {
      return `${Math.round((100 * (part(after) - part(before))) / ms)} %`
    }
    const rest = share(({ all, load, main, threads }) => all - load - main - threads)
    return `of one core: API main thread ${share(({ main }) => main)}, its other threads ${share(({ threads }) => threads)}, load generator ${share(({ load }) => load)}, PostgreSQL and the system ${rest}`
  }
}
