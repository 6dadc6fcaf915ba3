// What the target and the arguments of a call say that it does, whatever its name says.
import { type Budget, isExceeded, spend } from '../../model/budget.ts'
import { EFFECTS, type EffectWord, type Run } from '../../model/cedar.ts'
import type { Facts } from '../../model/facts.ts'
import type { Leaf, Leaves } from '../leaves.ts'
import { aboutOf, type NameReader } from '../name.ts'
import { type NameEffects, strictestOf } from '../names/effect-of-name.ts'
import { KNOWN_CONTROL, KNOWN_SECRETS, KNOWN_SYSTEM } from '../paths/known-zones.ts'
import { noTexts } from '../texts.ts'
import type { Code } from './code.ts'
import {
  readDecided,
  readForwarding,
  readKeeping,
  readMember,
  readMode,
  readPayee,
  readStatus,
  readSubscription,
} from './consequences.ts'
import { readLink, readReached, readReply, readRouted } from './diverted.ts'
import { readKey } from './flags.ts'
import { readFormula } from './formula.ts'
import { readGiven, readScope } from './granted.ts'
import { readGuarded } from './guarded.ts'
import { readInner, readProgram } from './inner.ts'
import { readManifest } from './manifest.ts'
import { readBody, readMethod, readPair, readRequestLine, readTarget } from './method.ts'
import { readOption } from './options.ts'
import {
  HOLDERS,
  readEnvironment,
  readEvery,
  readIdentity,
  readNothing,
  readNowhere,
  readRecipient,
  readRole,
  readSecret,
  readZero,
} from './reach.ts'
import { addEffect, PER_TEXT, type Reader } from './reader.ts'
import { readAutostart, readSection, readSetting } from './settings.ts'
import { readPaidWith, readStanding } from './standing.ts'
import { hide, readCommand, readName, readProgramText, readStatement } from './statements.ts'

/** What a call does, by its target and arguments, and what would run. */
export type Behaviour = {
  readonly effects: ReadonlySet<EffectWord>
  readonly runs: ReadonlySet<Run>
  /** The environments that the arguments name, in lower case. */
  readonly environments: ReadonlySet<string>
  /** Present where it only reads from known services, whatever the name of a tool for requests says. */
  readonly onlyReads?: true
  /** Absent where nothing that runs was found. */
  readonly code?: Code
}

/** What a text comes to in a call that does more than read; most names do not tell that. */
function readSet(reader: Reader, leaf: Leaf, value: string): void {
  const { name } = leaf
  readForwarding(reader, value)
  readAutostart(reader, value)
  readStanding(reader, value)
  readPaidWith(reader, name, value)
  readRouted(reader, name, value)
  readGuarded(reader, name, value)
  if (!aboutOf(name).isTelling) return
  readGiven(reader, leaf)
  readPayee(reader, name)
  readStatus(reader, name, value)
  readMode(reader, leaf, value)
  readMember(reader, name, value)
  readScope(reader, name, value)
}

function readLeaf(reader: Reader, leaf: Leaf): void {
  const { name, value, isJson } = leaf
  readZero(reader, leaf)
  readNothing(reader, leaf)
  readKeeping(reader, leaf)
  if (typeof value !== 'string' || value === '' || isJson) return
  if (!spend(reader.budget, PER_TEXT)) return
  // It pays for what is read of the name, which all others then have.
  readMethod(reader, name, value)
  readRequestLine(reader, name, value)
  readBody(reader, name, value)
  readCommand(reader, name, value)
  readStatement(reader, name, value)
  readProgramText(reader, name, value)
  readFormula(reader, name, value)
  readOption(reader, name, value)
  if (!reader.isReading) {
    readDecided(reader, name, value)
    readReply(reader, name, value)
    readManifest(reader, name, value)
  }
  if (value.length > 320) return
  readEnvironment(reader, name, value)
  readRecipient(reader, leaf)
  readIdentity(reader, name)
  readRole(reader, name, value)
  readNowhere(reader, value)
  readSecret(reader, leaf)
  readSetting(reader, name, value)
  readEvery(reader, name, value)
  if (!reader.isReading) readSet(reader, leaf, value)
}

/** What the places say that a call touches: credentials, what decides what runs next, the system itself. */
function readPlaces(reader: Reader, { hash_only }: Facts, known: readonly string[]): void {
  if (hash_only === true) return
  if (known.includes(KNOWN_SECRETS)) addEffect(reader, 'secrets')
  if (reader.isReading && strictestOf(reader.effects ?? NO_EFFECTS) === 'unknown') return
  if (known.includes(KNOWN_CONTROL) || known.includes(KNOWN_SYSTEM)) addEffect(reader, 'control')
}

const PER_KEY = 6
const PER_OBJECT = 20

/** What is known of a call beside its arguments. */
type CallNames = {
  /** The known zones that its paths may be in. */
  readonly known: readonly string[]
  /** The effects in the names of its action and tool. */
  readonly named: readonly ReadonlySet<EffectWord>[]
  readonly nameOf: NameReader
  readonly effectsOfName: NameEffects
}

function isHolder(word: string): boolean {
  return HOLDERS.has(word)
}

/** Whether the names of a call, taken together, say that it only reads. */
function isReadingBy(named: readonly ReadonlySet<EffectWord>[]): boolean {
  let isReading = false
  for (const effects of named) {
    if (effects.has('unsure')) return false
    for (const effect of STRICTER) if (effects.has(effect)) return false
    isReading ||= effects.has('read')
  }
  return isReading
}

const STRICTER = EFFECTS.slice(EFFECTS.indexOf('read') + 1)
const URL_BEGINS = /^[a-z]+:\/\//i

function isUrl({ value }: Leaf): boolean {
  return typeof value === 'string' && URL_BEGINS.test(value)
}

const NO_EFFECTS: ReadonlySet<EffectWord> = new Set()
const NO_RUNS: ReadonlySet<Run> = new Set()
const NO_ENVIRONMENTS: ReadonlySet<string> = new Set()

function readObjects(reader: Reader, { objects }: Leaves): void {
  if (!spend(reader.budget, objects.length * PER_OBJECT)) return
  for (const inner of objects) {
    readInner(reader, inner, inner === objects[0])
    readProgram(reader, inner)
    readPair(reader, inner)
    readSubscription(reader, inner)
    readLink(reader, inner)
    readReached(reader, inner)
    readSection(reader, inner)
  }
}

/** The effects that the arguments of a call show. Beyond the budget everything counts as destruction. */
export function behaviourOf(
  facts: Facts,
  all: Leaves,
  { known, named, nameOf, effectsOfName }: CallNames,
  budget: Budget,
): Behaviour {
  const action = aboutOf(nameOf(facts.action))
  const tool = facts.tool === undefined ? undefined : aboutOf(nameOf(facts.tool))
  const reader: Reader = {
    effects: undefined,
    runs: undefined,
    environments: undefined,
    code: undefined,
    words: tool === undefined ? action.spelled : action.spelled.concat(tool.spelled),
    isHolding: action.words.some(isHolder) || tool?.words.some(isHolder) === true,
    nameOf,
    effectsOfName,
    objects: all.objects,
    asked: noTexts(),
    flags: undefined,
    weakFlags: undefined,
    isReading: isReadingBy(named),
    hasUrl: facts.target?.url !== undefined || all.leaves.some(isUrl),
    budget,
  }
  readName(reader)
  readTarget(reader, facts, all.leaves)
  for (const leaf of all.leaves) readLeaf(reader, leaf)
  if (spend(budget, all.keys.length * PER_KEY)) for (const key of all.keys) readKey(reader, key)
  readObjects(reader, all)
  readPlaces(reader, facts, known)
  if (facts.hash_only === true || all.isCut || isExceeded(budget)) hide(reader)
  if (facts.hash_only !== true && (all.isCut || isExceeded(budget))) addEffect(reader, 'destructive')
  const { effects = NO_EFFECTS, runs = NO_RUNS, environments = NO_ENVIRONMENTS, code } = reader
  return { effects, runs, environments, ...(code !== undefined && { code }) }
}
