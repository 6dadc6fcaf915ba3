// The dashboard, the alerts and the page for operators name only what exists, and leave no metric out.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import type { Payload } from '@countersign/receipt'
import { parser } from '@prometheus-io/lezer-promql'
import { parse } from 'yaml'
import { createMetrics } from '../src/adapters/metrics.ts'
import { type Family, parseExposition } from './exposition.ts'

function read(file: string): string {
  return readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')
}

type Panel = { title: string; targets?: { expr: string }[] }
type Rule = { alert: string; expr: string; for: string; annotations: { summary: string } }

const dashboard = JSON.parse(read('ops/grafana-dashboard.json')) as { panels: Panel[] }
const rules = (parse(read('ops/prometheus-alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
)
const page = read('docs/operating.md')

/** As Grafana sends it. */
const panelQueries = dashboard.panels.flatMap(({ targets = [] }) =>
  targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m')),
)
const queries = [...panelQueries, ...rules.map(({ expr }) => expr)]

/** Labels that Prometheus itself adds, and the bound of a bucket. */
const ADDED = ['job', 'instance', 'le']

/** What a query names; throws where it is not PromQL. */
function namesIn(query: string): { metrics: string[]; labels: string[] } {
  const metrics: string[] = []
  const labels: string[] = []
  parser.parse(query).iterate({
    enter({ type, from, to }) {
      assert.ok(!type.isError, `not PromQL at ${from}: ${query}`)
      if (type.name === 'Identifier') metrics.push(query.slice(from, to))
      if (type.name === 'LabelName') labels.push(query.slice(from, to))
    },
  })
  return { metrics, labels }
}

/** A scrape after something of every kind has happened. */
async function everything(): Promise<Map<string, Family>> {
  const metrics = createMetrics()
  const denied = {
    type: 'gate.denied',
    mode: 'self',
    decision: { verdict: 'deny', reasons: [{ code: 'x' }] },
  }
  const payloads = [denied, { type: 'approval.granted' }] as unknown as Payload[]
  metrics.committed({ payloads, opened: 1, ms: 2, signMs: 1 })
  metrics.answered({ operation: 'gate', status: 503, ms: 1, code: 'internal' })
  metrics.failed()
  metrics.jobFailed('expire')
  const { text } = await metrics.text({
    load: () => ({
      queue: { items: 1, bytes: 1, oldestMs: 1 },
      pools: [{ pool: 'ledger', open: 1, inUse: 1, waiting: 0, max: 2 }],
    }),
    backlog: async () => ({ expiryLagMs: 1, outboxLagMs: 1, retentionLagMs: 1, outboxWaiting: 1 }),
    waiters: () => 1,
  })
  return parseExposition(text)
}

const families = await everything()
const samples = [...families.values()].flatMap((family) => [...family.samples.values()])
const known = new Set(samples.map(({ name }) => name))

describe('the dashboard and the alerts', () => {
  it('are PromQL, and name metrics and labels that exist', () => {
    assert.ok(panelQueries.length > 20 && rules.length > 10)
    for (const query of queries) {
      const { metrics, labels } = namesIn(query)
      assert.ok(metrics.length > 0, query)
      for (const name of metrics) assert.ok(name === 'up' || known.has(name), `${name} in ${query}`)
      const carried = samples
        .filter(({ name }) => metrics.includes(name))
        .flatMap((one) => Object.keys(one.labels))
      for (const label of labels) {
        assert.ok([...carried, ...ADDED].includes(label), `${label} in ${query}`)
      }
    }
  })

  it('ask only for kinds of work that there are', () => {
    const kinds = new Set(samples.flatMap(({ labels }) => labels.work ?? []))
    const asked = queries.flatMap((query) =>
      [...query.matchAll(/work="([a-z_]+)"/g)].map(([, kind]) => kind ?? ''),
    )
    assert.deepEqual([...new Set(asked)].sort(), [...kinds].sort())
  })

  it('would fail for what is not PromQL, and see what a query names', () => {
    for (const wrong of ['sum(rate(x[5m])', 'rate(x[5m]) by (', 'x{y=}', '$unknown'])
      assert.throws(() => namesIn(wrong), wrong)
    assert.deepEqual(namesIn('sum by (a) (rate(x{b="1"}[5m]))'), { metrics: ['x'], labels: ['a', 'b'] })
  })

  it('show every metric of ours on the dashboard', () => {
    const shown = new Set(panelQueries.flatMap((query) => namesIn(query).metrics))
    for (const [name, { type }] of families) {
      if (!name.startsWith('countersign_')) continue
      const names = type === 'histogram' ? [`${name}_bucket`, `${name}_count`] : [name]
      assert.ok(
        names.some((one) => shown.has(one)),
        name,
      )
    }
  })
})

describe('docs/operating.md', () => {
  it('lists every metric and no other', () => {
    const told = [...page.matchAll(/^\| `(countersign_[a-z_]+)`/gm)].map(([, name]) => name)
    const ours = [...families.keys()].filter((name) => name.startsWith('countersign_'))
    assert.deepEqual(told.sort(), ours.sort())
  })

  it('says what to do about every alert', () => {
    const told = [...page.matchAll(/^\| `(Countersign[A-Za-z]+)` \| (.+) \|$/gm)].map(([, name]) => name)
    assert.deepEqual(told.sort(), rules.map(({ alert }) => alert).sort())
  })
})
