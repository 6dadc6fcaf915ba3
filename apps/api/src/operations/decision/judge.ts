// The verdict, by what only the lock can show: the clock, the counters, a halt.
import {
  type Decision,
  decide,
  type Facts,
  inMoment,
  type PolicySet,
  type Reason,
  type ReasonCode,
  reason,
  stricterOf,
} from '@countersign/policy'
import type { View } from '../../ports/ledger.ts'
import type { DecisionRequest } from './ask.ts'
import { countsOf } from './counters.ts'
import { type Offer, type Use, worthOf } from './offer.ts'
import type { Place, Prepared } from './prepare.ts'

/** What a verdict depends on besides the facts of its request. */
export type JudgeView = Pick<View, 'now' | 'config' | 'counters'>

/** The decision, the facts that it depends on, and the version that gave it. */
export type Judged = {
  decision: Decision
  facts: Facts | undefined
  policy: PolicySet | undefined
  /** The approval that it was decided with. */
  use?: Use
}

const NO_RISK: Decision['risk'] = { score: 100, band: 'critical', contributions: [] }

function denial(why: Reason): Decision {
  return { verdict: 'deny', risk: NO_RISK, reasons: [why], determining: [], explanation: [] }
}

/** The verdict under the lock: policies on the facts with their moment, unless a halt or a refusal comes first. */
export function judge(asked: DecisionRequest, view: JudgeView, prepared: Prepared): Judged {
  const { policy, facts, judged } = prepared
  if ('refusal' in judged) {
    const code: ReasonCode = view.config.org.halted ? 'org.halted' : judged.refusal
    return { decision: denial(reason(code)), facts, policy }
  }
  const decided = decideInAll(asked, view, judged.places, false)
  return view.config.org.halted ? refused(decided, reason('org.halted')) : decided
}

/** The verdict on a call that offers an approval: anew, and as approved only where that holds for it. */
export function judgeApproved(
  asked: DecisionRequest,
  view: JudgeView & Pick<View, 'gates'>,
  prepared: Prepared,
  offer: Offer | undefined,
): Judged {
  const { judged } = prepared
  if ('refusal' in judged || view.config.org.halted) return judge(asked, view, prepared)
  const worth = worthOf(asked, view, prepared, judged.places, offer)
  if ('refusal' in worth) return refused(judge(asked, view, prepared), worth.refusal)
  const decided = decideInAll(asked, view, judged.places, true)
  // All places must allow it, and the receipt names the version that was approved.
  return isAllowed(decided.decision) ? { ...decided, policy: worth.policy, use: worth } : decided
}

export function isAllowed({ verdict }: Pick<Decision, 'verdict'>): boolean {
  return verdict === 'allow' || verdict === 'sanitize'
}

function refused(decided: Judged, why: Reason): Judged {
  return { ...decided, decision: { ...denial(why), risk: decided.decision.risk } }
}

function decideInAll(
  asked: DecisionRequest,
  view: JudgeView,
  places: readonly [Place, ...Place[]],
  approved: boolean,
): Decided {
  let kept = decideIn(asked, view, places[0], approved)
  for (const place of places)
    if (place !== places[0]) kept = stricter(kept, decideIn(asked, view, place, approved), place)
  return kept
}

type Decided = { decision: Decision; facts: Facts; policy: PolicySet }

function decideIn(
  asked: DecisionRequest,
  view: JudgeView,
  { policy, facts, content, early, payment }: Place,
  approved: boolean,
): Decided {
  const moment = momentOf(asked, view, facts, payment)
  const decision =
    early === undefined || approved
      ? decide(policy, moment, { content, explain: asked.request.explain === true, approved })
      : inMoment(policy, early, moment)
  return { decision, facts: moment, policy }
}

/** The receipt names the version whose verdict counts; where both gave it, that of the environment itself. */
function stricter(own: Decided, beside: Decided, { content }: Place): Decided {
  const decision = stricterOf(own.decision, beside.decision, content.redactions)
  if (decision.verdict === own.decision.verdict) return { ...own, decision }
  const reasons = [...decision.reasons, reason('environment.unbound')]
  return { ...beside, decision: { ...decision, reasons } }
}

function momentOf(asked: DecisionRequest, view: JudgeView, facts: Facts, payment: string | undefined): Facts {
  const { calls, session, run, taints, exposure } = countsOf(asked.counted, view, payment)
  const { minute, agent_minute, repeated, same_payment = 0 } = calls
  const isNew = minute + agent_minute + repeated + same_payment === 0
  const moment = { ...facts, at: view.now }
  if (!isNew) moment.calls = calls
  if (session !== undefined) moment.session = session
  if (run !== undefined) moment.run = run
  if (taints.length > 0) moment.taints = taints
  if (exposure !== undefined) moment.exposure = exposure
  return moment
}
