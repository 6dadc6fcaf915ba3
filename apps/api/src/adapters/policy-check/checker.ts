// Tenants' policies are parsed, validated and tried out in threads that can be thrown away.
import { availableParallelism } from 'node:os'
import type { Checked } from '@countersign/policy/publish'
import { Fault } from '../../ports/faults.ts'
import type { PolicyChecker } from '../../ports/services.ts'
import { createTurns } from '../../turns.ts'
import { type Job, JobFailed, type ThreadLimits } from './jobs.ts'
import { createThreads } from './threads.ts'

export type PolicyCheckerOptions = Partial<ThreadLimits> & {
  /** Threads at once. */
  concurrency?: number
  /** Jobs that wait, of all orgs together. */
  queueMax?: number
  /** Whether any other org wants something now. */
  isWantedByOthers?: (orgId: string) => boolean
}

/** Threads at once: a core is left to the main thread and the database. */
const CONCURRENCY = Math.max(1, Math.min(2, availableParallelism() - 1))
/** After a check that took 1 ms, 3 ms go to others; the longest rest is bounded, ms. */
const REST_PER_MS = 3
const REST_MS_MAX = 1000

/** Fresh threads for the work on strangers' policies; never two at once for one org. */
export function createPolicyChecker({
  concurrency = CONCURRENCY,
  timeoutMs = 5000,
  memoryMb = 192,
  queueMax = 32,
  isWantedByOthers = () => false,
}: PolicyCheckerOptions = {}): PolicyChecker {
  const turns = createTurns(concurrency, { queueMax, perOwnerMax: Math.max(1, Math.floor(queueMax / 4)) })
  const threads = createThreads()
  let isStopping = false
  const rests = new Set<NodeJS.Timeout>()
  function busy() {
    return new Fault('policy_busy')
  }

  async function run(orgId: string, job: Job): Promise<Checked> {
    if (isStopping) throw busy()
    const turn = Promise.withResolvers<void>()
    const isIn = turns.add({ owner: orgId, begin: turn.resolve, refuse: () => turn.reject(busy()) })
    if (!isIn) throw busy()
    await turn.promise
    // Between its turn and here the service may have begun to stop.
    if (isStopping) throw busy()
    const began = performance.now()
    try {
      return await threads.check(job, { timeoutMs, memoryMb })
    } catch (error) {
      if (isStopping) throw busy()
      throw error
    } finally {
      finish(orgId, performance.now() - began)
    }
  }

  /** Makes the org rest while others want the core; the check itself is answered at once. */
  function finish(orgId: string, tookMs: number): void {
    if (!isWantedByOthers(orgId)) {
      turns.finish(orgId)
      return
    }
    const rest = setTimeout(
      () => {
        rests.delete(rest)
        turns.finish(orgId)
      },
      Math.min(REST_MS_MAX, REST_PER_MS * tookMs),
    )
    rests.add(rest)
  }

  return {
    async check(orgId, { document, tools }) {
      try {
        return await run(orgId, { document, tools })
      } catch (error) {
        if (!(error instanceof JobFailed)) throw error
        if (error.why === 'busy') throw busy()
        return tooComplex(error)
      }
    },
    async close() {
      isStopping = true
      turns.refuseAll()
      for (const rest of rests) clearTimeout(rest)
      await threads.close()
    },
  }
}

function tooComplex({ why }: JobFailed): Checked {
  const what = why === 'time' ? 'take too long to check' : 'take more memory or nesting than a check may have'
  const message = `the policies ${what}; make them shorter and simpler, or publish them in parts`
  return {
    ok: false,
    problems: [{ severity: 'error', code: 'policy.too_complex', message }],
    policies: [],
    tests: [],
  }
}
