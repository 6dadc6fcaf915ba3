// The tables of handlers, one for each noun, spread once; a missing handler does not compile.
import { createAgent } from './agents/create.ts'
import { getAgent } from './agents/get.ts'
import { listAgents } from './agents/list.ts'
import { quarantineAgent } from './agents/quarantine.ts'
import { resumeAgent } from './agents/resume.ts'
import { revokeAgent } from './agents/revoke.ts'
import { suspendAgent } from './agents/suspend.ts'
import { decideApproval } from './approvals/decide.ts'
import { getApproval } from './approvals/get.ts'
import { listApprovals } from './approvals/list.ts'
import { reviewApproval } from './approvals/review.ts'
import { withdrawApproval } from './approvals/withdraw.ts'
import type { Handlers } from './call.ts'
import { check } from './check.ts'
import { complete } from './complete.ts'
import type { Context } from './context.ts'
import { environments } from './environments.ts'
import { gate } from './gate.ts'
import { getGate } from './gates/get.ts'
import { createInvitation } from './invitations/create.ts'
import { listInvitations } from './invitations/list.ts'
import { revokeInvitation } from './invitations/revoke.ts'
import { createKey } from './keys/create.ts'
import { getKey } from './keys/get.ts'
import { listKeys } from './keys/list.ts'
import { revokeKey } from './keys/revoke.ts'
import { log } from './log.ts'
import { createMember } from './members/create.ts'
import { listMembers } from './members/list.ts'
import { removeMember } from './members/remove.ts'
import { resetMember } from './members/reset.ts'
import { updateMember } from './members/update.ts'
import { getOrg } from './org/get.ts'
import { haltOrg } from './org/halt.ts'
import { resumeOrg } from './org/resume.ts'
import { setRetention } from './org/retain.ts'
import { updateOrg } from './org/update.ts'
import { checkPolicies } from './policies/check.ts'
import { comparePolicies } from './policies/compare.ts'
import { getPolicies } from './policies/get.ts'
import { listPolicies } from './policies/list.ts'
import { promotePolicies } from './policies/promote.ts'
import { publishPolicies } from './policies/publish.ts'
import { rollbackPolicies } from './policies/rollback.ts'
import { getCose } from './receipts/cose.ts'
import { eraseReceipt } from './receipts/erase.ts'
import { exportBundle } from './receipts/export.ts'
import { getReceipt } from './receipts/get.ts'
import { listReceipts } from './receipts/list.ts'
import { scanAction } from './scan/action.ts'
import { scanResponse } from './scan/response.ts'
import { scanTool } from './scan/tool.ts'
import { scanTools } from './scan/tools.ts'
import { createTool } from './tools/create.ts'
import { getTool } from './tools/get.ts'
import { listTools } from './tools/list.ts'
import { removeTool } from './tools/remove.ts'
import { updateTool } from './tools/update.ts'
import { verify } from './verify.ts'
import { createWebhook } from './webhooks/create.ts'
import { getWebhook, listAttempts, listWebhooks } from './webhooks/read.ts'
import { removeWebhook } from './webhooks/remove.ts'
import { replayWebhook, testWebhook } from './webhooks/send.ts'
import { rotateWebhook, updateWebhook } from './webhooks/update.ts'

export function createHandlers(context: Context): Handlers {
  return {
    ...decisions(context),
    ...approvals(context),
    ...agents(context),
    ...keys(context),
    ...org(context),
    ...environments(context),
    'invitations.list': listInvitations(context),
    'invitations.create': createInvitation(context),
    'invitations.revoke': revokeInvitation(context),
    ...members(context),
    ...policies(context),
    ...tools(context),
    'scan.tool': scanTool(context),
    'scan.tools': scanTools(context),
    'scan.action': scanAction(context),
    'scan.response': scanResponse(context),
    ...webhooks(context),
    ...receipts(context),
    ...log(context),
  }
}

function decisions(context: Context) {
  return {
    check: check(context),
    gate: gate(context),
    complete: complete(context),
    verify: verify(context),
  }
}

function approvals(context: Context) {
  return {
    'approvals.list': listApprovals(context),
    'approvals.get': getApproval(context),
    'approvals.review': reviewApproval(context),
    'approvals.decide': decideApproval(context),
    'approvals.withdraw': withdrawApproval(context),
    'gates.get': getGate(context),
  }
}

function agents(context: Context) {
  return {
    'agents.create': createAgent(context),
    'agents.list': listAgents(context),
    'agents.get': getAgent(context),
    'agents.suspend': suspendAgent(context),
    'agents.resume': resumeAgent(context),
    'agents.quarantine': quarantineAgent(context),
    'agents.revoke': revokeAgent(context),
  }
}

function keys(context: Context) {
  return {
    'keys.create': createKey(context),
    'keys.list': listKeys(context),
    'keys.get': getKey(context),
    'keys.revoke': revokeKey(context),
  }
}

function org(context: Context) {
  return {
    'org.get': getOrg(context),
    'org.update': updateOrg(context),
    'org.retention': setRetention(context),
    'org.halt': haltOrg(context),
    'org.resume': resumeOrg(context),
  }
}

function members(context: Context) {
  return {
    'members.list': listMembers(context),
    'members.create': createMember(context),
    'members.update': updateMember(context),
    'members.remove': removeMember(context),
    'members.reset': resetMember(context),
  }
}

function policies(context: Context) {
  return {
    'policies.check': checkPolicies(context),
    'policies.publish': publishPolicies(context),
    'policies.list': listPolicies(context),
    'policies.get': getPolicies(context),
    'policies.rollback': rollbackPolicies(context),
    'policies.promote': promotePolicies(context),
    'policies.compare': comparePolicies(context),
  }
}

function tools(context: Context) {
  return {
    'tools.create': createTool(context),
    'tools.list': listTools(context),
    'tools.get': getTool(context),
    'tools.update': updateTool(context),
    'tools.remove': removeTool(context),
  }
}

function webhooks(context: Context) {
  return {
    'webhooks.create': createWebhook(context),
    'webhooks.list': listWebhooks(context),
    'webhooks.get': getWebhook(context),
    'webhooks.update': updateWebhook(context),
    'webhooks.rotate': rotateWebhook(context),
    'webhooks.remove': removeWebhook(context),
    'webhooks.test': testWebhook(context),
    'webhooks.attempts': listAttempts(context),
    'webhooks.replay': replayWebhook(context),
  }
}

function receipts(context: Context) {
  return {
    'receipts.list': listReceipts(context),
    'receipts.get': getReceipt(context),
    'receipts.cose': getCose(context),
    'receipts.export': exportBundle(context),
    'receipts.erase': eraseReceipt(context),
  }
}
