// A gate that needs a human: it joins the approval of the same call, or opens one while there is room.
import type { Decision } from '@countersign/policy'
import { reason } from '@countersign/policy'
import type { Gate } from '../../ports/gates.ts'
import type { Waiting } from '../../ports/ledger.ts'
import type { Context } from '../context.ts'
import { grantMaxOf } from './approval.ts'
import type { DecisionRequest } from './ask.ts'
import type { Judged } from './judge.ts'
import { modeOf } from './offer.ts'
import { type Prepared, receiptActionOf } from './prepare.ts'

/** What waits for an approval must be known first: the request is put to the ledger again, which then loads it. */
export type NeedsWaiting = { sameness: string }

/** Equal for calls of an agent that one approval could be for, whatever salts their commitments have. */
export function samenessOf(
  context: Pick<Context, 'fingerprint'>,
  asked: DecisionRequest,
  { decision, policy }: Pick<Judged, 'decision' | 'policy'>,
  prepared: Prepared,
): string {
  const { name, tool, tool_definition } = receiptActionOf(asked, prepared)
  const parts = [
    asked.counted.fingerprint,
    asked.agentId,
    [name, tool, tool_definition],
    prepared.environment,
    asked.request.session_id,
    [policy?.version, policy?.digest],
    modeOf(asked.request),
    decision.obligations?.approvers,
    grantMaxOf(decision),
  ]
  return context.fingerprint([JSON.stringify(parts)])
}

/** The gate whose approval is asked for the same call; the verdict that too much waits; or nothing, and it may open. */
export function holdOf(
  { waitingMax }: Pick<Context, 'waitingMax'>,
  waiting: Waiting,
  isSame: boolean,
): { joins: Gate } | { isFull: boolean } {
  if (isSame && waiting.same !== undefined) return { joins: waiting.same }
  return { isFull: waiting.ofAgent >= waitingMax.ofAgent || waiting.ofOrg >= waitingMax.ofOrg }
}

/** Nobody could look at so many. */
export function tooMany({ risk, ...decision }: Decision): Decision {
  const { obligations: _, ...rest } = decision
  return { ...rest, verdict: 'deny', risk, reasons: [reason('approval.limit')] }
}
