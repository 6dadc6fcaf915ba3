// What had stopped the org, the agent or the key of an open gate by the time that its end is recorded.
import type { PayloadAfter } from '@countersign/receipt'
import type { Gate } from '../../ports/gates.ts'
import type { OrgConfig } from '../../ports/nouns.ts'

/** The widest first; nothing while all three still stand. */
export function stoppedBy({ org }: OrgConfig, { agentStatus, isKeyRevoked }: Gate): { after?: PayloadAfter } {
  if (org.halted) return { after: 'org.halted' }
  if (agentStatus !== null && agentStatus !== 'active') return { after: `agent.${agentStatus}` }
  return isKeyRevoked ? { after: 'key.revoked' } : {}
}
