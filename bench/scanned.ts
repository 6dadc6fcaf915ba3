// POST /v1/gate where a policy reads what the detectors find, beside one that does not, under the same load.
import { type Load, measure, type Outcome } from './load.ts'
import type { Options } from './options.ts'
import { benchmarkText } from './policy-text.ts'
import { progress } from './progress.ts'
import { call, onPostgres, type Subject } from './subject.ts'
import { perSecond, type Row } from './table.ts'

/** Because of it, every text of every request is scanned. */
export const SCANNING_POLICY = `@id("bench.scanned") forbid (principal, action, resource)
when { context.content.found.containsAny(["secret", "personal", "instruction", "invisible", "command"]) };`

/** As many policies, and none of them reads what is found. */
const SAME_POLICY = `@id("bench.scanned") forbid (principal, action, resource)
when { context.environment == "closed" };`

const POLICIES = 100
const SHARE_MIN = 0.85

export async function scannedRows(options: Options): Promise<Row[]> {
  progress('/gate on PostgreSQL, with scanning off and on')
  const subject = await onPostgres({ profiles: options.profiles })
  try {
    const plain: Outcome[] = []
    const scanned: Outcome[] = []
    // There and back, since the machine may be busier at one time than at another.
    for (const isScanned of [false, true, true, false]) {
      await publish(subject, isScanned)
      const outcome = await measure(loadOf(subject, options), options)
      if (isScanned) scanned.push(outcome)
      else plain.push(outcome)
    }
    const share = rateOf(scanned) / rateOf(plain)
    return [
      {
        what: '/gate with scanning on',
        budget: `${SHARE_MIN} of the plain figure`,
        measured: perSecond(rateOf(scanned)),
        met: share >= SHARE_MIN,
        note: `${share.toFixed(2)} of ${perSecond(rateOf(plain))}; p99 ${Math.max(...scanned.map(({ p99 }) => p99))} ms`,
      },
    ]
  } finally {
    await subject.stop()
  }
}

async function publish({ api, orgs: [org] }: Subject, isScanned: boolean): Promise<void> {
  if (org === undefined) throw new Error('there is no org')
  const added = isScanned ? SCANNING_POLICY : SAME_POLICY
  await call(api.url, '/v1/policies/publish', org.key, { text: `${benchmarkText(POLICIES - 1)}\n\n${added}` })
}

function loadOf({ api, callers }: Subject, options: Options): Load {
  return {
    url: `${api.url}/v1/gate`,
    callers,
    connections: options.connections,
    expect: '{"verdict":"allow"',
  }
}

function rateOf(outcomes: readonly Outcome[]): number {
  const answers = outcomes.reduce((sum, outcome) => sum + outcome.answers, 0)
  return answers / outcomes.reduce((sum, { seconds }) => sum + seconds, 0)
}
