// Starts every job of the service, and what they deliver.
import { createDeliveries } from './deliveries.ts'
import { deliveryJob } from './jobs/deliver.ts'
import { expiryJob } from './jobs/expire.ts'
import { forgettingJob } from './jobs/forget.ts'
import { retentionJob } from './jobs/retain.ts'
import { runJob } from './jobs/run.ts'
import { sweepJob } from './jobs/sweep.ts'
import type { Context } from './operations/context.ts'
import { deliver } from './operations/notifications/deliver.ts'
import type { AccountStore } from './ports/accounts.ts'
import { isLost, type Watch } from './watch.ts'

/** Any number of processes may do so: `stop` resolves when the rounds in progress are over. */
export function startJobs(context: Context, accountStore: AccountStore, watch: Watch) {
  function onError(name: string, error: unknown) {
    watch.metrics?.jobFailed(name)
    if (isLost(watch, error)) return
    watch.log.warn({ job: name, err: error }, 'a round failed and will be repeated')
  }
  const deliveries = createDeliveries(
    context.store.outbox,
    (delivery) => deliver(context, delivery),
    (error) => onError('deliver', error),
  )
  const jobs = [
    expiryJob(context),
    forgettingJob(context),
    retentionJob(context),
    deliveryJob(deliveries),
    sweepJob(accountStore),
  ]
  const running = jobs.map((job) => runJob(job, onError, () => watch.outage.back('reads')))
  return {
    async stop() {
      const closed = deliveries.close()
      context.outbound.close()
      await Promise.all([closed, ...running.map((job) => job.stop())])
    },
  }
}
