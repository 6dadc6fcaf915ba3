// Sessions, challenges and links that are past their time are removed; they opened nothing any more.
import type { AccountStore } from '../ports/accounts.ts'
import type { Job } from './run.ts'

const EVERY_MS = 60 * 60_000

export function sweepJob(accountStore: Pick<AccountStore, 'sweep'>): Job {
  return { name: 'sweep', everyMs: EVERY_MS, round: () => accountStore.sweep() }
}
