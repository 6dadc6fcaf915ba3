// What each answer leaves: its line in the log, and what is counted of it.
import type { ErrorCode } from '@countersign/contract'
import { VERDICTS, type Verdict } from '@countersign/terms'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Metrics } from '../ports/metrics.ts'
import type { RequestTrace, Tracing } from '../ports/tracing.ts'

declare module 'fastify' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: an augmentation must be an interface
  interface FastifyRequest {
    /** What was found out about the request on its way. */
    agentId: string | undefined
    verdict: Verdict | undefined
    problem: ErrorCode | undefined
    trace: RequestTrace | undefined
  }
  // biome-ignore lint/style/useConsistentTypeDefinitions: an augmentation must be an interface
  interface FastifyContextConfig {
    /** The name of the operation that the route is. */
    operation?: string
    /** Asked by machines every few seconds: a line of each would hide the others. */
    isProbe?: true
  }
}

export type Observers = {
  log: Logger
  metrics: Pick<Metrics, 'answered'> | undefined
  tracing: Pick<Tracing, 'begin'> | undefined
}

/** Observes every answer. It reports the route and not the URL, because the caller wrote the URL. */
export function observe(app: FastifyInstance, { log, metrics, tracing }: Observers): void {
  app.decorateRequest('agentId', undefined)
  app.decorateRequest('verdict', undefined)
  app.decorateRequest('problem', undefined)
  app.decorateRequest('trace', undefined)
  if (tracing !== undefined) {
    app.addHook('onRequest', (request, _reply, done) => {
      const { operation } = request.routeOptions.config
      const { method, headers } = request
      if (operation !== undefined) {
        request.trace = tracing.begin({ operation, method, traceparent: headers.traceparent })
      }
      done()
    })
  }
  app.addHook('onResponse', (request, reply, done) => {
    const { elapsedTime: ms, statusCode: status } = reply
    // Fastify makes an object of these each time.
    const { routeOptions, problem: code } = request
    metrics?.answered({ operation: nameOf(routeOptions), status, ms, code })
    request.trace?.end({ status, attributes: idsOf(request) })
    const level = routeOptions.config.isProbe ? 'debug' : 'info'
    if (log.isLevelEnabled(level)) log[level](lineOf(request, routeOptions, status, ms), 'answered')
    done()
  })
}

function nameOf({ config, url }: FastifyRequest['routeOptions']): string {
  return config.operation ?? (url === undefined || config.isProbe ? 'other' : 'page')
}

/** Keeps what the log line of a request shows of its answer. */
export function noteAnswer(request: FastifyRequest, output: unknown): void {
  const { verdict } = (output ?? {}) as { verdict?: unknown }
  if (isVerdict(verdict)) request.verdict = verdict
}

/** An id of the form that the contract demands: it can hold no text of the caller's. */
export function noteInput(request: FastifyRequest, input: object): void {
  request.agentId = request.caller?.agentId ?? (input as { agent_id?: string }).agent_id
}

function isVerdict(value: unknown): value is Verdict {
  return VERDICTS.includes(value as Verdict)
}

function idsOf({ id, caller, agentId, verdict, problem }: FastifyRequest) {
  return { request_id: id, org: caller?.orgId, caller: caller?.actor, agent: agentId, verdict, code: problem }
}

function lineOf(
  request: FastifyRequest,
  { config, url }: FastifyRequest['routeOptions'],
  status: number,
  ms: number,
): object {
  const { caller, agentId, verdict, problem } = request
  return {
    request_id: request.id,
    ...(config.operation === undefined
      ? { method: request.method, route: url }
      : { operation: config.operation }),
    ...(caller && { org: caller.orgId }),
    ...(caller && (caller.kind === 'key' ? { key: caller.keyId } : { member: caller.memberId })),
    ...(agentId !== undefined && { agent: agentId }),
    status,
    ...(verdict && { verdict }),
    ...(problem && { code: problem }),
    ms: Math.round(ms * 1000) / 1000,
  }
}
