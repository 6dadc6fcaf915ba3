// Delivers what commits have left in the outbox to its recipients.
import type { Deliveries } from '../deliveries.ts'
import type { Job } from './run.ts'

const EVERY_MS = 500

export function deliveryJob(deliveries: Pick<Deliveries, 'pump'>): Job {
  return { name: 'deliver', everyMs: EVERY_MS, round: () => deliveries.pump() }
}
