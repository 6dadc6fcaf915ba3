// Decisions that nobody can wait for any more are forgotten; the log holds them.
import type { Context } from '../operations/context.ts'
import type { Job } from './run.ts'

const EVERY_MS = 60_000

export function forgettingJob({ store }: Pick<Context, 'store'>): Job {
  return { name: 'forget', everyMs: EVERY_MS, round: () => store.forgetDecided() }
}
