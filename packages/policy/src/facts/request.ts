// Facts in the vocabulary of an org's schema, as the requests that its policies are asked with.

import { type DefinitionState, LEVELS, type Level } from '@countersign/terms'
import { nameOnce, readOnce } from '../evaluate/data.ts'
import { entityOnce } from '../evaluate/store.ts'
import type { CedarEntity, CedarRequest, CedarValue, EntityUid } from '../model/cedar.ts'
import { type Facts, FactsError, hasDeclared, type SessionFacts } from '../model/facts.ts'
import { calleeOf } from '../tools/names.ts'
import { CALL } from '../tools/schema.ts'
import { NO_AREAS, requireAreas } from './areas.ts'
import type { Code } from './behaviour/code.ts'
import { type Content, readContent, requireRead, type Vocabulary } from './content.ts'
import { declaredOf, longOf } from './declared.ts'
import { effectOf, effectsOf } from './effects.ts'
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

const CALL_UID = nameOnce({ type: 'Action', id: CALL })

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

/** Members that only some requests have. */
function addOptional(context: Context, { reads }: Vocabulary, facts: Facts, { numbers }: Content): void {
  const { target, session, run, exposure } = facts
  if (target !== undefined && reads.has('target')) context.target = targetOf(target)
  if (numbers !== undefined && reads.has('numbers')) context.numbers = numbers
  if (session !== undefined && reads.has('session')) context.session = sessionOf(session)
  if (run !== undefined && reads.has('run')) context.run = sessionOf(run)
  if (exposure !== undefined && reads.has('exposure'))
    context.exposure = { seconds: longOf(exposure.seconds) }
}

/** What is the same under every label. */
function sharedOf(set: Vocabulary, facts: Facts, read: Content) {
  const { reads } = set
  const { service = NO_SERVICE, content = NOTHING_FOUND, behaviour } = requireRead(read)
  const { code } = behaviour
  return {
    environments: reads.has('environments')
      ? [...new Set([facts.environment, ...behaviour.environments])]
      : NO_SET,
    runs: reads.has('runs') ? [...behaviour.runs] : NO_SET,
    sql: code !== undefined && reads.has('sql') ? sqlOf(code) : NO_SQL,
    shell: code !== undefined && reads.has('shell') ? shellOf(code) : NO_SHELL,
    content: reads.has('content') ? content : NOTHING_FOUND,
    service: reads.has('service') ? service : NO_SERVICE,
    time: reads.has('time') ? timeOf(facts.at ?? 0, requireAreas(set.areas).clock) : NO_TIME,
    calls: reads.has('calls') ? callsOf(facts.calls) : NO_CALLS,
  }
}

/** What policies see of a call under a label: an object in one piece, since every request makes one. */
function contextOf(
  set: Vocabulary,
  facts: Facts,
  content: Content,
  shared: Shared,
  label: RequestLabel,
): Context {
  const { reads } = set
  const named = factsUnder(facts, label)
  const { effects } = content.behaviour
  const { effectsOfName: ofName } = content.names
  const { environments, runs, sql, shell, service, time, calls } = shared.read
  const context: Context = {
    action: label.action,
    tool: label.tool,
    tool_definition: reads.has('tool_definition') ? definitionOf(label, facts) : 'none',
    effect: effectOf(named, effects, ofName),
    effects: reads.has('effects') ? effectsOf(named, effects, ofName) : NO_SET,
    environment: facts.environment,
    environments,
    approved: false,
    arguments_visible: facts.hash_only !== true,
    runs,
    sql,
    shell,
    paths: reads.has('paths') ? content.paths : NO_PATHS,
    hosts: reads.has('hosts') ? content.hosts : NO_HOSTS,
    content: shared.read.content,
    service,
    time,
    calls,
    taints: facts.taints !== undefined && reads.has('taints') ? facts.taints : NO_SET,
  }
  addOptional(context, set, facts, content)
  return context
}

function newAgent({ id, status, roles, labels, owner }: Facts['agent']): CedarEntity {
  return {
    uid: { type: 'Agent', id },
    attrs: { status, roles, ...(owner !== undefined && { owner }) },
    parents: NO_PARENTS,
    tags: Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

const NO_PARENTS: EntityUid[] = []
Object.freeze(NO_PARENTS)

/** Agents that nobody can alter, which are read once for all of their calls. */
const lasting = new WeakMap<Facts['agent'], CedarEntity>()

function isLasting(agent: Facts['agent']): boolean {
  return Object.isFrozen(agent) && Object.isFrozen(agent.roles) && Object.isFrozen(agent.labels)
}

function agentOf(agent: Facts['agent']): CedarEntity {
  if (!isLasting(agent)) return newAgent(agent)
  const known = lasting.get(agent)
  if (known !== undefined) return known
  const entity = entityOnce(newAgent(agent))
  lasting.set(agent, entity)
  return entity
}

function attributesOf(risk: Level | undefined): CedarEntity['attrs'] {
  return Object.freeze(readOnce({ registered: risk !== undefined, risk: risk ?? 'unknown' }))
}

const UNREGISTERED = attributesOf(undefined)
const BY_RISK = new Map<Level, CedarEntity['attrs']>(LEVELS.map((risk) => [risk, attributesOf(risk)]))

function toolOf({ tool, registered }: RequestLabel): CedarEntity {
  const attrs =
    registered === undefined ? UNREGISTERED : (BY_RISK.get(registered.risk) ?? attributesOf(registered.risk))
  return { uid: { type: 'Tool', id: tool }, attrs, parents: NO_PARENTS }
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
  readonly read: ReturnType<typeof sharedOf>
  readonly declared: CedarValue | undefined
}

function sharedFor(set: Vocabulary, facts: Facts, content: Content): Shared {
  return {
    agent: agentOf(facts.agent),
    read: sharedOf(set, facts, content),
    declared: hasDeclared(facts) && set.reads.has('declared') ? declaredOf(content.said, facts) : undefined,
  }
}

/** A call under one label, of which each view makes a request. */
export type LabelledCall = Omit<CedarRequest, 'context'> & {
  /** Without an approval, and without what is declared. */
  readonly plain: CedarRequest['context']
  readonly declared: CedarValue | undefined
}

function callUnder(
  set: Vocabulary,
  facts: Facts,
  content: Content,
  shared: Shared,
  label: RequestLabel,
): LabelledCall {
  const type = label.tool === CALL ? undefined : set.tools.get(label.tool)
  const action = type === undefined ? CALL_UID : { type: 'Action', id: label.tool }
  const { agent, declared } = shared
  const tool = toolOf(label)
  const plain = contextOf(set, facts, content, shared, label)
  if (type !== undefined) plain.arguments = typedOf(content, label.tool)
  const entities =
    type === undefined ? [agent, tool] : [agent, tool, { uid: action, attrs: {}, parents: [CALL_UID] }]
  return { principal: agent.uid, action, resource: tool.uid, entities, plain, declared }
}

function contextIn({ plain, declared: said }: LabelledCall, { approved, declared }: RequestView): Context {
  if (declared && said !== undefined) return { ...plain, approved, declared: said }
  return approved ? { ...plain, approved } : plain
}

/** The request of a call in one view. */
export function requestIn(call: LabelledCall, view: RequestView): CedarRequest {
  const { principal, action, resource, entities } = call
  return { principal, action, resource, context: contextIn(call, view), entities }
}

/**
 * Puts facts into the vocabulary of the org's schema, once for all views and labels; members come in a fixed order, and
 * those that no policy reads are constants. Throws `FactsError` when the facts cannot be put into it.
 */
export function callsUnder(
  set: Vocabulary,
  facts: Facts,
  content: Content,
  labels: readonly RequestLabel[],
): LabelledCall[] {
  const shared = sharedFor(set, facts, content)
  return labels.map((label) => callUnder(set, facts, content, shared, label))
}

/** The requests of facts under the label that they bear; see `callsUnder`. */
export function requestsOf(
  set: Vocabulary,
  facts: Facts,
  content: Content = readContent(set, facts),
): (view: RequestView) => CedarRequest {
  const call = callUnder(set, facts, content, sharedFor(set, facts, content), labelOf(facts))
  return (view) => requestIn(call, view)
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
