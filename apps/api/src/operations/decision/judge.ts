// The verdict, by what only the lock can show: the clock, the counters, a halt.
import { type Decision, decide, type Facts, inMoment, type ReasonCode, reason } from '@countersign/policy'
import type { View } from '../../ports/ledger.ts'
import type { Asked } from './ask.ts'
import { countsOf } from './counters.ts'
import type { Prepared } from './prepare.ts'

/** What a verdict rests on besides the facts of its request. */
export type JudgeView = Pick<View, 'now' | 'config' | 'counters'>

export type Judged = { decision: Decision; facts: Facts | undefined }

const NO_RISK: Decision['risk'] = { score: 100, band: 'critical', contributions: [] }

function denial(code: ReasonCode): Decision {
  return { verdict: 'deny', risk: NO_RISK, reasons: [reason(code)], determining: [], explanation: [] }
}

/** The verdict under the lock: policies on the facts with their moment, unless a halt or a refusal comes first. */
export function judge(asked: Asked, view: JudgeView, { policy, facts, refusal, early }: Prepared): Judged {
  if (facts === undefined || policy === undefined || refusal !== undefined) {
    const code = view.config.org.halted ? 'org.halted' : (refusal ?? 'policy.missing')
    return { decision: denial(code), facts }
  }
  const moment = momentOf(asked, view, facts)
  const decision =
    early === undefined
      ? decide(policy, moment, { explain: asked.request.explain === true })
      : inMoment(policy, early, moment)
  const first = firstRefusal(asked, view)
  return {
    decision: first === undefined ? decision : { ...denial(first), risk: decision.risk },
    facts: moment,
  }
}

function firstRefusal(asked: Asked, view: JudgeView): ReasonCode | undefined {
  if (view.config.org.halted) return 'org.halted'
  return asked.request.approval_id === undefined ? undefined : 'approval.unknown'
}

function momentOf(asked: Asked, view: JudgeView, facts: Facts): Facts {
  const { calls, session, run, taints } = countsOf(asked.counted, view)
  const isNew = calls.minute + calls.agent_minute + calls.repeated === 0
  return {
    ...facts,
    at: view.now,
    ...(!isNew && { calls }),
    ...(session && { session }),
    ...(run && { run }),
    ...(taints.length > 0 && { taints }),
  }
}
