// The verdict, by what only the lock can show: the clock, the counters, a halt.
import {
  type Decision,
  decide,
  type Facts,
  inMoment,
  type PolicySet,
  type ReasonCode,
  reason,
  stricterOf,
} from '@countersign/policy'
import type { View } from '../../ports/ledger.ts'
import type { Asked } from './ask.ts'
import { countsOf } from './counters.ts'
import type { Place, Prepared } from './prepare.ts'

/** What a verdict rests on besides the facts of its request. */
export type JudgeView = Pick<View, 'now' | 'config' | 'counters'>

/** The decision, the facts that it rests on, and the version that gave it. */
export type Judged = { decision: Decision; facts: Facts | undefined; policy: PolicySet | undefined }

const NO_RISK: Decision['risk'] = { score: 100, band: 'critical', contributions: [] }

function denial(code: ReasonCode): Decision {
  return { verdict: 'deny', risk: NO_RISK, reasons: [reason(code)], determining: [], explanation: [] }
}

/** The verdict under the lock: policies on the facts with their moment, unless a halt or a refusal comes first. */
export function judge(asked: Asked, view: JudgeView, { policy, facts, judged }: Prepared): Judged {
  if ('refusal' in judged) {
    const code = view.config.org.halted ? 'org.halted' : judged.refusal
    return { decision: denial(code), facts, policy }
  }
  const [own, ...others] = judged.places
  const decided = others.reduce(
    (kept, place) => stricter(kept, decideIn(asked, view, place), place),
    decideIn(asked, view, own),
  )
  const first = firstRefusal(asked, view)
  if (first === undefined) return decided
  return { ...decided, decision: { ...denial(first), risk: decided.decision.risk } }
}

type Decided = { decision: Decision; facts: Facts; policy: PolicySet }

function decideIn(asked: Asked, view: JudgeView, { policy, facts, content, early }: Place): Decided {
  const moment = momentOf(asked, view, facts)
  const decision =
    early === undefined
      ? decide(policy, moment, { content, explain: asked.request.explain === true })
      : inMoment(policy, early, moment)
  return { decision, facts: moment, policy }
}

/** The receipt rests on the version whose verdict counts; where both gave it, on that of the environment itself. */
function stricter(own: Decided, beside: Decided, { content }: Place): Decided {
  const decision = stricterOf(own.decision, beside.decision, content.redactions)
  if (decision.verdict === own.decision.verdict) return { ...own, decision }
  const reasons = [...decision.reasons, reason('environment.unbound')]
  return { ...beside, decision: { ...decision, reasons } }
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
