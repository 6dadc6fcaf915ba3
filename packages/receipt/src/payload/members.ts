import type { Level, Observation, Outcome, PayloadMode, Verdict } from '@countersign/terms'
import type { Commitment } from '../commitment.ts'

/** What is attempted. */
export interface PayloadAction {
  name: string
  tool?: string
  arguments?: Commitment
  target?: Commitment
  /** SHA-256 of the tool's definition, in hex. */
  tool_definition?: string
}

/** One reason of a decision. */
export interface PayloadReason {
  code: string
  severity: string
  policy_id?: string
}

/** The verdict with its risk (score 0 to 100) and reasons. */
export interface PayloadDecision {
  verdict: Verdict
  risk: {
    score: number
    band: Level
    /** What the score is the sum of, capped at 100. */
    contributions?: { source: string; points: number }[]
  }
  reasons: PayloadReason[]
  /** With `sanitize`: the arguments that may be executed. */
  sanitized?: Commitment
  /** What the verdict would be if the policies in shadow mode counted, and which of them apply. */
  shadow?: { verdict: Verdict; policies: string[] }
}

/** The policy version that decided; `digest` is `sha256:` and hex. */
export interface PayloadPolicy {
  version: number
  digest: string
  inputs?: Commitment
}

/** A gate that this receipt opens (`id`, `expires_at` in ms), or one that it refers to (`id`, `receipt`, `seq`, `leaf_hash`). */
export interface PayloadGate {
  id: string
  receipt?: string
  seq?: number
  leaf_hash?: string
  expires_at?: number
}

/** The approval concerned; `expires_at` in ms since the epoch. */
export interface PayloadApproval {
  id: string
  expires_at?: number
}

/** What came of the action, and whether it was reported to the service or seen by its proxy. */
export interface PayloadOutcome {
  status: Outcome
  observed: Observation
  output?: Commitment
  error?: Commitment
}

/** The log and its signing key; `kid` and `retired` are RFC 7638 thumbprints in base64url. */
export interface PayloadLog {
  origin: string
  kid: string
  retired?: string
}

/** The API key concerned. */
export interface PayloadKey {
  id: string
  scopes: string[]
  agent?: string
  environment?: string
  name?: Commitment
}

/** What changed of an agent, a tool or an org; `settings` are a tool's. */
export interface PayloadChange {
  status?: string
  reason?: Commitment
  name?: Commitment
  labels?: Commitment
  roles?: string[]
  owner?: Commitment
  settings?: Commitment
}

/** Every member that only some types carry. */
export interface PayloadMembers {
  agent: string
  session: string
  run: string
  environment: string
  action: PayloadAction
  decision: PayloadDecision
  policy: PayloadPolicy
  gate: PayloadGate
  approval: PayloadApproval
  outcome: PayloadOutcome
  mode: PayloadMode
  idempotency: Commitment
  /** W3C trace id, 32 hex characters. */
  trace: string
  log: PayloadLog
  key: PayloadKey
  change: PayloadChange
}

/** What every payload carries: `seq` from 0 without gaps, `prev` the leaf hash before it, `issued_at` in ms since the epoch. */
export interface PayloadCommon {
  v: 1
  id: string
  org: string
  seq: number
  prev: string
  nonce: string
  issued_at: number
  /** The API key that acted, or `system`. */
  actor: string
}

type Member = keyof PayloadMembers
type Of<Type extends string, Required extends Member, Optional extends Member = never> = PayloadCommon & {
  type: Type
} & Pick<PayloadMembers, Required> &
  Partial<Pick<PayloadMembers, Optional>>

type Circumstances = 'agent' | 'session' | 'run' | 'idempotency' | 'trace'

/** A payload of version 1, by its type. */
export type Payload =
  | Of<'log.genesis' | 'log.closed' | 'log.key_rotated', 'log'>
  | Of<'key.created' | 'key.revoked', 'key'>
  | Of<
      | 'agent.created'
      | 'agent.suspended'
      | 'agent.resumed'
      | 'agent.quarantined'
      | 'agent.revoked'
      | 'agent.changed',
      'agent' | 'change'
    >
  | Of<'org.halted' | 'org.resumed' | 'org.changed', 'change'>
  | Of<'check', 'action' | 'decision' | 'mode' | 'environment', Circumstances | 'policy'>
  | Of<
      'gate.allowed' | 'gate.denied' | 'gate.deferred',
      'action' | 'decision' | 'mode' | 'environment' | 'gate',
      Circumstances | 'policy' | 'approval'
    >
  | Of<
      'gate.pending',
      'action' | 'decision' | 'mode' | 'environment' | 'gate' | 'approval',
      Circumstances | 'policy'
    >
  | Of<
      'action.completed' | 'action.failed' | 'action.unknown',
      'gate' | 'action' | 'outcome' | 'mode',
      Circumstances | 'environment'
    >
  | Of<'action.dispatched', 'gate' | 'action' | 'mode', Circumstances | 'environment'>
  | Of<'observation', 'action' | 'outcome' | 'mode', Circumstances | 'environment'>
  | Of<'gate.expired', 'gate', 'agent'>
  | Of<'approval.granted' | 'approval.rejected' | 'approval.expired', 'approval' | 'gate', 'agent' | 'change'>
  | Of<'policy.published', 'policy', 'environment' | 'change'>
  | Of<'tool.changed' | 'tool.scanned', 'action' | 'change'>
  | Of<'data.erased', 'change', 'gate'>

/** The types of version 1. */
export type PayloadType = Payload['type']
