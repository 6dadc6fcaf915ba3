// What is known of a decision before the lock: the facts of the request in one configuration.
import {
  type Decision,
  decide,
  dependsOnMoment,
  type Facts,
  type PolicySet,
  type ReasonCode,
} from '@countersign/policy'
import type { Agent, OrgConfig } from '../../ports/objects.ts'
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
