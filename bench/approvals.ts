// POST /v1/gate where one call in a hundred needs a human, compared with none, under the same load.
import { type Load, measure, type Outcome } from './load.ts'
import type { Options } from './options.ts'
import { benchmarkText } from './policy-text.ts'
import { progress } from './progress.ts'
import { call, type Org, onPostgres, type Subject } from './subject.ts'
import { perSecond, type Row } from './table.ts'

export const HELD = 'delete_record'

/** What a human must approve besides, of whatever the other policies permit. */
export const HELD_POLICY = `@id("bench.held") permit (principal, action, resource) when { context.action == "${HELD}" && context.approved };`

const POLICIES = 100
const EVERY = 100
/** Each may have as many approvals waiting as the settings allow at most. */
const AGENTS = 8
const WAITING_MAX = { COUNTERSIGN_APPROVALS_PER_AGENT: '1000', COUNTERSIGN_APPROVALS_PER_ORG: '10000' }

export async function approvalRows(options: Options): Promise<Row[]> {
  progress('/gate on PostgreSQL, one call in a hundred needing approval')
  const subject = await onPostgres({ env: WAITING_MAX, profiles: options.profiles })
  try {
    const [org] = subject.orgs
    if (org === undefined) throw new Error('there is no org')
    const agents = await prepare(subject, org)
    const plain: Outcome[] = []
    const mixed: Outcome[] = []
    // There and back, since the machine may be busier at one time than at another.
    for (const every of [0, EVERY, EVERY, 0]) {
      const outcome = await measure(loadOf(subject, options, every, agents), options)
      if (every === 0) plain.push(outcome)
      else mixed.push(outcome)
    }
    const [row] = (await subject.sql?.(`select count(*) as n from approvals`)) ?? []
    const share = rateOf(mixed) / rateOf(plain)
    return [
      {
        what: '/gate with 1 % needing approval',
        budget: '0.9 of the plain figure',
        measured: perSecond(rateOf(mixed)),
        met: share >= 0.9,
        note: `${share.toFixed(2)} of ${perSecond(rateOf(plain))}; ${row?.n} approvals opened; p99 ${Math.max(...mixed.map(({ p99 }) => p99))} ms`,
      },
    ]
  } finally {
    await subject.stop()
  }
}

function rateOf(outcomes: readonly Outcome[]): number {
  const answers = outcomes.reduce((sum, outcome) => sum + outcome.answers, 0)
  return answers / outcomes.reduce((sum, { seconds }) => sum + seconds, 0)
}

/** The usual policies with one more, and agents that nobody asks approvals for yet. */
async function prepare({ api }: Subject, { key }: Org): Promise<string[]> {
  const text = `${benchmarkText(POLICIES - 1)}\n\n${HELD_POLICY}`
  await call(api.url, '/v1/policies/publish', key, { text })
  const agents: string[] = []
  for (let n = 0; n < AGENTS; n++) {
    agents.push((await call<{ id: string }>(api.url, '/v1/agents', key, { name: `agent ${n}` })).id)
  }
  return agents
}

function loadOf({ api, callers }: Subject, options: Options, every: number, agents: readonly string[]): Load {
  return {
    url: `${api.url}/v1/gate`,
    callers,
    connections: options.connections,
    expect: '{"verdict":',
    instead: { every, body: (n) => heldBody(agents[n % agents.length] ?? '', n) },
  }
}

/** Every one is another call, so that each opens an approval of its own. */
export function heldBody(agentId: string, n: number): string {
  const args = { record: `customer/${n}`, reason: 'asked for by the customer on the phone' }
  return JSON.stringify({ agent_id: agentId, action: HELD, arguments: args })
}
