// Gates and the approvals that they wait for: what is stored of them, their changes, and how they are read.
import type { GrantLimits, Payload } from '@countersign/receipt'
import type { AgentStatus, ApprovalStatus, ApprovalVerb, DecidedVia, GateStatus } from '@countersign/terms'
import type { approvals } from '../store/schema/approvals.ts'

export type Gate = {
  seq: number
  /** Denied: pending once, and then rejected or withdrawn. A request that is denied at once opens no gate. */
  status: GateStatus
  expiresAt: number
  approvalId: string | null
  /** The approval that it waits for, or waited for. */
  approval: ApprovalState | null
  outputDigest: Uint8Array | null
  /** Of its agent, as it is now; null where the receipt names none that exists. */
  agentStatus: AgentStatus | null
  /** Whether the key that opened it was revoked since. */
  isKeyRevoked: boolean
  /** The receipt that opened it, and that receipt's leaf hash in hex. */
  opened: Payload
  leafHash: string
}

export type GateReader = {
  /** The gate at a position, or the receipt there that opened none because it was denied. */
  get(orgId: string, seq: number): Promise<GateFound | undefined>
}

/** `at`: the time that the log has reached. */
export type GateFound = {
  gate: Gate | undefined
  recorded: { payload: Payload; leafHash: string }
  at: number
}

export type GateChanges = {
  'gate.open': { status: 'open' | 'pending'; expiresAt: number; approvalId: string | null }
  'gate.close': {
    seq: number
    status: Exclude<GateStatus, 'open' | 'pending'>
    outputDigest: Uint8Array | null
  }
  /** The end of a pending gate moves, and that of its approval with it. */
  'gate.until': { seq: number; expiresAt: number }
}

/** What one member decided. */
export type MemberDecision = {
  member: string
  /** The member for whom they stood in. */
  for?: string
  decision: ApprovalVerb
  role: string
  groups: string[]
  via: DecidedVia
  at: number
  /** How often the call may be made, where that is not once. */
  grant?: GrantLimits
  /** Whether a reason is behind the receipt. */
  hasReason: boolean
  /** It was granted almost as soon as it was shown. */
  hurried?: true
  /** The member left, or may not decide any more: it counts no longer. */
  lapsed?: true
  receipt: { id: string; type: string; seq: number; leaf_hash: string }
}

/** What changes of an approval; everything else is in the receipt of its gate. */
export type ApprovalState = { status: ApprovalStatus; decisions: readonly MemberDecision[]; used: number }

/** An approval as it is now, by the database's clock, with the receipt of the gate that waits for it. */
export type Approval = Pick<typeof approvals.$inferSelect, 'id' | 'gateSeq' | 'expiresAt'> &
  ApprovalState & { opened: Payload; leafHash: string }

export type ApprovalReader = {
  /**
   * Newest first; `after` is where the page before ended. By environment a page is a bounded scan: it may have fewer
   * rows, and say where the next one begins.
   */
  list(
    orgId: string,
    page: { limit: number; after?: string; status?: ApprovalStatus; agentId?: string; environment?: string },
  ): Promise<{ rows: Approval[]; nextAfter: string | undefined }>
  get(orgId: string, id: string): Promise<Approval | undefined>
  /** The last one before `before` that was used for a call of the same names in the same environment. */
  previous(orgId: string, call: CalledWhere, before: string): Promise<Approval | undefined>
}

/** What is called, and where. */
export type CalledWhere = { environment: string; tool: string; action: string }

export type ApprovalChanges = {
  'approval.open': CalledWhere & { id: string; agentId: string; sameness: string }
  'approval.decide': {
    seq: number
    status: ApprovalStatus
    decision: Omit<MemberDecision, 'receipt' | 'at'>
  }
  /** Used once more; the last time it is used up. */
  'approval.use': { seq: number; status: 'granted' | 'used' }
  'approval.close': { seq: number; status: 'expired' | 'withdrawn' }
}
