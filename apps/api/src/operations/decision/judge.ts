// From the facts to a verdict: the slow and pure part, and what only the lock can tell.
import { ApiError, type Call } from '@countersign/contract'
import { type Decision, decide, type Facts, type ReasonCode, reason } from '@countersign/policy'
import type { Agent, OrgConfig, View } from '../../ports.ts'
import { type Committed, type Context, committed } from '../context.ts'
import type { Asked } from './ask.ts'

/** What was decided against one configuration, ready to be recorded. */
export type Prepared = {
  decision: Decision
  environment: string
  inputs: Committed
  policy: OrgConfig['policy']
}

const NO_RISK = { score: 100, band: 'critical' } as const

function factsOf(asked: Asked, agent: Agent, environment: string): Facts {
  const { tool, target, declared } = asked.request
  return {
    agent: { id: agent.id, status: agent.status, roles: agent.roles, labels: agent.labels },
    action: asked.action,
    environment,
    ...(tool !== undefined && { tool }),
    ...(target !== undefined && { target: target as NonNullable<Facts['target']> }),
    ...(declared !== undefined && { declared: declared as NonNullable<Facts['declared']> }),
  }
}

/** Slow and pure: policies on facts. Never throws; what goes wrong is a denial. */
export function prepare(context: Context, asked: Asked, config: OrgConfig): Prepared {
  const agent = config.agents.get(asked.agentId)
  // The key's environment comes first, then the agent's; a request may only name one where neither does.
  const bound = asked.boundEnvironment ?? agent?.environment ?? undefined
  const environment = bound ?? asked.request.environment ?? 'production'
  const facts = agent ? factsOf(asked, agent, environment) : undefined
  const isElsewhere = asked.request.environment !== undefined && asked.request.environment !== environment
  const decision =
    facts === undefined
      ? denial('agent.unknown')
      : isElsewhere
        ? denial('environment.mismatch')
        : decide(config.policy, facts, { explain: asked.request.explain === true })
  const inputs = committed(context, 'policy.inputs', facts ?? { agent: asked.agentId, action: asked.action })
  return { decision, environment, inputs, policy: config.policy }
}

export function denial(code: ReasonCode): Decision {
  return { verdict: 'deny', risk: NO_RISK, reasons: [reason(code)], determining: [], explanation: [] }
}

/** The verdict with what only the lock can tell: a halt, an approval, the agent as it stands. */
export function settle(asked: Asked, view: View, prepared: Prepared): Decision {
  if (view.config.org.halted) return { ...denial('org.halted'), risk: prepared.decision.risk }
  if (asked.request.approval_id !== undefined)
    return { ...denial('approval.unknown'), risk: prepared.decision.risk }
  return prepared.decision
}

/** The key as it stands under the lock: a key revoked meanwhile gets no verdict. */
export function requireLiveKey(view: Pick<View, 'config'>, call: Call): void {
  const key = view.config.keys.get(call.caller.keyId)
  if (key === undefined || key === null || key.revokedAt !== null) throw new ApiError('auth.invalid')
}
