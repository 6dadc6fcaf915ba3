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
export type Contents = {
  reading: Reading | undefined
  /** For each set of policies that asked; nearly always there is one. */
  made: readonly { policy: PolicySet; content: Content }[]
}

/** Of a request that nothing was read of yet. */
export function noContents(): Contents {
  return { reading: undefined, made: NONE_MADE }
}

const NONE_MADE: Contents['made'] = []

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
    judged: judgedIn(asked, config, agent, environment, bound, facts, contents),
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
  if (shown === undefined && policy.names.registered.size === 0) return undefined
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
  facts: Facts | undefined,
  contents: Contents,
): Prepared['judged'] {
  if (agent === undefined || facts === undefined) return { refusal: 'agent.unknown' }
  const refusal = environmentRefusal(
    config,
    environment,
    asked.request.environment,
    agent.environment ?? undefined,
  )
  if (refusal !== undefined) return { refusal }
  const own = placeIn(asked, config, facts, contents)
  if (own === undefined) return { refusal: 'policy.missing' }
  // An agent's own key that is bound to none could name the laxest.
  const isChosen = asked.call.caller.agentId !== undefined && bound === undefined
  if (!isChosen || environment === DEFAULT_ENVIRONMENT) return { places: [own] }
  const besides = factsOf(asked, agent, DEFAULT_ENVIRONMENT, config)
  const beside = placeIn(asked, config, besides, contents)
  return beside === undefined ? { refusal: 'policy.missing' } : { places: [own, beside] }
}

/** All that name one must agree: the laxer policies of one are not for agents of another. */
function environmentRefusal(
  { environments }: OrgConfig,
  environment: string,
  asked: string = environment,
  ofAgent: string = environment,
): ReasonCode | undefined {
  if (!environments.has(environment) || !environments.has(asked) || !environments.has(ofAgent))
    return 'environment.unknown'
  return asked === environment && ofAgent === environment ? undefined : 'environment.mismatch'
}

function placeIn(
  asked: DecisionRequest,
  config: OrgConfig,
  facts: Facts,
  contents: Contents,
): Place | undefined {
  const policy = config.policyFor(facts.environment)
  if (policy === undefined) return undefined
  const content = contentFor(policy, facts, contents)
  const early = decideEarly(asked, policy, facts, content)
  const place: Place = { policy, facts, content, early }
  if (content.payment !== undefined) place.payment = asked.paymentId(content.payment)
  return place
}

function contentFor(policy: PolicySet, facts: Facts, contents: Contents): Content {
  for (const made of contents.made) if (made.policy === policy) return made.content
  contents.reading ??= readingOf(facts, undefined, policy)
  const content = readContent(policy, facts, contents.reading)
  contents.made = [{ policy, content }, ...contents.made]
  return content
}

/** Most policies depend on the request alone, so most decisions are made before anybody waits for them. */
function decideEarly(
  asked: DecisionRequest,
  policy: PolicySet,
  facts: Facts,
  content: Content,
): Decision | undefined {
  const { session_id: session, run_id: run, explain } = asked.request
  if (dependsOnMoment(policy, session === undefined && run === undefined ? UNNAMED : NAMED)) return undefined
  return decide(policy, facts, { content, explain: explain === true })
}

const UNNAMED: Pick<Facts, 'session' | 'run'> = {}
const NAMED: Pick<Facts, 'session' | 'run'> = { session: { calls: 0, seconds: 0 } }

function factsOf(asked: DecisionRequest, agent: Agent, environment: string, config: OrgConfig): Facts {
  const { tool, action } = asked
  const { target, declared, tool_definition: shown } = asked.request
  const settings = config.tools.get(tool)?.settings
  const facts: Facts = { agent: agentFacts(agent), tool, action, environment }
  if (settings !== undefined) facts.registered = { risk: settings.risk }
  if (shown !== undefined) facts.shown_definition = shown
  if (target !== undefined) facts.target = target as NonNullable<Facts['target']>
  if (asked.request.arguments !== undefined) facts.arguments = asked.request.arguments
  if (asked.withheld !== undefined) facts.withheld = asked.withheld
  if (asked.request.arguments_commitment !== undefined) facts.hash_only = true
  if (declared !== undefined) facts.declared = declared as NonNullable<Facts['declared']>
  return facts
}

/** A row of an agent is never altered, so its facts are made once for all of its calls. */
const factsOfAgents = new WeakMap<Agent, Facts['agent']>()

function agentFacts(agent: Agent): Facts['agent'] {
  const known = factsOfAgents.get(agent)
  if (known !== undefined) return known
  const { id, status, owner } = agent
  // In canonical order, as each of its calls commits to it.
  const facts = Object.freeze({
    id,
    labels: Object.freeze({ ...agent.labels }),
    ...(owner !== null && { owner }),
    roles: Object.freeze([...agent.roles]),
    status,
  })
  factsOfAgents.set(agent, facts)
  return facts
}
