// One gate as a trace: its spans arrive at a collector, joined to the caller, with ids and no arguments.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { startAlone } from './harness.ts'

type Attribute = { key: string; value: { stringValue?: string; intValue?: number } }
type Span = {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: Attribute[]
}
type Export = { resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: Span[] }[] }[] }

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'
const canary = 'canary-of-this-test'

describe('traces', () => {
  let collector: Server
  const bodies: string[] = []
  const paths: string[] = []
  before(async () => {
    collector = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        bodies.push(body)
        paths.push(`${request.method} ${request.url}`)
        response.setHeader('content-type', 'application/json').end('{}')
      })
    }).listen(0, '127.0.0.1')
    await once(collector, 'listening')
  })
  after(() => collector.close())

  function spans(): Span[] {
    const exports = bodies.map((body) => JSON.parse(body) as Export)
    return exports.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    )
  }

  it('of a gate are request, decide, commit and sign, under the caller’s own span', async () => {
    const { port } = collector.address() as AddressInfo
    const app = await startAlone('postgres', {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/` },
    })
    const agent = await app.newAgent()
    const body = { agent_id: agent, action: 'read_file', arguments: { path: canary }, session_id: canary }
    await app.must('/v1/gate', { body, headers: { traceparent: `00-${TRACE}-${PARENT}-01` } })
    await app.must('/v1/gate', {
      body,
      headers: { traceparent: `00-${TRACE.replaceAll('4', '5')}-${PARENT}-00` },
    })
    await app.must('/v1/check', { body, headers: { traceparent: canary } })
    await app.close()

    const found = spans()
    const ours = found.filter(({ traceId }) => traceId === TRACE)
    assert.deepEqual(ours.map(({ name }) => name).sort(), ['commit', 'decide', 'gate', 'sign'])
    const [commit, decide, gate, sign] = ours.toSorted((a, b) => a.name.localeCompare(b.name))
    assert.ok(commit && decide && gate && sign)
    assert.equal(gate.parentSpanId, PARENT)
    assert.deepEqual([decide.parentSpanId, commit.parentSpanId], [gate.spanId, gate.spanId])
    assert.equal(sign.parentSpanId, commit.spanId)
    for (const [inner, outer] of [
      [sign, commit],
      [decide, commit],
    ] as const) {
      assert.ok(BigInt(inner.startTimeUnixNano) >= BigInt(outer.startTimeUnixNano), inner.name)
      assert.ok(BigInt(inner.endTimeUnixNano) <= BigInt(outer.endTimeUnixNano), inner.name)
    }
    const told = Object.fromEntries(
      gate.attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]),
    )
    assert.deepEqual(
      [told['http.response.status_code'], told['countersign.verdict'], told['countersign.agent']],
      [200, 'allow', agent],
    )
    assert.equal(told['countersign.org'], app.orgId)
    assert.ok(
      !found.some(({ traceId }) => traceId === TRACE.replaceAll('4', '5')),
      'what is not sampled is not sent',
    )
    const check = found.find(({ name }) => name === 'check')
    assert.ok(check !== undefined && !check.parentSpanId, 'a broken traceparent begins a new trace')
    assert.ok(!bodies.join('').includes(canary))
    assert.deepEqual([...new Set(paths)], ['POST /v1/traces'])
  })
})
