// The types of the facts that a decision depends on.
import type { JsonObject } from '@countersign/json'
import type { AgentStatus, Level } from '@countersign/terms'
import type { ToolEffect } from './effect.ts'
import type { PinnedDefinition } from './tool.ts'

/** What an agent says about itself and its intent; it can only make a verdict stricter. */
export type Declared = {
  goal?: string
  side_effects?: readonly string[]
  success_criteria?: readonly string[]
  constraints?: readonly string[]
  tools?: readonly string[]
  actor_role?: string
  approval_status?: string
  retry_count?: number
  elapsed_seconds?: number
  cost_usd?: number
  risk_context?: string
}

/** Where an action is aimed at. */
export type Target = {
  url?: string
  method?: string
  path?: string
}

/** What was done before under one session or run. */
export type SessionFacts = {
  /** Gates asked for. */
  calls: number
  /** Since the first of them. */
  seconds: number
  /** The sum of the costs declared for the gates that were opened. */
  declared_cost_usd?: number
}

/** What is found in headers that carry credentials, of which nothing is kept. */
export type WithheldFacts = {
  kinds: readonly string[]
  severity: Level
  /** False when they could not be read to their end. */
  complete: boolean
}

/** When the last label was put on agent, session or run. */
export type ExposureFacts = { seconds: number }

/** Gates before this one, of this agent: see `Calls` in packs/base.cedarschema. */
export type CallFacts = {
  minute: number
  agent_minute: number
  repeated: number
  paid_minute?: number
  same_payment?: number
}

/** What a decision depends on: established by the service, except for `declared`. */
export type Facts = {
  agent: {
    id: string
    status: AgentStatus
    roles: readonly string[]
    labels: Readonly<Record<string, string>>
    owner?: string
  }
  action: string
  tool?: string
  /** Present when the tool is registered. */
  registered?: { risk: Level; effects?: readonly ToolEffect[]; definition?: PinnedDefinition }
  /** The digest of the definition that the caller was shown; it can only reveal a change. */
  shown_definition?: string
  target?: Target
  /** Absent when none were sent, and in hash-only mode. */
  arguments?: JsonObject
  /** What the detectors found in what is sent along and not kept. */
  withheld?: WithheldFacts
  /** The caller keeps the arguments and sent a commitment to them. */
  hash_only?: true
  environment: string
  /** The database's clock, ms since the epoch; without it time is 1970. */
  at?: number
  calls?: CallFacts
  session?: SessionFacts
  run?: SessionFacts
  taints?: readonly string[]
  /** Present where there are labels. */
  exposure?: ExposureFacts
  declared?: Declared
}

/** Facts that cannot be put to policies: what comes of it is a denial with the code as reason. */
export class FactsError extends Error {
  override name = 'FactsError'
  readonly code: 'arguments.invalid' | 'settings.invalid'

  constructor(code: 'arguments.invalid' | 'settings.invalid', message: string) {
    super(message)
    this.code = code
  }
}

/** Whether anything was declared that policies may read: now, or in this session or run before. */
export function hasDeclared({ declared, session, run }: Facts): boolean {
  return (
    declared !== undefined || session?.declared_cost_usd !== undefined || run?.declared_cost_usd !== undefined
  )
}
