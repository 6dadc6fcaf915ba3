// One org sends the worst bodies that the operations permit; another one asks for verdicts meanwhile.
import { type Operation, operationList } from '@countersign/contract'
import { type WorstBody, worstBodies } from '../apps/api/test/worst-bodies.ts'
import { describeAnswers, type RequestSpec, startBackgroundLoad, timeRequests } from './background.ts'
import { describeShares, watchCpu } from './cpu.ts'
import type { Options } from './options.ts'
import { progress } from './progress.ts'
import { gateOf, type Org, onPostgres } from './subject.ts'
import { milliseconds, percentile, type Row } from './table.ts'

const CONCURRENCY = 32
const WARM_UP = 200
const STRIDE = 7919
const TURN_MAX_MS = 50
/** How many bodies of each operation take turns. */
const BODIES = 12
// Operations that would end the attack: after them the attacker's own org would be refused early.
const ENDS_ATTACK = new Set([
  'org.halt',
  'agents.revoke',
  'agents.suspend',
  'agents.quarantine',
  'keys.revoke',
])

/** The worst requests of an org, the bodies of each operation chosen evenly from all there are. */
export function worstRequests(url: string, { id, key, agentId }: Org): RequestSpec[] {
  const known = {
    agent_id: agentId,
    org_id: id,
    tool: 'crm:update_record',
    action: 'update_record',
    version: '1',
    name: 'a_name',
    scopes: ['check'],
    outcome: 'succeeded',
    text: '@id("a") permit (principal, action in Action::"call", resource);',
    key_id: `key_${'0'.repeat(26)}`,
    gate_id: `gte_${'0'.repeat(20)}`,
    receipt_id: `rcp_${'0'.repeat(20)}`,
  }
  function pathOf({ path }: Operation) {
    return path.replaceAll(/\{([a-z_]+)\}/g, (_, name: keyof typeof known) =>
      encodeURIComponent(`${known[name]}`),
    )
  }
  return operationList
    .filter(({ name }) => !ENDS_ATTACK.has(name))
    .flatMap((operation) =>
      sampleEvenly(worstBodies(operation, known), BODIES).map(({ text }) => ({
        url: `${url}${pathOf(operation)}`,
        method: operation.method,
        key,
        body: text(),
      })),
    )
}

function sampleEvenly(all: readonly WorstBody[], count: number): WorstBody[] {
  const step = Math.max(1, all.length / count)
  return Array.from({ length: Math.min(count, all.length) }, (_, n) => all[Math.floor(n * step)]).filter(
    (body) => body !== undefined,
  )
}

export async function worstRows(options: Options): Promise<Row[]> {
  progress(`another org's /gate alongside the worst bodies, ${CONCURRENCY} at once`)
  // Without a limit per address, as if each request came from another one.
  const subject = await onPostgres({
    orgs: 2,
    profiles: options.profiles,
    env: { COUNTERSIGN_RATE_LIMIT_ADDRESS: '1000000000' },
  })
  try {
    const [attacker] = subject.orgs
    if (attacker === undefined) throw new Error('there is no org to attack from')
    const requests = worstRequests(subject.api.url, attacker)
    const other = gateOf(subject, 1)
    // The turns of the start do not count.
    await timeRequests(other, 0, WARM_UP)
    await subject.api.longestTurn()
    const quiet = await timeRequests(other, options.seconds, 1)
    const usual = await subject.api.longestTurn()
    // Never two of one operation in a row.
    const attack = await startBackgroundLoad({ connections: CONCURRENCY, requests, stride: STRIDE })
    const cpuUsed = await watchCpu(subject)
    const during = await timeRequests(other, options.seconds, 1)
    const cpu = describeShares(await cpuUsed())
    const longest = await subject.api.longestTurn()
    const answers = describeAnswers(await attack.stop())
    return rowsOf({ quiet, during, usual, longest, answers, cpu })
  } finally {
    await subject.stop()
  }
}

type Measured = {
  quiet: number[]
  during: number[]
  usual: { wall: number; computed: number }
  longest: { wall: number; computed: number }
  answers: string
  cpu: string
}

function rowsOf({ quiet, during, usual, longest, answers, cpu }: Measured): Row[] {
  const [before, after] = [percentile(quiet, 0.99), percentile(during, 0.99)]
  const turn = Math.min(longest.wall, longest.computed)
  return [
    {
      what: `longest turn of the event loop, worst bodies, ${CONCURRENCY} at once`,
      budget: `under ${TURN_MAX_MS} ms`,
      measured: milliseconds(turn),
      met: turn < TURN_MAX_MS,
      note: `computed without a pause; by the clock ${milliseconds(longest.wall)}, quiet ${milliseconds(usual.wall)}; answers ${answers}`,
    },
    {
      what: "another org's /gate alongside them, p99",
      budget: 'under twice the quiet one',
      measured: milliseconds(after),
      met: after < 2 * before,
      note: `quiet ${milliseconds(before)}, ${(after / before).toFixed(1)} times that; p50 ${milliseconds(percentile(during, 0.5))}, quiet ${milliseconds(percentile(quiet, 0.5))}; ${during.length} verdicts; ${cpu}`,
    },
  ]
}
