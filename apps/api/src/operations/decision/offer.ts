// The approval that a gate offers: found before the lock, and what it is worth under it.
import { canonicalize, decodeHex, isJsonObject } from '@countersign/json'
import { type PolicySet, type Reason, type ReasonCode, reason } from '@countersign/policy'
import { approvalBinding, commitText, type Disclosure, type PayloadOf } from '@countersign/receipt'
import type { ApprovalStatus, PayloadMode } from '@countersign/terms'
import type { View } from '../../ports/ledger.ts'
import { pendingOf } from '../approvals/answer.ts'
import { nextUseOf, usesMaxOf } from '../approvals/grants.ts'
import type { Context } from '../context.ts'
import type { DecisionRequest } from './ask.ts'
import { type Place, type Prepared, receiptActionOf } from './prepare.ts'

type Pending = PayloadOf<'gate.pending'>

/** A stored approval that a request names: the seq and the receipt of the gate that asked for it. */
export type Offer = { seq: number; pending: Pending }

/** An approval that holds for this call: the commit that allows it counts the use, and the last one uses it up. */
export type Use = Offer & { policy: PolicySet; use: number; isLast: boolean }

/**
 * The approval that the request names, undefined when the caller may know of none. Arguments and target that are the
 * approved ones get the approved commitments, so that the receipts show that it is the same call.
 */
export async function offerOf(
  context: Context,
  asked: DecisionRequest,
): Promise<{ asked: DecisionRequest; offer: Offer | undefined }> {
  const { caller } = asked.call
  const id = asked.request.approval_id
  const found = id === undefined ? undefined : await context.store.approvals.get(caller.orgId, id)
  const pending = found && pendingOf(found)
  const isForeign = caller.agentId !== undefined && caller.agentId !== pending?.agent
  if (found === undefined || pending === undefined || isForeign) return { asked, offer: undefined }
  const stored = await context.store.receipts.get(caller.orgId, found.gateSeq)
  const resalted = withItsSalts(context, asked, pending, stored?.disclosures ?? [])
  return { asked: resalted, offer: { seq: found.gateSeq, pending } }
}

/** A salt is taken over only where the value is the same: it may be known to people who were shown that one. */
function withItsSalts(
  { suite }: Pick<Context, 'suite'>,
  asked: DecisionRequest,
  { action }: Pending,
  disclosures: readonly Disclosure[],
): DecisionRequest {
  const receiptAction = { ...asked.receiptAction }
  const salts = new Map<string, string>()
  for (const member of ['arguments', 'target'] as const) {
    const path = `action.${member}`
    const value = asked.request[member]
    const salt = disclosures.find((disclosure) => disclosure.path === path)?.salt
    if (value === undefined || salt === undefined) continue
    const commitment = commitText(suite, decodeHex(salt), path, canonicalize(value))
    if (commitment.c !== action[member]?.c) continue
    receiptAction[member] = commitment
    salts.set(path, salt)
  }
  return {
    ...asked,
    receiptAction,
    disclosures: asked.disclosures.map((made) => ({ ...made, salt: salts.get(made.path) ?? made.salt })),
  }
}

const REFUSED: { readonly [S in Exclude<ApprovalStatus, 'granted'>]: ReasonCode } = {
  pending: 'approval.not_granted',
  rejected: 'approval.rejected',
  expired: 'approval.expired',
  withdrawn: 'approval.withdrawn',
  used: 'approval.used',
}

/** Whether the approval is granted and for this very call, by what the lock shows. */
export function worthOf(
  asked: DecisionRequest,
  { gates, now }: Pick<View, 'gates' | 'now'>,
  prepared: Prepared,
  places: readonly [Place, ...Place[]],
  offer: Offer | undefined,
): Use | { refusal: Reason } {
  const gate = offer && gates.get(offer.seq)
  if (offer === undefined || gate === undefined || gate.approval === null)
    return { refusal: reason('approval.unknown') }
  const { status } = gate.approval
  const isOver = gate.expiresAt <= now && (status === 'pending' || status === 'granted')
  if (isOver) return { refusal: reason('approval.expired') }
  if (status !== 'granted') return { refusal: reason(REFUSED[status]) }
  const { used, decisions } = gate.approval
  // Of two locks, each enough: a grant that was given again after one lapsed may allow fewer uses than there were.
  if (used >= usesMaxOf(decisions)) return { refusal: reason('approval.used') }
  const policy = policyOf(offer.pending, places)
  const differing = differences(
    { ...approvalBinding(offer.pending), mode: offer.pending.mode },
    boundCall(asked, prepared, policy),
  )
  if (differing.length > 0) return { refusal: mismatch(differing) }
  return { ...offer, policy, ...nextUseOf(gate.approval) }
}

/** Of the places that are asked, the one whose version the approval names, or else the request's own. */
function policyOf({ policy: bound }: Pending, places: readonly [Place, ...Place[]]): PolicySet {
  const same = places.find(
    ({ policy }) => policy.version === bound?.version && policy.digest === bound.digest,
  )
  return (same ?? places[0]).policy
}

function boundCall(asked: DecisionRequest, prepared: Prepared, { version, digest }: PolicySet) {
  const { request, call, agentId } = asked
  const { session_id: session } = request
  return {
    org: call.caller.orgId,
    agent: agentId,
    action: receiptActionOf(asked, prepared),
    environment: prepared.environment,
    ...(session !== undefined && { session }),
    policy: { version, digest },
    mode: modeOf(request),
  }
}

export function modeOf({ arguments_commitment }: DecisionRequest['request']): PayloadMode {
  return arguments_commitment === undefined ? 'full' : 'hash_only'
}

function mismatch(paths: readonly string[]): Reason {
  const named = paths.map((path) => `\`${path}\``).join(', ')
  return reason('approval.mismatch', { message: `the approval was granted for another request: ${named}` })
}

/** The paths at which two values differ; a commitment is one value. */
export function differences(a: unknown, b: unknown, path = ''): string[] {
  if (isJsonObject(a) && isJsonObject(b) && !('alg' in a)) {
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()
    return names.flatMap((name) => differences(a[name], b[name], path === '' ? name : `${path}.${name}`))
  }
  return canonicalize(a ?? null) === canonicalize(b ?? null) ? [] : [path]
}
