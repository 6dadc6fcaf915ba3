// Facts in the vocabulary of an org's schema, as the requests that its policies are asked with.

import type { DefinitionState } from '@countersign/terms'
import { readOnce } from '../evaluate/data.ts'
import type { CedarEntity, CedarRequest, CedarValue } from '../model/cedar.ts'
import { type Facts, FactsError, hasDeclared, type SessionFacts } from '../model/facts.ts'
import { calleeOf } from '../tools/names.ts'
import { CALL } from '../tools/schema.ts'
import { NO_AREAS, requireAreas } from './areas.ts'
import type { Code } from './behaviour/code.ts'
import { type Content, readContent, requireRead, type Vocabulary } from './content.ts'
import { declaredOf, longOf } from './declared.ts'
import { allEffectsOf } from './effects.ts'
import { NOTHING_FOUND } from './findings.ts'
import { NO_HOSTS } from './hosts/hosts.ts'
import { nameOf } from './name.ts'
import { effectsOfName } from './names/effect-of-name.ts'
import { NO_PATHS } from './paths/paths.ts'
import { NO_SERVICE } from './services.ts'
import { NO_TIME, timeOf } from './time.ts'

/** Which of the evaluations of one decision a request is for. */
export type RequestView = {
  approved: boolean
  /** Whether what the agent declares is shown to the policies. */
  declared: boolean
}

/** One way of reading what a call names. */
export type RequestLabel = {
  readonly tool: string
  readonly action: string
  readonly registered: Facts['registered']
}

type Context = Record<string, CedarValue>

const CALL_UID = { type: 'Action', id: CALL }

function targetOf({ url, method, path }: NonNullable<Facts['target']>): Context {
  return {
    ...(url !== undefined && { url }),
    ...(method !== undefined && { method: method.toUpperCase() }),
    ...(path !== undefined && { path }),
  }
}

function sessionOf({ calls, seconds }: SessionFacts): Context {
  return {
    calls: longOf(calls),
    seconds: longOf(seconds),
  }
}

const NO_CALLS: CedarValue = Object.freeze(
  readOnce({ minute: 0, agent_minute: 0, repeated: 0, paid_minute: 0, same_payment: 0 }),
)

function callsOf(calls: Facts['calls']): CedarValue {
  return calls === undefined
    ? NO_CALLS
    : {
        minute: longOf(calls.minute),
        agent_minute: longOf(calls.agent_minute),
        repeated: longOf(calls.repeated),
        paid_minute: longOf(calls.paid_minute ?? 0),
        same_payment: longOf(calls.same_payment ?? 0),
      }
}

const NO_SET: CedarValue = Object.freeze(readOnce([]))

function sqlOf({ kinds, tables, functions, reaches }: Code): CedarValue {
  return { kinds: [...kinds], tables: [...tables], functions: [...functions], reaches: [...reaches] }
}

function shellOf({ programs, writesTo, substitutes }: Code): CedarValue {
  return { programs: [...programs], writes_to: [...writesTo], substitutes }
}

const NO_SQL: CedarValue = Object.freeze(readOnce({ kinds: [], tables: [], functions: [], reaches: [] }))
const NO_SHELL: CedarValue = Object.freeze(readOnce({ programs: [], writes_to: [], substitutes: false }))

/** The facts that are found in target and arguments. */
function contentMembers({ reads }: Vocabulary, read: Content): Context {
  const { paths, hosts, service = NO_SERVICE, content = NOTHING_FOUND, numbers, behaviour } = read
  return {
    runs: reads.has('runs') ? [...behaviour.runs] : NO_SET,
    sql: behaviour.code !== undefined && reads.has('sql') ? sqlOf(behaviour.code) : NO_SQL,
    shell: behaviour.code !== undefined && reads.has('shell') ? shellOf(behaviour.code) : NO_SHELL,
    paths: reads.has('paths') ? paths : NO_PATHS,
    hosts: reads.has('hosts') ? hosts : NO_HOSTS,
    content: reads.has('content') ? content : NOTHING_FOUND,
    service: reads.has('service') ? service : NO_SERVICE,
    ...(numbers !== undefined && reads.has('numbers') && { numbers }),
  }
}

/** What was done before, under a session or run. */
function pastOf({ reads }: Vocabulary, { session, run, calls, taints, exposure }: Facts): Context {
  return {
    calls: reads.has('calls') ? callsOf(calls) : NO_CALLS,
    ...(session !== undefined && reads.has('session') && { session: sessionOf(session) }),
    ...(run !== undefined && reads.has('run') && { run: sessionOf(run) }),
    taints: taints !== undefined && reads.has('taints') ? taints : NO_SET,
    ...(exposure !== undefined &&
      reads.has('exposure') && { exposure: { seconds: longOf(exposure.seconds) } }),
  }
}

/** What is the same under every label. */
function sharedOf(set: Vocabulary, facts: Facts, content: Content): Context {
  const { reads } = set
  const { environment, target, at = 0 } = facts
  return {
    environment,
    environments: reads.has('environments')
      ? [...new Set([environment, ...content.behaviour.environments])]
      : NO_SET,
    approved: false,
    arguments_visible: facts.hash_only !== true,
    ...(target !== undefined && reads.has('target') && { target: targetOf(target) }),
    ...contentMembers(set, requireRead(content)),
    time: reads.has('time') ? timeOf(at, requireAreas(set.areas).clock) : NO_TIME,
    ...pastOf(set, facts),
  }
}

function effectsIn({ reads }: Vocabulary, named: Facts, { behaviour, names }: Content): Context {
  const { effect, effects } = allEffectsOf(named, behaviour.effects, names.effectsOfName)
  return { effect, effects: reads.has('effects') ? effects : NO_SET }
}

function agentOf({ id, status, roles, labels, owner }: Facts['agent']): CedarEntity {
  return {
    uid: { type: 'Agent', id },
    attrs: { status, roles, ...(owner !== undefined && { owner }) },
    parents: [],
    tags: Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

function toolOf({ tool, registered }: RequestLabel): CedarEntity {
  return {
    uid: { type: 'Tool', id: tool },
    attrs: { registered: registered !== undefined, risk: registered?.risk ?? 'unknown' },
    parents: [],
  }
}

/** The caller's word counts where it says that something changed, and nowhere else. */
function definitionOf({ registered }: RequestLabel, { shown_definition: shown }: Facts): DefinitionState {
  const pinned = registered?.definition
  if (pinned === undefined) return 'none'
  const isAnother = shown !== undefined && shown !== pinned.digest
  return pinned.changed !== undefined || isAnother ? 'changed' : 'pinned'
}

function labelOf(facts: Facts): RequestLabel {
  return { ...calleeOf(facts), registered: facts.registered }
}

/** The facts as they are under a label. */
export function factsUnder(given: Facts, { tool, action, registered }: RequestLabel): Facts {
  if (given.tool === tool && given.action === action && given.registered === registered) return given
  const { registered: _, ...facts } = given
  return { ...facts, tool, action, ...(registered !== undefined && { registered }) }
}

/** The arguments of a tool with an action of its own; what does not fit its schema is refused. */
function typedOf({ typed }: Content, tool: string): CedarValue {
  const read = typed.get(tool)
  if (read === undefined) throw new Error('the content was read for another policy set')
  if ('problem' in read) throw new FactsError('arguments.invalid', read.problem)
  return read.value
}

type Shared = {
  readonly agent: CedarEntity
  readonly context: Context
  readonly declared: CedarValue | undefined
}

function sharedFor(set: Vocabulary, facts: Facts, content: Content): Shared {
  return {
    agent: agentOf(facts.agent),
    context: sharedOf(set, facts, content),
    declared: hasDeclared(facts) && set.reads.has('declared') ? declaredOf(content.said, facts) : undefined,
  }
}

function requestUnder(
  set: Vocabulary,
  facts: Facts,
  content: Content,
  shared: Shared,
  label: RequestLabel,
): (view: RequestView) => CedarRequest {
  const type = label.tool === CALL ? undefined : set.tools.get(label.tool)
  const action = type === undefined ? CALL_UID : { type: 'Action', id: label.tool }
  const tool = toolOf(label)
  const known: Context = {
    action: label.action,
    tool: label.tool,
    tool_definition: set.reads.has('tool_definition') ? definitionOf(label, facts) : 'none',
    ...effectsIn(set, factsUnder(facts, label), content),
    ...shared.context,
    ...(type !== undefined && { arguments: typedOf(content, label.tool) }),
  }
  const entities: CedarEntity[] = [shared.agent, tool]
  if (type !== undefined) entities.push({ uid: action, attrs: {}, parents: [CALL_UID] })
  function contextFor({ approved, declared }: RequestView): Context {
    if (declared && shared.declared !== undefined) return { ...known, approved, declared: shared.declared }
    return approved ? { ...known, approved } : known
  }
  return (view) => ({
    principal: shared.agent.uid,
    action,
    resource: tool.uid,
    context: contextFor(view),
    entities,
  })
}

/**
 * Puts facts into the vocabulary of the org's schema, once for all views and labels; members come in a fixed order, and
 * those that no policy reads are constants. Throws `FactsError` when the facts cannot be put into it.
 */
export function requestsUnder(
  set: Vocabulary,
  facts: Facts,
  content: Content,
  labels: readonly RequestLabel[],
): ((view: RequestView) => CedarRequest)[] {
  const shared = sharedFor(set, facts, content)
  return labels.map((label) => requestUnder(set, facts, content, shared, label))
}

/** The requests of facts under the label that they bear; see `requestsUnder`. */
export function requestsOf(
  set: Vocabulary,
  facts: Facts,
  content: Content = readContent(set, facts),
): (view: RequestView) => CedarRequest {
  return requestUnder(set, facts, content, sharedFor(set, facts, content), labelOf(facts))
}

/** A vocabulary without settings and tools, of which every fact is read. */
export const WHOLE_VOCABULARY: Vocabulary = {
  effectsOfName,
  nameOf,
  areas: NO_AREAS,
  names: { registered: new Map() },
  tools: new Map(),
  reads: { has: () => true },
  sanitizes: [],
}

/** The request of one view; see `requestsOf`. */
export function toRequest(facts: Facts, view: RequestView, set: Vocabulary = WHOLE_VOCABULARY): CedarRequest {
  return requestsOf(set, facts)(view)
}
