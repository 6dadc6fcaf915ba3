// An agent of one org lists its receipts in a loop; another org gates and lists meanwhile.
import { describeAnswers, type RequestSpec, startBackgroundLoad, timeRequests } from './background.ts'
import { describeShares, watchCpu } from './cpu.ts'
import { run } from './load.ts'
import type { Options } from './options.ts'
import { progress } from './progress.ts'
import { call, gateOf, onPostgres, type Subject } from './subject.ts'
import { milliseconds, percentile, type Row } from './table.ts'

const LOOPS = 8
const WARM_UP = 200
const RECEIPTS = 3000

export async function readersRows(options: Options): Promise<Row[]> {
  progress(`/gate and lists alongside an agent that lists receipts in ${LOOPS} loops`)
  const subject = await onPostgres({ orgs: 2, profiles: options.profiles })
  try {
    await fill(subject)
    const list = await listOfAgent(subject)
    const [gate, others] = [gateOf(subject, 1), listOfOrg(subject, 1)]
    const rows: Row[] = []
    for (const [what, wanted] of [
      ["another org's /gate", gate],
      ["another org's list of receipts", others],
    ] as const) {
      const quiet = await timeRequests(wanted, options.seconds / 2, WARM_UP)
      const loops = await startBackgroundLoad({ connections: LOOPS, requests: [list] })
      const cpuUsed = await watchCpu(subject)
      const during = await timeRequests(wanted, options.seconds / 2, 1)
      const cpu = describeShares(await cpuUsed())
      rows.push(rowOf(what, quiet, during, `${describeAnswers(await loops.stop())}; ${cpu}`))
    }
    return rows
  } finally {
    await subject.stop()
  }
}

/** Both logs have some receipts to list. */
async function fill({ api, callers }: Subject): Promise<void> {
  const load = { url: `${api.url}/v1/gate`, callers, connections: 16, expect: '{"verdict":' }
  await run(load, RECEIPTS)
}

/** The largest page that an agent's own key may ask for. */
async function listOfAgent({ api, orgs }: Subject): Promise<RequestSpec> {
  const [org] = orgs
  if (org === undefined) throw new Error('there is no org to read')
  const body = { name: 'reader', scopes: ['receipts:read'], agent_id: org.agentId }
  const { secret } = await call<{ secret: string }>(api.url, '/v1/keys', org.key, body)
  return { url: `${api.url}/v1/receipts?limit=200`, method: 'GET', key: secret }
}

function listOfOrg({ api, orgs }: Subject, n: number): RequestSpec {
  return { url: `${api.url}/v1/receipts?limit=50`, method: 'GET', key: orgs[n]?.key ?? '' }
}

function rowOf(what: string, quiet: number[], during: number[], answers: string): Row {
  const [before, after] = [percentile(quiet, 0.5), percentile(during, 0.5)]
  return {
    what: `${what} alongside an agent that lists in ${LOOPS} loops, p50`,
    budget: 'under twice the quiet one',
    measured: milliseconds(after),
    met: after < 2 * before,
    note: `quiet ${milliseconds(before)}, ${(after / before).toFixed(1)} times that; p99 ${milliseconds(percentile(during, 0.99))}, quiet ${milliseconds(percentile(quiet, 0.99))}; answers ${answers}`,
  }
}
