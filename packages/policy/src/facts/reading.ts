// What one request says, read once and within one budget, whatever policy sets are asked about it.
import type { Patterns } from '@countersign/scan'
import { type Budget, createBudget } from '../model/budget.ts'
import type { CedarValue, EffectWord } from '../model/cedar.ts'
import type { Facts } from '../model/facts.ts'
import { type Redactions, redactionsOf } from '../sanitize/redact.ts'
import { type Behaviour, behaviourOf } from './behaviour/arguments-effects.ts'
import { type DeclaredFacts, readDeclared } from './declared.ts'
import { contentOf } from './findings.ts'
import { type FoundHosts, readHosts } from './hosts/hosts.ts'
import { type Leaves, leavesOf } from './leaves.ts'
import { type NameReader, nameOf } from './name.ts'
import { effectsOfName, type NameEffects, strictestOf } from './names/effect-of-name.ts'
import { numbersOf } from './numbers/numbers.ts'
import { paymentOf } from './numbers/payment.ts'
import { type FoundPaths, knownOf, readPaths } from './paths/paths.ts'
import { type Reached, type ServiceFact, servicesOf } from './services.ts'

/** How names are read; policy sets bring readers that remember. */
export type NameReaders = {
  readonly effectsOfName: NameEffects
  readonly nameOf: NameReader
}

/** One request while it is read: each part when the function below first asks for it, and then never again. */
export type Reading = {
  readonly facts: Facts
  /** What all readings of the request may take together. */
  readonly budget: Budget
  readonly names: NameReaders
  named: readonly ReadonlySet<EffectWord>[] | undefined
  leaves: Leaves | undefined
  paths: FoundPaths | undefined
  hosts: FoundHosts | undefined
  reached: Reached | undefined
  behaviour: Behaviour | undefined
  numbers: { readonly found: CedarValue | undefined } | undefined
  content: Map<Patterns, CedarValue> | undefined
  said: DeclaredFacts | undefined
  redactions: Redactions | undefined
}

const WITHOUT_MEMORY: NameReaders = { effectsOfName, nameOf }

/** Begins to read a request; its facts about agent and environment do not matter. */
export function readingOf(
  facts: Facts,
  budget: Budget = createBudget(),
  names: NameReaders = WITHOUT_MEMORY,
): Reading {
  return {
    facts,
    budget,
    names,
    named: undefined,
    leaves: undefined,
    paths: undefined,
    hosts: undefined,
    reached: undefined,
    behaviour: undefined,
    numbers: undefined,
    content: undefined,
    said: undefined,
    redactions: undefined,
  }
}

/** What the names of the call tell: of its action, and of its tool where that has another name. */
export function namedIn(reading: Reading): readonly ReadonlySet<EffectWord>[] {
  const { facts, names } = reading
  const { action, tool = action } = facts
  reading.named ??=
    tool === action ? [names.effectsOfName(action)] : [names.effectsOfName(action), names.effectsOfName(tool)]
  return reading.named
}

/** Whether what is called does more than read, as far as its names tell. */
function writes(reading: Reading): boolean {
  return namedIn(reading).some((effects) => strictestOf(effects) !== 'read')
}

function leavesIn(reading: Reading): Leaves {
  const { facts, budget, names } = reading
  reading.leaves ??= leavesOf(facts.arguments, budget, writes(reading), names.nameOf)
  return reading.leaves
}

export function pathsOf(reading: Reading): FoundPaths {
  const { facts, budget, names } = reading
  reading.paths ??= readPaths(facts, leavesIn(reading), budget, names.nameOf)
  return reading.paths
}

export function hostsOf(reading: Reading): FoundHosts {
  const { facts, budget, names } = reading
  reading.hosts ??= readHosts(facts, leavesIn(reading), budget, names.nameOf)
  return reading.hosts
}

function reachedIn(reading: Reading): Reached {
  const { facts, budget } = reading
  reading.reached ??= servicesOf(facts, hostsOf(reading), leavesIn(reading), !writes(reading), budget)
  return reading.reached
}

/** Which services it reaches. */
export function serviceIn(reading: Reading): ServiceFact {
  return reachedIn(reading).fact
}

/** What the URL of the target is to its service by itself; all else that is in the request still says how it is called. */
export function targetServiceIn(reading: Reading): ServiceFact {
  const { facts, budget } = reading
  const hosts = hostsOf(reading)
  if (hosts.read === undefined) return serviceIn(reading)
  const read = hosts.read.filter(({ text }) => text === facts.target?.url)
  return servicesOf(facts, { ...hosts, read }, leavesIn(reading), !writes(reading), budget).fact
}

/** What target, arguments and paths tell that the call does. */
export function behaviourIn(reading: Reading): Behaviour {
  if (reading.behaviour !== undefined) return reading.behaviour
  const { facts, budget, names } = reading
  const leaves = leavesIn(reading)
  const { nameOf, effectsOfName } = names
  const told = { known: knownOf(pathsOf(reading)), named: namedIn(reading), nameOf, effectsOfName }
  const { effects, onlyReads } = reachedIn(reading)
  const behaviour = behaviourOf(facts, leaves, told, budget)
  reading.behaviour =
    effects.length === 0 && !onlyReads
      ? behaviour
      : {
          ...behaviour,
          ...(effects.length > 0 && { effects: new Set([...behaviour.effects, ...effects]) }),
          ...(onlyReads && { onlyReads: true as const }),
        }
  return reading.behaviour
}

/** Undefined when the arguments hold none. */
export function numbersIn(reading: Reading): CedarValue | undefined {
  reading.numbers ??= { found: numbersOf(reading.facts, leavesIn(reading), reading.budget) }
  return reading.numbers.found
}

/** What identifies a payment: the members that are named, else payee and sum. */
export function paymentIn(reading: Reading, members: readonly string[] | undefined): string {
  return paymentOf(reading.facts, leavesIn(reading), members, reading.budget)
}

/** What the detectors find in it; sets that look for the same besides share it. */
export function contentIn(reading: Reading, patterns: Patterns): CedarValue {
  reading.content ??= new Map()
  const known = reading.content.get(patterns)
  if (known !== undefined) return known
  const content = contentOf(reading.facts, reading.budget, patterns)
  reading.content.set(patterns, content)
  return content
}

/** Undefined when nothing is declared. */
export function declaredIn(reading: Reading): DeclaredFacts | undefined {
  const { declared } = reading.facts
  if (declared !== undefined) reading.said ??= readDeclared(declared, reading.budget)
  return reading.said
}

/** Undefined when there are no arguments. */
export function redactionsIn(reading: Reading): Redactions | undefined {
  const given = reading.facts.arguments
  if (given !== undefined) reading.redactions ??= redactionsOf(given, reading.budget)
  return reading.redactions
}
