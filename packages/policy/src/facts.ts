import { type Effect, effectOfName, effectOfText, strictestEffect } from './effect.ts'

/** Where an agent stands; only an active one is ever allowed anything. */
export type AgentStatus = 'active' | 'suspended' | 'quarantined' | 'revoked'

/** What an agent says about itself and its intent; it can only make a verdict stricter. */
export interface Declared {
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
export interface Target {
  url?: string
  method?: string
  path?: string
}

/** How risky a registered tool is, as an administrator set it. */
export type ToolRisk = 'low' | 'medium' | 'high' | 'critical'

/** What was done before under one session or run. */
export interface SessionFacts {
  /** Gates asked for. */
  calls: number
  /** Since the first of them. */
  seconds: number
  /** The sum of the costs declared for the gates that were opened. */
  declared_cost_usd?: number
}

/** Gates before this one, of this agent: see `Calls` in packs/base.cedarschema. */
export interface CallFacts {
  minute: number
  agent_minute: number
  repeated: number
}

/** What a decision rests on: established by the service, but for `declared`. */
export interface Facts {
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
  registered?: { risk: ToolRisk }
  target?: Target
  /** Absent when none were sent, and in hash-only mode. */
  arguments?: Readonly<Record<string, unknown>>
  /** The caller keeps the arguments and sent a commitment to them. */
  hash_only?: true
  environment: string
  /** The database's clock, ms since the epoch; without it time is 1970. */
  at?: number
  calls?: CallFacts
  session?: SessionFacts
  run?: SessionFacts
  taints?: readonly string[]
  declared?: Declared
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

const effectOfTarget = (target: Target | undefined): Effect => {
  const method = target?.method?.toUpperCase()
  if (method === undefined || SAFE.has(method)) return 'unknown'
  if (method === 'DELETE') return 'destructive'
  return target?.url === undefined ? 'change' : 'outward'
}

/** The effect of a request: the strictest that its action, its tool and its target's method tell. */
export const effectOf = (facts: Pick<Facts, 'action' | 'tool' | 'target'>): Effect =>
  strictestEffect(
    strictestEffect(
      effectOfName(facts.action),
      facts.tool === undefined ? 'unknown' : effectOfName(facts.tool),
    ),
    effectOfTarget(facts.target),
  )

/** The strictest effect among the declared side effects; undefined when none are declared. */
export const declaredEffectOf = (declared: Declared): Effect | undefined =>
  declared.side_effects?.reduce<Effect>((kept, text) => strictestEffect(kept, effectOfText(text)), 'unknown')
