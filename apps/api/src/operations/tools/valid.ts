// Live policies may depend on the types of tools: a change that breaks one is refused.
import type { ToolDefinition } from '@countersign/policy'
import type { OrgConfig } from '../../ports/nouns.ts'
import type { Call } from '../call.ts'
import type { Context } from '../context.ts'
import { requireValid } from '../policies/valid.ts'
import { ApiError } from '../refusal.ts'

export async function requireValidPolicies(
  context: Context,
  call: Call,
  config: OrgConfig,
  tools: ToolDefinition[],
): Promise<void> {
  for (const version of new Set(config.live.values())) {
    const stored = await context.store.policies.get(call.caller.orgId, version)
    if (stored === undefined) continue
    const checked = await context.checker.check(call.caller.orgId, { document: stored.document, tools })
    requireValid(stored.document, checked, `with this change the live version ${version}`)
  }
}

export function requireSamePolicies(now: OrgConfig, then: OrgConfig): void {
  if (JSON.stringify([...now.live].sort()) !== JSON.stringify([...then.live].sort())) {
    throw new ApiError('policy.conflict', { detail: 'the live policies changed while the tool was checked' })
  }
}
