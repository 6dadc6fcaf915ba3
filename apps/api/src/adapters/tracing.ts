// Spans for a collector that speaks OTLP over HTTP, loaded only where the settings name one: it is large.
import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { RequestTrace, Span, Tracing, WorkTrace } from '../ports/tracing.ts'

const TRACE_PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
const SEND_WITHIN_MS = 5000

/** `endpoint`: the collector's address, to which the path of the protocol is added. */
export function otlpTracing(endpoint: string): Tracing {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`
  // What waits to be sent is bounded by the processor: a collector that is away costs spans and nothing else.
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: SEND_WITHIN_MS })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'countersign' }),
    spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: SEND_WITHIN_MS })],
  })
  const tracer = provider.getTracer('countersign')
  const working = new AsyncLocalStorage<WorkTrace>()

  /** Made once it is over, with its own times. */
  function add(name: string, { from, to }: Span, parent: Context, attributes = {}): Context {
    const span = tracer.startSpan(name, { startTime: epochMs(from), attributes }, parent)
    span.end(epochMs(to))
    return trace.setSpan(parent, span)
  }

  function workOf(request: Context): WorkTrace {
    let decided: Span | undefined
    return {
      decided(span) {
        decided = span
      },
      committed({ sign, receipts, ...commit }) {
        if (decided !== undefined) add('decide', decided, request)
        const context = add('commit', commit, request, { 'countersign.receipts': receipts })
        if (sign !== undefined) add('sign', sign, context)
      },
    }
  }

  return {
    begin({ operation, method, traceparent }): RequestTrace {
      const attributes = { 'http.request.method': method, 'countersign.operation': operation }
      const span = tracer.startSpan(operation, { kind: SpanKind.SERVER, attributes }, parentOf(traceparent))
      const work = workOf(trace.setSpan(ROOT_CONTEXT, span))
      return {
        run: (body) => working.run(work, body),
        end({ status, attributes: more }) {
          span.setAttribute('http.response.status_code', status)
          for (const [name, value] of Object.entries(more)) {
            if (value !== undefined) span.setAttribute(`countersign.${name}`, value)
          }
          if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
          span.end()
        },
      }
    },
    current: () => working.getStore(),
    close: () => provider.shutdown().catch(() => undefined),
  }
}

function epochMs(ms: number): number {
  return performance.timeOrigin + ms
}

function parentOf(header: unknown): Context {
  const [, traceId = '', spanId = '', flags = '0'] = TRACE_PARENT.exec(String(header)) ?? []
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
  return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT
}
