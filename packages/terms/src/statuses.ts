// The statuses of agents, gates, approvals, keys and orgs, and the outcomes of actions.

/** The statuses of an agent; only an active one is allowed anything. */
export const AGENT_STATUSES = ['active', 'suspended', 'quarantined', 'revoked'] as const

/** The status of an agent. */
export type AgentStatus = (typeof AGENT_STATUSES)[number]

/** The statuses of a gate; `superseded` once the approved request was sent again under another gate. */
export const GATE_STATUSES = ['open', 'pending', 'denied', 'completed', 'expired', 'superseded'] as const

/** The status of a gate. */
export type GateStatus = (typeof GATE_STATUSES)[number]

/** The statuses of an approval; a granted one is used once. */
export const APPROVAL_STATUSES = ['pending', 'granted', 'rejected', 'expired', 'withdrawn', 'used'] as const

/** The status of an approval. */
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number]

/** Whether an API key may still be used. */
export const KEY_STATUSES = ['active', 'revoked'] as const

/** The status of an API key. */
export type KeyStatus = (typeof KEY_STATUSES)[number]

/** Whether an org is halted: then nothing is allowed. */
export const ORG_STATUSES = ['active', 'halted'] as const

/** The status of an org. */
export type OrgStatus = (typeof ORG_STATUSES)[number]

/** How an action ended. */
export const OUTCOMES = ['succeeded', 'failed', 'unknown'] as const

/** The outcome of an action. */
export type Outcome = (typeof OUTCOMES)[number]

/** How an outcome is known: the caller reported it, or the service's own proxy saw it. */
export const OBSERVATIONS = ['reported', 'proxied'] as const

/** How an outcome is known. */
export type Observation = (typeof OBSERVATIONS)[number]
