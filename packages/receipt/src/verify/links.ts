// What receipts say about earlier ones in the window: gates and their ends, approvals and what used them.
import { canonicalize, encodeUtf8 } from '@countersign/json'
import type { GateReference, PayloadAction } from '../payload/members.ts'
import type { Payload } from '../payload/types.ts'
import type { Suite } from '../suite.ts'
import { type Approvals, createApprovals, followApproval } from './approvals.ts'
import { AxisFailure } from './report.ts'

/** The gates of a window and what referred to them; a gate takes some 100 bytes, so that a window may hold millions. */
export type Links = {
  readonly gates: Map<number, Gate>
  readonly closed: Set<number>
  readonly approvals: Approvals
  checked: number
  /** References to gates before the window. */
  outside: number
}

type Gate = {
  type: string
  reference: string
  action: string
}

export function createLinks(): Links {
  return { gates: new Map(), closed: new Set(), approvals: createApprovals(), checked: 0, outside: 0 }
}

const CLOSES = new Map([
  ['action.completed', ['gate.allowed']],
  ['action.failed', ['gate.allowed']],
  ['action.unknown', ['gate.allowed']],
  ['gate.expired', ['gate.allowed', 'gate.pending']],
])
const REFERS = new Map([
  ...CLOSES,
  ['action.dispatched', ['gate.allowed']],
  ['approval.granted', ['gate.pending']],
  ['approval.rejected', ['gate.pending']],
  ['approval.expired', ['gate.pending']],
  ['approval.withdrawn', ['gate.pending']],
  ['data.erased', ['gate.allowed', 'gate.denied', 'gate.deferred', 'gate.pending']],
])

/** Remembers a gate, or checks what refers to one: same ids, leaf hash and action, and closed at most once. */
export function followLinks(
  suite: Suite,
  links: Links,
  payload: Payload,
  leafHash: string,
  from: number,
): void {
  followGate(suite, links, payload, leafHash, from)
  followApproval(links.approvals, payload, from)
}

function followGate(suite: Suite, links: Links, payload: Payload, leafHash: string, from: number): void {
  if (!('gate' in payload) || payload.gate === undefined) return
  const { gate } = payload
  if ('receipt' in gate) {
    checkReference(suite, links, payload, gate, from)
  } else {
    links.gates.set(payload.seq, {
      type: payload.type,
      reference: digest(suite, [gate.id, payload.id, leafHash]),
      action: digest(suite, 'action' in payload ? payload.action : undefined),
    })
  }
}

function checkReference(
  suite: Suite,
  links: Links,
  payload: Payload,
  gate: GateReference,
  from: number,
): void {
  if (CLOSES.has(payload.type)) {
    if (links.closed.has(gate.seq))
      throw failure(payload, 'links.closed_twice', `closes seq ${gate.seq} again`)
    links.closed.add(gate.seq)
  }
  if (gate.seq < from) {
    links.outside++
    return
  }
  const target = links.gates.get(gate.seq)
  if (target === undefined || !REFERS.get(payload.type)?.includes(target.type)) {
    throw failure(payload, 'links.no_gate', `seq ${gate.seq} is not a gate that it can refer to`)
  }
  if (target.reference !== digest(suite, [gate.id, gate.receipt, gate.leaf_hash])) {
    throw failure(payload, 'links.gate', `gate id, receipt id or leaf hash are not those of seq ${gate.seq}`)
  }
  const action = 'action' in payload ? payload.action : undefined
  if (action !== undefined && target.action !== digest(suite, action)) {
    throw failure(payload, 'links.action', `the action differs from that of seq ${gate.seq}`)
  }
  links.checked++
}

/** A flat string of 32 characters: slices of the text would keep the whole line in memory. */
function digest(suite: Suite, value: PayloadAction | string[] | undefined): string {
  return String.fromCharCode(...suite.sha256(encodeUtf8(canonicalize(value ?? null))))
}

function failure(payload: Payload, code: string, reason: string): AxisFailure {
  return new AxisFailure('links', code, `seq ${payload.seq}: ${reason}`)
}
