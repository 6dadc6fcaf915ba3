// What is known of a decision before the lock: the facts of the request in one configuration.
import { hash } from 'node:crypto'
import {
  type Content,
  type Decision,
  decide,
  dependsOnMoment,
  type Facts,
  type PolicySet,
  type Reading,
  type ReasonCode,
  readContent,
  readingOf,
  toolsNamed,
} from '@countersign/policy'
import type { PayloadAction } from '@countersign/receipt'
import type { Agent, OrgConfig } from '../../ports/nouns.ts'
import type { DecisionRequest } from './ask.ts'

/** The policies of one environment, and the facts of the request in it. */
export type Place = {
  policy: PolicySet
  /** Everything but the moment: the clock and the counters. */
  facts: Facts
  /** What the request holds, read before the lock: nothing under it walks the arguments. */
  content: Content
  /** Present when the moment cannot change it, but for its risk. */
  early: Decision | undefined
  /** The fingerprint of the payment that it makes, where policies count. */
  payment?: string
}

/** What is known before the lock, against one configuration. */
export type Prepared = {
  /** The environment that the request is judged in. */
  environment: string
  policy: PolicySet | undefined
  facts: Facts | undefined
  /** Of the registered tools that are called; undefined where there are none that the caller may know of. */
  toolDefinition: string | undefined
  /** Why no policy is asked; or where they are asked, the stricter verdict counting. */
  judged: { refusal: ReasonCode } | { places: readonly [Place, ...Place[]] }
}

const DEFAULT_ENVIRONMENT = 'production'

/** What was read of one request: once for all policies, within one budget, and by the policies with tools that ask. */
export type Contents = { readonly bySet: Map<PolicySet, Content>; reading: Reading | undefined }

/** Of a request that nothing was read of yet. */
export function noContents(): Contents {
  return { bySet: new Map(), reading: undefined }
}

/** Which facts a request and its agent establish; never throws. Reads only what is not among the contents yet. */
export function prepare(asked: DecisionRequest, config: OrgConfig, contents = noContents()): Prepared {
  const agent = config.agents.get(asked.agentId) ?? undefined
  // The key's environment comes first, then the agent's; a request may only name one where neither does.
  const bound = asked.boundEnvironment ?? agent?.environment ?? undefined
  const environment = bound ?? asked.request.environment ?? DEFAULT_ENVIRONMENT
  const policy = config.policyFor(environment)
  const facts = agent && factsOf(asked, agent, environment, config)
  return {
    environment,
    policy,
    facts,
    toolDefinition: policy && definitionOf(asked, config, policy),
    judged: judgedIn(asked, config, agent, environment, bound, contents),
  }
}

/** What is attempted, as its receipt says it. */
export function receiptActionOf(
  { receiptAction }: DecisionRequest,
  { toolDefinition }: Pick<Prepared, 'toolDefinition'>,
): PayloadAction {
  return toolDefinition === undefined ? receiptAction : { ...receiptAction, tool_definition: toolDefinition }
}

/** An agent may read its receipts, and a hidden tool is to it as one that nobody registered. */
function definitionOf(asked: DecisionRequest, config: OrgConfig, policy: PolicySet): string | undefined {
  const { tool, action } = asked
  const { tool_definition: shown } = asked.request
  const digests = toolsNamed(policy.names.registered, { tool, action }).flatMap(({ name }) => {
    const registered = config.tools.get(name)
    return registered === undefined || registered.settings.hidden ? [] : [registered.digest]
  })
  // What was shown and is not the pinned one is part of what is approved.
  if (shown !== undefined && !isPinned(asked, config, shown)) digests.push(shown.slice('sha256:'.length))
  return digests.length < 2 ? digests[0] : hash('sha256', digests.join('\n'), 'hex')
}

function isPinned({ tool, action }: DecisionRequest, { tools }: OrgConfig, shown: string): boolean {
  return [tool, action].some((name) => {
    const settings = tools.get(name)?.settings
    return settings?.hidden === false && settings.definition?.digest === shown
  })
}

/** What a receipt of the request may commit to as its sanitized arguments, as far as it is known before the lock. */
export function sanitizedIn({ request }: DecisionRequest, { judged }: Prepared): readonly object[] {
  if ('refusal' in judged) return []
  const [own, ...others] = judged.places
  // An approval changes what is decided, and so does a second place.
  if (own.early === undefined || others.length > 0 || request.approval_id !== undefined)
    return judged.places.flatMap(({ content }) => content.redactions?.made() ?? [])
  return own.early.sanitizedArguments === undefined ? [] : [own.early.sanitizedArguments]
}

function judgedIn(
  asked: DecisionRequest,
  config: OrgConfig,
  agent: Agent | undefined,
  environment: string,
  bound: string | undefined,
  contents: Contents,
): Prepared['judged'] {
  if (agent === undefined) return { refusal: 'agent.unknown' }
  const named = [environment, asked.request.environment ?? environment, agent.environment ?? environment]
  if (named.some((name) => !config.environments.has(name))) return { refusal: 'environment.unknown' }
  // All that name one must agree: the laxer policies of one are not for agents of another.
  if (named.some((name) => name !== environment)) return { refusal: 'environment.mismatch' }
  const own = placeIn(asked, config, agent, environment, contents)
  if (own === undefined) return { refusal: 'policy.missing' }
  // An agent's own key that is bound to none could name the laxest.
  const isChosen = asked.call.caller.agentId !== undefined && bound === undefined
  if (!isChosen || environment === DEFAULT_ENVIRONMENT) return { places: [own] }
  const beside = placeIn(asked, config, agent, DEFAULT_ENVIRONMENT, contents)
  return beside === undefined ? { refusal: 'policy.missing' } : { places: [own, beside] }
}

function placeIn(
  asked: DecisionRequest,
  config: OrgConfig,
  agent: Agent,
  environment: string,
  contents: Contents,
): Place | undefined {
  const policy = config.policyFor(environment)
  if (policy === undefined) return undefined
  const facts = factsOf(asked, agent, environment, config)
  contents.reading ??= readingOf(facts, undefined, policy)
  const content = contents.bySet.get(policy) ?? readContent(policy, facts, contents.reading)
  contents.bySet.set(policy, content)
  const early = decideEarly(asked, policy, facts, content)
  const { payment } = content
  return {
    policy,
    facts,
    content,
    early,
    ...(payment !== undefined && { payment: asked.paymentId(payment) }),
  }
}

/** Most policies depend on the request alone, so most decisions are made before anybody waits for them. */
function decideEarly(
  asked: DecisionRequest,
  policy: PolicySet,
  facts: Facts,
  content: Content,
): Decision | undefined {
  const { session_id: session, run_id: run, explain } = asked.request
  const named = { ...(session !== undefined && { session: NEW }), ...(run !== undefined && { run: NEW }) }
  if (dependsOnMoment(policy, named)) return undefined
  return decide(policy, facts, { content, explain: explain === true })
}

const NEW = { calls: 0, seconds: 0 }

function factsOf(asked: DecisionRequest, agent: Agent, environment: string, config: OrgConfig): Facts {
  const { tool, action } = asked
  const { target, declared, tool_definition: shown } = asked.request
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
    ...(shown !== undefined && { shown_definition: shown }),
    ...(target !== undefined && { target: target as NonNullable<Facts['target']> }),
    ...(asked.request.arguments !== undefined && { arguments: asked.request.arguments }),
    ...(asked.withheld !== undefined && { withheld: asked.withheld }),
    ...(asked.request.arguments_commitment !== undefined && { hash_only: true as const }),
    ...(declared !== undefined && { declared: declared as NonNullable<Facts['declared']> }),
  }
}
