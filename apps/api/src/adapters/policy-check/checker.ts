// Tenants' policies are parsed, validated and tried out in threads that can be thrown away.
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
}

/** Fresh threads for the work on strangers' policies; never two at once for one org. */
export function createPolicyChecker({
  concurrency = 2,
  timeoutMs = 5000,
  memoryMb = 192,
  queueMax = 32,
}: PolicyCheckerOptions = {}): PolicyChecker {
  const turns = createTurns(concurrency, queueMax)
  const threads = createThreads()
  let isStopping = false
  function busy() {
    return new Fault('policy_busy')
  }

  async function run(orgId: string, job: Job): Promise<Checked> {
    if (isStopping) throw busy()
    const turn = Promise.withResolvers<void>()
    const isIn = turns.add({ owner: orgId, begin: turn.resolve, refuse: turn.reject })
    if (!isIn) throw busy()
    await turn.promise
    // Between its turn and here the service may have begun to stop.
    if (isStopping) throw busy()
    try {
      return await threads.check(job, { timeoutMs, memoryMb })
    } catch (error) {
      if (isStopping) throw busy()
      throw error
    } finally {
      turns.finish(orgId)
    }
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
      turns.refuseAll(busy())
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
