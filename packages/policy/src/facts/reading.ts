// What one request says, read once and within one budget, whatever policy sets are asked about it.
import { type Budget, createBudget } from '../model/budget.ts'
import type { CedarValue } from '../model/cedar.ts'
import type { Facts } from '../model/facts.ts'
import { type Redactions, redactionsOf } from '../sanitize/redact.ts'
import { type Deeds, deedsOf } from './arguments-effects.ts'
import { readDeclared, type Said } from './declared.ts'
import { effectOfName } from './effect-of-name.ts'
import { type FoundHosts, readHosts } from './hosts.ts'
import { leavesOf } from './leaves.ts'
import { numbersOf } from './numbers.ts'
import { type FoundPaths, knownOf, readPaths } from './paths.ts'

/** One request while it is read: each part when it is first asked for, and then never again. */
export type Reading = {
  /** What all readings of the request may take together. */
  readonly budget: Budget
  readonly paths: () => FoundPaths
  readonly hosts: () => FoundHosts
  /** What target, arguments and paths tell that the call does. */
  readonly deeds: () => Deeds
  /** Undefined when the arguments hold none. */
  readonly numbers: () => CedarValue | undefined
  /** Undefined when nothing is declared. */
  readonly said: () => Said | undefined
  /** Undefined when there are no arguments. */
  readonly redactions: () => Redactions | undefined
}

/** The same, worked out when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Whether what is called does more than read, as far as its names tell. */
function writes({ action, tool }: Facts): boolean {
  return [action, tool ?? action].some((name) => effectOfName(name) !== 'read')
}

/** Begins to read a request; what its facts say of agent and environment does not matter. */
export function readingOf(facts: Facts, budget: Budget = createBudget()): Reading {
  const leaves = once(() => leavesOf(facts.arguments, budget, writes(facts)))
  const paths = once(() => readPaths(facts, leaves(), budget))
  return {
    budget,
    paths,
    deeds: once(() => deedsOf(facts, leaves(), knownOf(paths()), budget)),
    hosts: once(() => readHosts(facts, leaves(), budget)),
    numbers: once(() => numbersOf(facts, leaves(), budget)),
    said: once(() => facts.declared && readDeclared(facts.declared, budget)),
    redactions: once(() => facts.arguments && redactionsOf(facts.arguments, budget)),
  }
}
