// One decision as a unit of work for the ledger: prepared before the lock, judged and recorded under it.
import type { Needs, Plan, Recorded, View, Work } from '../../ports/ledger.ts'
import type { OrgConfig } from '../../ports/nouns.ts'
import type { Context } from '../context.ts'
import { repeatOf } from '../idempotency.ts'
import { onlyReceipt } from '../recorded.ts'
import { requireStanding, standingNeeds } from '../standing.ts'
import { type Answer, answer } from './answer.ts'
import type { DecisionRequest } from './ask.ts'
import { holdOf, type NeedsWaiting, samenessOf, tooMany } from './hold.ts'
import { type Judged, judge, judgeApproved } from './judge.ts'
import type { Offer } from './offer.ts'
import { noContents, type Prepared, prepare, sanitizedIn } from './prepare.ts'
import { entryFor } from './record.ts'
import { again } from './repeat.ts'

/** Decides and records. A gate that must wait for a human is put to the ledger again, by `decideAtOnce`. */
export function decideAndRecord(
  context: Context,
  asked: DecisionRequest,
  more?: More,
): Promise<Answer | NeedsWaiting> {
  return context.store.record(asked.call.caller.orgId, decisionWork(context, asked, more))
}

/** The same where nothing more has to be known: for a check, and for a gate once it is known what waits. */
export async function decideAtOnce(context: Context, asked: DecisionRequest, more?: More): Promise<Answer> {
  const answer = await decideAndRecord(context, asked, more)
  if (!('sameness' in answer)) return answer
  throw new Error('the pending approvals are needed but not loaded')
}

type More = { offer?: Offer | undefined; sameness?: string }

const NOTHING_MORE: More = {}

export function decisionWork(
  context: Context,
  asked: DecisionRequest,
  { offer, sameness }: More = NOTHING_MORE,
): Work<Answer | NeedsWaiting> {
  const { call, agentId } = asked
  const preparedFor = preparing(asked)
  const { keys, members } = standingNeeds(call.caller)
  const needs: Needs = { agents: [agentId], keys, members, counters: asked.counted.counterIds }
  if (offer !== undefined) needs.gates = [offer.seq]
  if (sameness !== undefined) needs.waiting = { agentId, sameness }
  const work: Work<Answer | NeedsWaiting> = {
    needs,
    bytes: asked.bytes,
    prepare: preparedFor,
    decide(view) {
      requireStanding(view.config, call.caller)
      const prepared = preparedFor(view.config)
      const isOffered = asked.request.approval_id !== undefined
      const judged = isOffered ? judgeApproved(asked, view, prepared, offer) : judge(asked, view, prepared)
      return asked.kind === 'gate' && judged.decision.verdict === 'require_approval'
        ? hold(context, asked, view, judged, prepared, sameness)
        : recording(context, asked, view, judged, prepared)
    },
  }
  if (call.idempotency === undefined) return work
  function repeated(view: View, first: Recorded) {
    return again(context, asked, view, first, preparedFor(view.config))
  }
  return { ...work, ...repeatOf(context, call, repeated) }
}

function recording(
  context: Context,
  asked: DecisionRequest,
  view: View,
  judged: Judged,
  prepared: Prepared,
  sameness?: string,
): Plan<Answer> {
  return {
    entries: [entryFor(context, asked, view, judged, prepared, sameness)],
    answer: (recorded) => answer(context, asked, judged.decision, onlyReceipt(recorded), judged.policy),
  }
}

/** Joins the approval that waits for the same call, which has its receipt already; else opens one, or denies. */
function hold(
  context: Context,
  asked: DecisionRequest,
  view: View,
  judged: Judged,
  prepared: Prepared,
  loaded: string | undefined,
): Plan<Answer | NeedsWaiting> {
  const sameness = samenessOf(context, asked, judged, prepared)
  if (view.waiting === undefined) return { entries: [], answer: () => ({ sameness }) }
  const held = holdOf(context, view.waiting, sameness === loaded)
  if ('joins' in held) {
    const { opened: payload, leafHash } = held.joins
    const joined = again(context, asked, view, { payload, leafHash }, prepared)
    return { entries: [], answer: () => joined }
  }
  if (!held.isFull) return recording(context, asked, view, judged, prepared, sameness)
  const denied = { ...judged, decision: tooMany(judged.decision) }
  return recording(context, asked, view, denied, prepared)
}

/** Prepares once for each configuration. */
function preparing(asked: DecisionRequest): (config: OrgConfig) => Prepared {
  let last: { config: OrgConfig; prepared: Prepared } | undefined
  const contents = noContents()
  return (config) => {
    // Rows are merged into a configuration of the same epoch, so the agent may be new to it.
    if (last?.config !== config) {
      last = { config, prepared: prepare(asked, config, contents) }
      // It is larger than what was made of it, and hundreds of requests wait for a commit at once.
      contents.reading = undefined
      for (const left of sanitizedIn(asked, last.prepared)) asked.sanitized(left)
    }
    return last.prepared
  }
}
