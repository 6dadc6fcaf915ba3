// Scopes: what an API key may do.
import * as z from 'zod'

/** What an API key may be allowed to do. `admin` stands for every scope. */
export const scopes = [
  'check',
  'gate',
  'complete',
  'verify',
  'agents:read',
  'agents:write',
  'keys:read',
  'keys:write',
  'org:read',
  'org:write',
  'org:halt',
  'policies:read',
  'policies:write',
  'tools:read',
  'tools:write',
  'members:read',
  'members:write',
  'approvals:read',
  'approvals:decide',
  'webhooks:read',
  'webhooks:write',
  'receipts:read',
  'receipts:export',
  'receipts:erase',
  'log:read',
  'admin',
] as const

/** The name of a scope. */
export type Scope = (typeof scopes)[number]

/** The only scopes that a key bound to an agent may hold: an agent can never configure, approve or export. */
export const agentScopes: ReadonlySet<Scope> = new Set([
  'check',
  'gate',
  'complete',
  'verify',
  'approvals:read',
  'receipts:read',
])

/** A scope, as a schema. */
export const ScopeName = z
  .enum(scopes)
  .meta({ id: 'Scope', description: 'What a key may do; `admin` means everything' })

/**
 * Whether a caller makes keys with this scope. A key with `approvals:decide` says for every member what they decided, so
 * only `admin` makes one: otherwise an admin could fill a quorum alone.
 */
export function maySupply(held: ReadonlySet<Scope>, scope: Scope): boolean {
  return scope === 'approvals:decide' ? held.has('admin') : hasScope(held, scope)
}

/** Whether `held` grants `needed`, directly or through `admin`. */
export function hasScope(held: ReadonlySet<Scope>, needed: Scope): boolean {
  return held.has(needed) || held.has('admin')
}
