// Liveness and readiness.
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../operations/refusal.ts'

/** What readiness asks. */
export type Probes = {
  /** True when a verdict could be given now. */
  ready(): Promise<boolean>
}

const REUSE_MS = 500

/** Liveness, which asks nothing of anyone, and readiness, which asks the database at most twice a second. */
export function health(app: FastifyInstance, probes: Probes): void {
  let asked: { at: number; ready: Promise<boolean> } | undefined
  function isReady(): Promise<boolean> {
    const at = performance.now()
    if (asked === undefined || at - asked.at > REUSE_MS) {
      asked = { at, ready: probes.ready().catch(() => false) }
    }
    return asked.ready
  }
  const config = { isProbe: true } as const
  app.get('/health', { config }, async () => ({ status: 'ok' }))
  app.get('/ready', { config }, async () => {
    if (!(await isReady())) throw new ApiError('store.unavailable')
    return { status: 'ready' }
  })
}
