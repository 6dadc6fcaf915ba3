import type { CedarEntity, CedarRequest, CedarValue, PolicySet } from './evaluator.ts'
import { declaredOf, longOf } from './facts/declared.ts'
import { hostGroupsOf, hostsOf, NO_HOSTS } from './facts/hosts.ts'
import { type Leaves, leavesOf } from './facts/leaves.ts'
import { numbersOf } from './facts/numbers.ts'
import { NO_PATHS, pathsOf } from './facts/paths.ts'
import { NO_TIME, timeOf } from './facts/time.ts'
import { zonesOf } from './facts/zones.ts'
import { effectOf, effectsOf, type Facts, FactsError, hasDeclared, type SessionFacts } from './facts.ts'
import type { ArgumentsType } from './tool/definition.ts'
import { CALL } from './tool/schema.ts'
import { argumentsValueOf } from './tool/value.ts'

/** The resource of a request that names no tool; no tool can have this name. */
export const NO_TOOL = '-'

/** What of a policy set decides how facts are put to it. */
export interface Vocabulary extends Pick<PolicySet, 'settings' | 'reads'> {
  readonly tools: ReadonlyMap<string, ArgumentsType>
}

/** Which of the evaluations of one decision a request is for. */
export interface RequestView {
  approved: boolean
  /** Whether what the agent declares is shown to the policies. */
  declared: boolean
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
const typedOf = (type: ArgumentsType, facts: Facts): CedarValue => {
  if (facts.hash_only === true)
    throw new FactsError(
      'arguments.invalid',
      'the tool has an input schema, and its arguments are not visible',
    )
  const read = argumentsValueOf(type, facts.arguments ?? {})
  if ('problem' in read) throw new FactsError('arguments.invalid', read.problem)
  return read.value
}

const contextOf = (set: Vocabulary, facts: Facts, type: ArgumentsType | undefined): Context => {
  const { reads, settings } = set
  const { action, tool, environment, target, at = 0 } = facts
  return {
    action,
    ...(tool !== undefined && { tool }),
    effect: effectOf(facts),
    effects: reads.has('effects') ? effectsOf(facts) : NO_SET,
    environment,
    approved: false,
    arguments_visible: facts.hash_only !== true,
    ...(target !== undefined && reads.has('target') && { target: targetOf(target) }),
    ...contentOf(set, facts),
    time: reads.has('time') ? timeOf(at, settings.time_zone ?? 'UTC') : NO_TIME,
    ...pastOf(set, facts),
    ...(type !== undefined && { arguments: typedOf(type, facts) }),
  }
}

const agentOf = ({ id, status, roles, labels, owner }: Facts['agent']): CedarEntity => ({
  uid: { type: 'Agent', id },
  attrs: { status, roles, ...(owner !== undefined && { owner }) },
  parents: [],
  tags: Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
})

const toolOf = ({ tool, registered }: Facts): CedarEntity => ({
  uid: { type: 'Tool', id: tool ?? NO_TOOL },
  attrs: { registered: registered !== undefined, risk: registered?.risk ?? 'unknown' },
  parents: [],
})

/**
 * Puts facts into the vocabulary of the org's schema, once for all views; members come in a fixed order, and those
 * that no policy reads are constants. Throws `FactsError` when the facts cannot be put into it.
 */
export const requestsOf = (set: Vocabulary, facts: Facts): ((view: RequestView) => CedarRequest) => {
  const type = facts.tool === undefined || facts.tool === CALL ? undefined : set.tools.get(facts.tool)
  const action =
    type === undefined || facts.tool === undefined ? CALL_UID : { type: 'Action', id: facts.tool }
  const known = contextOf(set, facts, type)
  const declared = hasDeclared(facts) && set.reads.has('declared') ? declaredOf(facts) : undefined
  const agent = agentOf(facts.agent)
  const tool = toolOf(facts)
  const entities =
    type === undefined ? [agent, tool] : [agent, tool, { uid: action, attrs: {}, parents: [CALL_UID] }]
  return (view) => ({
    principal: agent.uid,
    action,
    resource: tool.uid,
    context: {
      ...known,
      approved: view.approved,
      ...(view.declared && declared !== undefined && { declared }),
    },
    entities,
  })
}

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
