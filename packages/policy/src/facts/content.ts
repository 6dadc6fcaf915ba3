// What a request holds: all facts that need neither clock nor counters nor labels, read once, on arrival.

import { readOnce } from '../evaluate/data.ts'
import { type Budget, createBudget, spentOf } from '../model/budget.ts'
import type { CedarValue, EffectWord, Reads, Run } from '../model/cedar.ts'
import type { Facts, FactsError } from '../model/facts.ts'
import type { Redactions } from '../sanitize/redact.ts'
import { calleeOf, toolsNamed } from '../tools/names.ts'
import type { RegisteredTools } from '../tools/registered.ts'
import { argumentsOf, CALL, type ToolArguments } from '../tools/schema.ts'
import { type Areas, NO_AREAS, requireAreas } from './areas.ts'
import type { Behaviour } from './behaviour/arguments-effects.ts'
import type { DeclaredFacts } from './declared.ts'
import { whereItOnlyReads } from './effects.ts'
import { hostsIn } from './hosts/hosts.ts'
import { pathsIn } from './paths/paths.ts'
import {
  behaviourIn,
  contentIn,
  declaredIn,
  hostsOf,
  type NameReaders,
  namedIn,
  numbersIn,
  pathsOf,
  paymentIn,
  type Reading,
  readingOf,
  redactionsIn,
  serviceIn,
} from './reading.ts'

/** What of a policy set decides how facts are read for it. */
export type Vocabulary = NameReaders & {
  /** What the settings mean; a `FactsError` when they cannot be read. */
  readonly areas: Areas | FactsError
  readonly names: { readonly registered: RegisteredTools }
  /** The arguments of the registered tools that have an input schema and are not hidden, by tool name. */
  readonly tools: ReadonlyMap<string, ToolArguments>
  /** What the permits that are not off take out of the arguments by `@sanitize`, each list once. */
  readonly sanitizes: readonly (readonly string[])[]
  /** The members by which the same payment is known again; undefined for its payee and sum. */
  readonly duplicateBy?: readonly string[] | undefined
  /** Of the policies that are not off; every member when one of them uses `context` as a whole. */
  readonly reads: Reads
}

/** The arguments of a tool that has an input schema, or why they do not fit it. */
export type Typed = { readonly value: CedarValue } | { readonly problem: string }

/** What is known of a request once it was read; it holds for one policy set and the facts it was read from. */
export type Content = {
  readonly paths: CedarValue
  readonly hosts: CedarValue
  /** Absent where no policy reads it. */
  readonly service?: CedarValue
  /** What the detectors find; absent where no policy reads it. */
  readonly content?: CedarValue
  /** What target and arguments tell that the call does. */
  readonly behaviour: Behaviour
  readonly names: NameReaders
  /** Absent when the arguments hold none. */
  readonly numbers?: CedarValue
  /** Absent when nothing is declared. */
  readonly said?: DeclaredFacts
  /** Of a call that pays, where policies count: the same for the same payment, whatever else the call says. */
  readonly payment?: string
  /** Of every tool with an input schema that the call names. */
  readonly typed: ReadonlyMap<string, Typed>
  /** Absent when there are no arguments, or nothing is ever taken out of them. */
  readonly redactions?: Redactions
  /** Why it could not be read: the settings of the set make no sense, or worse. Every request is then denied. */
  readonly failure?: unknown
  /** How much of the budget this took. */
  readonly spent: number
}

const NOTHING_TYPED: ReadonlyMap<string, Typed> = new Map()

const UNREAD = {
  paths: false,
  hosts: false,
  behaviour: {
    effects: new Set<EffectWord>(),
    runs: new Set<Run>(),
    environments: new Set<string>(),
  },
  typed: NOTHING_TYPED,
} as const

/**
 * Reads a request for a policy set: the slow part of a decision, done before any lock is taken. Nothing walks the
 * arguments afterwards: hand what it returns to `decide`. It never throws, and is bounded by the budget of the reading,
 * beyond which every fact is what a forbid finds. Policy sets that are asked about one request share its reading.
 */
export function readContent(
  set: Vocabulary,
  facts: Facts,
  reading: Reading = readingOf(facts, createBudget(), set),
): Content {
  const { budget } = reading
  const before = spentOf(budget)
  try {
    return read(set, facts, reading)
  } catch (failure) {
    return { ...UNREAD, names: set, failure, spent: spentOf(budget) - before }
  }
}

/** Risk depends on paths and hosts whatever the policies read, but not on zones and groups, and needs no values of Cedar. */
function placesIn({ reads }: Vocabulary, areas: Areas, reading: Reading): Pick<Content, 'paths' | 'hosts'> {
  const { budget } = reading
  const { zones, known } = reads.has('paths') ? areas : NO_AREAS
  const paths = pathsIn(pathsOf(reading), zones, budget, known)
  const hosts = hostsIn(hostsOf(reading), (reads.has('hosts') ? areas : NO_AREAS).hosts, budget)
  return {
    paths: reads.has('paths') ? prepared(paths) : paths,
    hosts: reads.has('hosts') ? prepared(hosts) : hosts,
  }
}

function read(set: Vocabulary, facts: Facts, reading: Reading): Content {
  const { reads } = set
  const { budget } = reading
  const before = spentOf(budget)
  const areas = requireAreas(set.areas)
  const places = placesIn(set, areas, reading)
  const service = reads.has('service') ? serviceIn(reading) : undefined
  const numbers = reads.has('numbers') ? numbersIn(reading) : undefined
  const said = declaredIn(reading)
  const payment =
    reads.has('calls') && pays(set, facts, reading) ? paymentIn(reading, set.duplicateBy) : undefined
  const redactions = set.sanitizes.length === 0 ? undefined : redactionsIn(reading)
  redactions?.readFor(set.sanitizes, areas.patterns)
  const content = reads.has('content') ? contentIn(reading, areas.patterns) : undefined
  const behaviour = behaviourIn(reading)
  const { effectsOfName, nameOf } = set
  const typed = typedUnder(set, facts, budget)
  return {
    typed,
    paths: places.paths,
    hosts: places.hosts,
    behaviour,
    names: behaviour.onlyReads ? { effectsOfName: whereItOnlyReads(effectsOfName), nameOf } : set,
    spent: spentOf(budget) - before,
    ...(service !== undefined && { service: prepared(service) }),
    ...(content !== undefined && { content: prepared(content) }),
    ...(numbers !== undefined && { numbers: prepared(numbers) }),
    ...(said !== undefined && { said }),
    ...(payment !== undefined && { payment }),
    ...(redactions !== undefined && { redactions }),
  }
}

/** Whether a call pays, as its registration, its names or its arguments tell; what a hidden tool does is not told. */
function pays({ names }: Vocabulary, facts: Facts, reading: Reading): boolean {
  if (behaviourIn(reading).effects.has('pay')) return true
  const known = toolsNamed(names.registered, facts).filter(({ isHidden }) => !isHidden)
  const told = known.flatMap(({ effects }) => effects ?? [])
  return told.includes('pay') || namedIn(reading).some((effects) => effects.has('pay'))
}

/** The content of a request that could be read; throws what kept it from that. */
export function requireRead(content: Content): Content {
  if (content.failure !== undefined) throw content.failure
  return content
}

/** The arguments as each tool with an action of its own takes them, of those that the call names. */
function typedUnder({ names, tools }: Vocabulary, facts: Facts, budget: Budget): ReadonlyMap<string, Typed> {
  if (tools.size === 0) return NOTHING_TYPED
  const typed = new Map<string, Typed>()
  const registered = toolsNamed(names.registered, facts).map(({ name }) => name)
  for (const name of [calleeOf(facts).tool, ...registered]) {
    const type = name === CALL ? undefined : tools.get(name)
    if (type !== undefined && !typed.has(name)) typed.set(name, typedOf(type, facts, budget))
  }
  return typed
}

const NOT_VISIBLE: Typed = {
  problem: 'the tool has an input schema, and its arguments are not visible',
}

function typedOf(type: ToolArguments, facts: Facts, budget: Budget): Typed {
  if (facts.hash_only === true) return NOT_VISIBLE
  const read = argumentsOf(type, facts.arguments ?? {}, budget)
  return 'problem' in read ? read : { value: prepared(read.value) }
}

/** What an evaluator cannot read is refused when it is asked, as everything else that it cannot read. */
function prepared(value: CedarValue): CedarValue {
  if (typeof value !== 'object' || Object.isFrozen(value)) return value
  try {
    return readOnce(value)
  } catch {
    return value
  }
}
