import type { CedarEntity, CedarRequest, CedarValue, PolicySet } from './evaluator.ts'
import { declaredOf, longOf } from './facts/declared.ts'
import { hostGroupsOf, hostsOf, NO_HOSTS } from './facts/hosts.ts'
import { type Leaves, leavesOf } from './facts/leaves.ts'
import { numbersOf } from './facts/numbers.ts'
import { NO_PATHS, pathsOf } from './facts/paths.ts'
import { NO_TIME, timeOf } from './facts/time.ts'
import { zonesOf } from './facts/zones.ts'
import { effectOf, effectsOf, type Facts, FactsError, hasDeclared, type SessionFacts } from './facts.ts'
import { calleeOf } from './tool/names.ts'
import { argumentsOf, CALL, type ToolArguments } from './tool/schema.ts'

/** What of a policy set decides how facts are put to it. */
export interface Vocabulary extends Pick<PolicySet, 'settings' | 'reads'> {
  readonly tools: ReadonlyMap<string, ToolArguments>
}

/** Which of the evaluations of one decision a request is for. */
export interface RequestView {
  approved: boolean
  /** Whether what the agent declares is shown to the policies. */
  declared: boolean
}

/** One way of reading what a call names; `respelled` where only the names are read in another way. */
export interface RequestLabel {
  readonly tool: string
  readonly action: string
  readonly registered: Facts['registered']
  readonly respelled?: true
}

type Context = Record<string, CedarValue>

const CALL_UID = { type: 'Action', id: CALL }

const targetOf = ({ url, method, path }: NonNullable<Facts['target']>): Context => ({
  ...(url !== undefined && { url }),
  ...(method !== undefined && { method: method.toUpperCase() }),
  ...(path !== undefined && { path }),
})

const sessionOf = ({ calls, seconds }: SessionFacts): Context => ({
  calls: longOf(calls),
  seconds: longOf(seconds),
})

const NO_CALLS = Object.freeze({ minute: 0, agent_minute: 0, repeated: 0 })

const callsOf = (calls: Facts['calls']): CedarValue =>
  calls === undefined
    ? NO_CALLS
    : {
        minute: longOf(calls.minute),
        agent_minute: longOf(calls.agent_minute),
        repeated: longOf(calls.repeated),
      }

const NO_SET: CedarValue = Object.freeze([])
const NO_LEAVES: Leaves = { leaves: [], keys: [], isCut: false }
const LEAF_FACTS = ['paths', 'hosts', 'numbers'] as const

/** The facts that are found in target and arguments. */
const contentOf = ({ settings, reads }: Vocabulary, facts: Facts): Context => {
  const leaves = LEAF_FACTS.some((name) => reads.has(name)) ? leavesOf(facts.arguments) : NO_LEAVES
  const numbers = reads.has('numbers') ? numbersOf(facts, leaves) : undefined
  return {
    paths: reads.has('paths') ? pathsOf(facts, leaves, zonesOf(settings)) : NO_PATHS,
    hosts: reads.has('hosts') ? hostsOf(facts, leaves, hostGroupsOf(settings)) : NO_HOSTS,
    ...(numbers !== undefined && { numbers }),
  }
}

/** What was done before, under a session or run. */
const pastOf = ({ reads }: Vocabulary, { session, run, calls, taints }: Facts): Context => ({
  calls: reads.has('calls') ? callsOf(calls) : NO_CALLS,
  ...(session !== undefined && reads.has('session') && { session: sessionOf(session) }),
  ...(run !== undefined && reads.has('run') && { run: sessionOf(run) }),
  taints: taints !== undefined && reads.has('taints') ? taints : NO_SET,
})

/** The arguments of a tool with an action of its own; what does not fit its schema is refused. */
const typedOf = (type: ToolArguments, facts: Facts): CedarValue => {
  if (facts.hash_only === true)
    throw new FactsError(
      'arguments.invalid',
      'the tool has an input schema, and its arguments are not visible',
    )
  const read = argumentsOf(type, facts.arguments ?? {})
  if ('problem' in read) throw new FactsError('arguments.invalid', read.problem)
  return read.value
}

/** What is the same under every label. */
const sharedOf = (set: Vocabulary, facts: Facts): Context => {
  const { reads, settings } = set
  const { environment, target, at = 0 } = facts
  return {
    environment,
    approved: false,
    arguments_visible: facts.hash_only !== true,
    ...(target !== undefined && reads.has('target') && { target: targetOf(target) }),
    ...contentOf(set, facts),
    time: reads.has('time') ? timeOf(at, settings.time_zone ?? 'UTC') : NO_TIME,
    ...pastOf(set, facts),
  }
}

const effectsIn = ({ reads }: Vocabulary, named: Facts): Context => ({
  effect: effectOf(named),
  effects: reads.has('effects') ? effectsOf(named) : NO_SET,
})

const agentOf = ({ id, status, roles, labels, owner }: Facts['agent']): CedarEntity => ({
  uid: { type: 'Agent', id },
  attrs: { status, roles, ...(owner !== undefined && { owner }) },
  parents: [],
  tags: Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
})

const toolOf = ({ tool, registered }: RequestLabel): CedarEntity => ({
  uid: { type: 'Tool', id: tool },
  attrs: { registered: registered !== undefined, risk: registered?.risk ?? 'unknown' },
  parents: [],
})

const labelOf = (facts: Facts): RequestLabel => ({ ...calleeOf(facts), registered: facts.registered })

/** The facts as they are under a label. */
export const factsUnder = (
  { registered: _, ...facts }: Facts,
  { tool, action, registered }: RequestLabel,
): Facts => ({
  ...facts,
  tool,
  action,
  ...(registered !== undefined && { registered }),
})

interface Shared {
  readonly agent: CedarEntity
  readonly context: Context
  readonly declared: CedarValue | undefined
}

const sharedFor = (set: Vocabulary, facts: Facts): Shared => ({
  agent: agentOf(facts.agent),
  context: sharedOf(set, facts),
  declared: hasDeclared(facts) && set.reads.has('declared') ? declaredOf(facts) : undefined,
})

const requestUnder = (
  set: Vocabulary,
  facts: Facts,
  shared: Shared,
  label: RequestLabel,
): ((view: RequestView) => CedarRequest) => {
  const type = label.respelled || label.tool === CALL ? undefined : set.tools.get(label.tool)
  const action = type === undefined ? CALL_UID : { type: 'Action', id: label.tool }
  const tool = toolOf(label)
  const known: Context = {
    action: label.action,
    tool: label.tool,
    // Capitals that a policy uses must not change what the words of a name tell.
    ...effectsIn(set, label.respelled ? facts : factsUnder(facts, label)),
    ...shared.context,
    ...(type !== undefined && { arguments: typedOf(type, facts) }),
  }
  const entities: CedarEntity[] = [shared.agent, tool]
  if (type !== undefined) entities.push({ uid: action, attrs: {}, parents: [CALL_UID] })
  return ({ approved, declared }) => ({
    principal: shared.agent.uid,
    action,
    resource: tool.uid,
    context: {
      ...known,
      approved,
      ...(declared && shared.declared !== undefined && { declared: shared.declared }),
    },
    entities,
  })
}

/**
 * Puts facts into the vocabulary of the org's schema, once for all views and labels; members come in a fixed order, and
 * those that no policy reads are constants. Throws `FactsError` when the facts cannot be put into it.
 */
export const requestsUnder = (
  set: Vocabulary,
  facts: Facts,
  labels: readonly RequestLabel[],
): ((view: RequestView) => CedarRequest)[] => {
  const shared = sharedFor(set, facts)
  return labels.map((label) => requestUnder(set, facts, shared, label))
}

/** The requests of facts under the label that they bear; see `requestsUnder`. */
export const requestsOf = (set: Vocabulary, facts: Facts): ((view: RequestView) => CedarRequest) =>
  requestUnder(set, facts, sharedFor(set, facts), labelOf(facts))

/** A vocabulary without settings and typed tools, of which every fact is read. */
export const WHOLE_VOCABULARY: Vocabulary = {
  settings: {},
  tools: new Map(),
  reads: { has: () => true },
}

/** The request of one view; see `requestsOf`. */
export const toRequest = (
  facts: Facts,
  view: RequestView,
  set: Vocabulary = WHOLE_VOCABULARY,
): CedarRequest => requestsOf(set, facts)(view)
