// From the facts to a verdict: what the request alone tells, and what only the lock can tell.
import { ApiError, type Call } from '@countersign/contract'
import {
  type Decision,
  decide,
  dependsOnMoment,
  type Facts,
  inMoment,
  type PolicySet,
  type ReasonCode,
  reason,
} from '@countersign/policy'
import type { Agent, OrgConfig, View } from '../../ports.ts'
import { activityOf } from './activity.ts'
import type { Asked } from './ask.ts'

/** What is known before the lock, against one configuration. */
export type Prepared = {
  environment: string
  policy: PolicySet | undefined
  /** Everything but the moment: the clock and what was done before. */
  facts: Facts | undefined
  refusal: ReasonCode | undefined
  /** Present when the moment cannot change it, but for its risk. */
  early: Decision | undefined
}

export type Judged = { decision: Decision; facts: Facts | undefined }

const NO_RISK: Decision['risk'] = { score: 100, band: 'critical', contributions: [] }

/** Which facts a request and its agent establish; never throws. */
export function prepare(asked: Asked, config: OrgConfig): Prepared {
  const agent = config.agents.get(asked.agentId) ?? undefined
  // The key's environment comes first, then the agent's; a request may only name one where neither does.
  // All that name one must agree: the laxer policies of one are not for agents of another.
  const bound = asked.boundEnvironment ?? agent?.environment ?? undefined
  const environment = bound ?? asked.request.environment ?? 'production'
  const isElsewhere = [asked.request.environment, agent?.environment].some(
    (named) => (named ?? environment) !== environment,
  )
  const policy = config.policyFor(environment)
  const facts = agent && factsOf(asked, agent, environment, config)
  const refusal = refusalOf(facts, isElsewhere, policy)
  const early = refusal === undefined ? decideEarly(asked, policy, facts) : undefined
  return { environment, policy, facts, refusal, early }
}

/** Most policies rest on the request alone, so most decisions are made before anybody waits for them. */
function decideEarly(
  asked: Asked,
  policy: PolicySet | undefined,
  facts: Facts | undefined,
): Decision | undefined {
  if (policy === undefined || facts === undefined) return undefined
  const { session_id: session, run_id: run, explain } = asked.request
  const named = { ...(session !== undefined && { session: NEW }), ...(run !== undefined && { run: NEW }) }
  return dependsOnMoment(policy, named) ? undefined : decide(policy, facts, { explain: explain === true })
}

const NEW = { calls: 0, seconds: 0 }

function refusalOf(
  facts: Facts | undefined,
  isElsewhere: boolean,
  policy: PolicySet | undefined,
): ReasonCode | undefined {
  if (facts === undefined) return 'agent.unknown'
  if (isElsewhere) return 'environment.mismatch'
  return policy === undefined ? 'policy.missing' : undefined
}

function factsOf(asked: Asked, agent: Agent, environment: string, config: OrgConfig): Facts {
  const { tool, action } = asked
  const { target, declared } = asked.request
  const settings = config.tools.get(tool)?.settings
  return {
    agent: {
      id: agent.id,
      status: agent.status,
      roles: agent.roles,
      labels: agent.labels,
      ...(agent.owner !== null && { owner: agent.owner }),
    },
    tool,
    action,
    environment,
    ...(settings !== undefined && { registered: { risk: settings.risk } }),
    ...(target !== undefined && { target: target as NonNullable<Facts['target']> }),
    ...(asked.request.arguments !== undefined && { arguments: asked.request.arguments }),
    ...(asked.request.arguments_commitment !== undefined && { hash_only: true as const }),
    ...(declared !== undefined && { declared: declared as NonNullable<Facts['declared']> }),
  }
}

export function denial(code: ReasonCode): Decision {
  return { verdict: 'deny', risk: NO_RISK, reasons: [reason(code)], determining: [], explanation: [] }
}

/** The verdict under the lock: policies on the facts with their moment, unless a halt or a refusal comes first. */
export function settle(asked: Asked, view: View, { policy, facts, refusal, early }: Prepared): Judged {
  if (facts === undefined || policy === undefined || refusal !== undefined) {
    const code = view.config.org.halted ? 'org.halted' : (refusal ?? 'policy.missing')
    return { decision: denial(code), facts }
  }
  const moment = momentOf(asked, view, facts)
  const decision =
    early === undefined
      ? decide(policy, moment, { explain: asked.request.explain === true })
      : inMoment(policy, early, moment)
  const first = firstRefusal(asked, view)
  return {
    decision: first === undefined ? decision : { ...denial(first), risk: decision.risk },
    facts: moment,
  }
}

function firstRefusal(asked: Asked, view: View): ReasonCode | undefined {
  if (view.config.org.halted) return 'org.halted'
  return asked.request.approval_id === undefined ? undefined : 'approval.unknown'
}

function momentOf(asked: Asked, view: View, facts: Facts): Facts {
  const { calls, session, run, taints } = activityOf(asked.actor, view)
  const isNew = calls.minute + calls.agent_minute + calls.repeated === 0
  return {
    ...facts,
    at: view.now,
    ...(!isNew && { calls }),
    ...(session && { session }),
    ...(run && { run }),
    ...(taints.length > 0 && { taints }),
  }
}

/** The key as it stands under the lock: a key revoked meanwhile gets no verdict. */
export function requireLiveKey(view: Pick<View, 'config'>, call: Call): void {
  const key = view.config.keys.get(call.caller.keyId)
  if (key === undefined || key === null || key.revokedAt !== null) throw new ApiError('auth.invalid')
}
