// The table of handlers; a missing one does not compile.
import type { Handlers } from '@countersign/contract'
import { createAgent, getAgent, listAgents, moveAgent } from './agents.ts'
import { check } from './check.ts'
import { comparePolicies } from './compare.ts'
import { complete } from './complete.ts'
import type { Context } from './context.ts'
import { gate } from './gate.ts'
import { createKey, listKeys, revokeKey } from './keys.ts'
import { logCheckpoint, logConsistency, logKeys } from './log.ts'
import { getOrg, setHalted, updateOrg } from './org.ts'
import { checkPolicies, getPolicies, listPolicies } from './policies.ts'
import { promotePolicies, publishPolicies, rollbackPolicies } from './publish.ts'
import { exportBundle, getCose, getReceipt, listReceipts } from './receipts.ts'
import { createTool, getTool, listTools, removeTool, updateTool } from './tools.ts'
import { verify } from './verify.ts'

export function createHandlers(context: Context): Handlers {
  return {
    check: check(context),
    gate: gate(context),
    complete: complete(context),
    verify: verify(context),
    'agents.create': createAgent(context),
    'agents.list': listAgents(context),
    'agents.get': getAgent(context),
    'agents.suspend': moveAgent(context, 'suspend'),
    'agents.resume': moveAgent(context, 'resume'),
    'agents.quarantine': moveAgent(context, 'quarantine'),
    'agents.revoke': moveAgent(context, 'revoke'),
    'keys.create': createKey(context),
    'keys.list': listKeys(context),
    'keys.revoke': revokeKey(context),
    'org.get': getOrg(context),
    'org.update': updateOrg(context),
    'org.halt': setHalted(context, true),
    'org.resume': setHalted(context, false),
    'policies.check': checkPolicies(context),
    'policies.publish': publishPolicies(context),
    'policies.list': listPolicies(context),
    'policies.get': getPolicies(context),
    'policies.rollback': rollbackPolicies(context),
    'policies.promote': promotePolicies(context),
    'policies.compare': comparePolicies(context),
    'tools.create': createTool(context),
    'tools.list': listTools(context),
    'tools.get': getTool(context),
    'tools.update': updateTool(context),
    'tools.remove': removeTool(context),
    'receipts.list': listReceipts(context),
    'receipts.get': getReceipt(context),
    'receipts.cose': getCose(context),
    'receipts.export': exportBundle(context),
    'log.keys': logKeys(context),
    'log.checkpoint': logCheckpoint(context),
    'log.consistency': logConsistency(context),
  }
}
