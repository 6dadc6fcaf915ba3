// What a candidate would have decided: the recorded decisions of the log, put to it one by one.

import { comparedReceiptsMax, hasScope, type Input } from '@countersign/contract'
import { decide, type Facts, type PolicySet } from '@countersign/policy'
import { type Disclosure, hasVerdict, type Payload, type VerdictPayload } from '@countersign/receipt'
import { formatTime, type Verdict } from '@countersign/terms'
import type { StoredReceipt } from '../../ports/nouns.ts'
import type { Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { ApiError } from '../refusal.ts'
import { documentOf } from './document.ts'
import { toolsOf } from './live.ts'
import { requireValid } from './valid.ts'

/** Verdicts that no policy gave: the candidate could not change them. */
const NOT_BY_POLICY = new Set([
  'agent.unknown',
  'org.halted',
  'environment.unknown',
  'environment.mismatch',
  'environment.unbound',
  'approval.unknown',
  'approval.not_granted',
  'approval.rejected',
  'approval.expired',
  'approval.withdrawn',
  'approval.used',
  'approval.mismatch',
  'approval.limit',
])

type Tally = { compared: number; changed: number; skipped: number; unreadable: number }
type Decided = VerdictPayload

export function comparePolicies(context: Context): Handler<'policies.compare'> {
  return async (call, request) => {
    const { orgId, scopes } = call.caller
    // Its answer reveals what agents did.
    if (!hasScope(scopes, 'receipts:read')) {
      throw new ApiError('auth.scope', { detail: 'this needs the scope `receipts:read` as well' })
    }
    const config = await currentConfig(context, call)
    const given = documentOf(request)
    const tools = toolsOf(config)
    const checked = await context.checker.check(orgId, { document: given, tools })
    const document = requireValid(given, checked)
    const parsed = checked.policies
    const candidate = context.policySet(
      { version: config.latestVersion + 1, digest: context.digestOf(document), document, parsed },
      tools,
    )
    const head = await context.store.log.checkpoint(orgId)
    const to =
      request.to === undefined ? (head?.treeSize ?? 0) : await context.store.receipts.seqAt(orgId, request.to)
    const since = request.from === undefined ? 0 : await context.store.receipts.seqAt(orgId, request.from)
    const from = Math.max(since, to - comparedReceiptsMax)
    return replay(context, orgId, candidate, [from, to], request)
  }
}

async function* replay(
  context: Context,
  orgId: string,
  candidate: PolicySet,
  [from, to]: [number, number],
  { environment }: Input<'policies.compare'>,
): AsyncIterable<string> {
  const tally: Tally = { compared: 0, changed: 0, skipped: 0, unreadable: 0 }
  let done = 0
  for await (const page of context.store.receipts.pages(orgId, from, to, true)) {
    const changes: string[] = []
    await context.pace.each(orgId, page, (stored) => {
      const change = compareOne(candidate, stored, environment, tally)
      if (change !== undefined) changes.push(JSON.stringify({ change }))
    })
    yield* changes
    done += page.length
    yield JSON.stringify({ progress: { done, total: to - from } })
  }
  yield JSON.stringify({ summary: { from, to, ...tally } })
}

function compareOne(
  candidate: PolicySet,
  stored: StoredReceipt,
  environment: string | undefined,
  tally: Tally,
) {
  const payload = JSON.parse(stored.text) as Payload
  if (!hasVerdict(payload)) return undefined
  if (!isByPolicy(payload) || (environment !== undefined && payload.environment !== environment)) {
    tally.skipped++
    return undefined
  }
  const facts = factsOf(payload, stored.disclosures)
  if (facts === undefined) {
    tally.unreadable++
    return undefined
  }
  const decision = decide(candidate, facts, { approved: isApproved(payload) })
  tally.compared++
  const was = payload.decision.verdict
  if (decision.verdict === was) return undefined
  tally.changed++
  return changeOf(payload, was, decision.verdict, decision.reasons)
}

function isByPolicy(payload: Decided): boolean {
  const { policy, decision } = payload
  return policy !== undefined && !decision.reasons.some(({ code }) => NOT_BY_POLICY.has(code))
}

/** Whether it was decided with a granted approval: one that was offered in vain has a reason of its own. */
function isApproved(payload: Decided): boolean {
  return payload.type !== 'gate.pending' && 'approval' in payload && payload.approval !== undefined
}

/** The facts as they were then; undefined when they were erased. */
function factsOf(payload: Decided, disclosures: readonly Disclosure[]): Facts | undefined {
  function valueAt(path: string) {
    return disclosures.find((found) => found.path === path)?.value
  }
  const inputs = valueAt('policy.inputs') as Facts | undefined
  if (inputs === undefined || typeof inputs.agent !== 'object') return undefined
  if (payload.mode === 'hash_only' || payload.action.arguments === undefined) return inputs
  const args = valueAt('action.arguments') as Facts['arguments'] | undefined
  return args === undefined ? undefined : { ...inputs, arguments: args }
}

function changeOf(
  payload: Decided,
  was: Verdict,
  would: Verdict,
  reasons: readonly { code: string; policy_id?: string; message: string }[],
) {
  return {
    receipt_id: payload.id,
    seq: payload.seq,
    issued_at: formatTime(payload.issued_at),
    ...(payload.agent !== undefined && { agent_id: payload.agent }),
    action: payload.action.name,
    ...(payload.action.tool !== undefined && { tool: payload.action.tool }),
    environment: payload.environment,
    was,
    would,
    reasons: reasons.slice(0, 16),
  }
}
