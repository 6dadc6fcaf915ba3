// What one request says, read once and within one budget, whatever policy sets are asked about it.
import { once } from '@countersign/terms'
import { type Budget, createBudget } from '../model/budget.ts'
import type { CedarValue, EffectWord } from '../model/cedar.ts'
import type { Facts } from '../model/facts.ts'
import { type Redactions, redactionsOf } from '../sanitize/redact.ts'
import { readDeclared, type Said } from './declared.ts'
import { type Deeds, deedsOf } from './deeds/arguments-effects.ts'
import { contentOf } from './findings.ts'
import { type FoundHosts, readHosts } from './hosts/hosts.ts'
import { leavesOf } from './leaves.ts'
import { effectsOfName, type NameEffects, strictestOf } from './names/effect-of-name.ts'
import { numbersOf } from './numbers/numbers.ts'
import { paymentOf } from './numbers/payment.ts'
import { type FoundPaths, knownOf, readPaths } from './paths/paths.ts'
import { type ServiceFact, servicesOf } from './services.ts'

/** One request while it is read: each part when it is first asked for, and then never again. */
export type Reading = {
  /** What all readings of the request may take together. */
  readonly budget: Budget
  readonly paths: () => FoundPaths
  /** What the names of the call tell, of each name. */
  readonly named: () => readonly ReadonlySet<EffectWord>[]
  readonly hosts: () => FoundHosts
  /** Which services it reaches. */
  readonly service: () => ServiceFact
  /** What target, arguments and paths tell that the call does. */
  readonly deeds: () => Deeds
  /** Undefined when the arguments hold none. */
  readonly numbers: () => CedarValue | undefined
  /** What says of a payment which one it is: by the members that are named, else by payee and sum. */
  readonly payment: (members: readonly string[] | undefined) => string
  /** What the detectors find in it. */
  readonly content: () => CedarValue
  /** Undefined when nothing is declared. */
  readonly said: () => Said | undefined
  /** Undefined when there are no arguments. */
  readonly redactions: () => Redactions | undefined
}

/** What the names of the call tell: of its action, and of its tool where that has another name. */
function namedBy({ action, tool }: Facts, ofName: NameEffects): readonly ReadonlySet<EffectWord>[] {
  return [...new Set([action, tool ?? action])].map(ofName)
}

/** Whether what is called does more than read, as far as its names tell. */
function writes(named: readonly ReadonlySet<EffectWord>[]): boolean {
  return named.some((effects) => strictestOf(effects) !== 'read')
}

/** Begins to read a request; what its facts say of agent and environment does not matter. */
export function readingOf(
  facts: Facts,
  budget: Budget = createBudget(),
  ofName: NameEffects = effectsOfName,
): Reading {
  const named = once(() => namedBy(facts, ofName))
  const leaves = once(() => leavesOf(facts.arguments, budget, writes(named())))
  const paths = once(() => readPaths(facts, leaves(), budget))
  const hosts = once(() => readHosts(facts, leaves(), budget))
  return {
    budget,
    paths,
    named,
    deeds: once(() => deedsOf(facts, leaves(), { known: knownOf(paths()), named: named() }, budget)),
    hosts,
    service: once(() => servicesOf(facts, hosts(), leaves(), !writes(named()), budget)),
    numbers: once(() => numbersOf(facts, leaves(), budget)),
    payment: (members) => paymentOf(facts, leaves(), members, budget),
    content: once(() => contentOf(facts, budget)),
    said: once(() => facts.declared && readDeclared(facts.declared, budget)),
    redactions: once(() => facts.arguments && redactionsOf(facts.arguments, budget)),
  }
}
