// Tenants' policies are parsed, validated and tried out in threads that can be thrown away.
import type { Checked } from '@countersign/policy/publish'
import { Fault } from '../../ports/faults.ts'
import type { PolicyChecker } from '../../ports/services.ts'
import { createTurns } from '../../turns.ts'
import type { Answers, Job } from './jobs.ts'
import { JobFailed, runInThread, type ThreadLimits } from './thread.ts'

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
  const stopping = new AbortController()
  function busy() {
    return new Fault('policy_busy')
  }
  const active = new Set<Promise<unknown>>()

  async function run<Kind extends Job['kind']>(
    orgId: string,
    job: Extract<Job, { kind: Kind }>,
  ): Promise<Answers[Kind]> {
    if (stopping.signal.aborted) throw busy()
    const turn = Promise.withResolvers<void>()
    const isIn = turns.add({ owner: orgId, begin: turn.resolve, refuse: turn.reject })
    if (!isIn) throw busy()
    await turn.promise
    // Between its turn and here the service may have begun to stop.
    if (stopping.signal.aborted) throw busy()
    const running = runInThread<Kind>(job, { timeoutMs, memoryMb }, stopping.signal)
    const settled = running.then(
      () => undefined,
      () => undefined,
    )
    active.add(settled)
    try {
      return await running
    } catch (error) {
      if (stopping.signal.aborted) throw busy()
      throw error
    } finally {
      active.delete(settled)
      turns.finish(orgId)
    }
  }

  return {
    async check(orgId, { document, tools }) {
      try {
        return await run<'check'>(orgId, { kind: 'check', document, tools })
      } catch (error) {
        if (!(error instanceof JobFailed)) throw error
        if (error.why === 'busy') throw busy()
        return tooComplex(error)
      }
    },
    async close() {
      stopping.abort()
      turns.refuseAll(busy())
      await Promise.all(active)
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
