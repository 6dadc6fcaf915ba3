// Arguments without what `@sanitize` names, read once on arrival and copied where they change.
import type { JsonObject } from '@countersign/json'
import {
  isAboutCredential,
  isCard,
  isHeldThere,
  isItemNamed,
  membersNamed,
  NO_PATTERNS,
  namesSecret,
  type Patterns,
} from '@countersign/scan'
import { type Budget, createBudget, isExceeded, spend } from '../model/budget.ts'
import { CLASSES, isClass, type SanitizeClass, stepsOf } from './parts.ts'
import { REDACTED, redactText } from './text.ts'

/** What stands in the place of what a JSON pointer names. */
export const REDACTED_VALUE = '[redacted]'

/** What can be redacted: the arguments of a call. */
export type Arguments = JsonObject

/** What is left of the arguments of one request, by the parts that are taken out of them. */
export type Redactions = {
  /**
   * Reads the arguments for lists of parts, so that what any of them names, alone or together with those that they were
   * read for before, can be taken out without reading again. Classes have what the patterns find of them, too.
   */
  readFor(lists: readonly (readonly string[])[], patterns?: Patterns): void
  /** The same object when the parts name nothing in it, and `impossible` when there was too much to look at. */
  without(parts: readonly string[]): Arguments | 'impossible'
  /** What is left wherever something was taken out, of all that was made so far. */
  made(): readonly Arguments[]
}

const DEPTH_MAX = 100
const PER_VALUE = 3
const PER_NAME = 120
const PER_OBJECT = 20

/** What some classes find in the arguments. */
type Findings = {
  readonly classes: readonly SanitizeClass[]
  /** What is left of the texts that change. */
  readonly texts: Map<string, string>
  /** Whether anything is found at all. */
  isAny: boolean
}

function isObject(value: unknown): value is Arguments {
  return typeof value === 'object' && value !== null
}

type Reader = {
  readonly budget: Budget
  readonly patterns: Patterns
  readonly findings: readonly Findings[]
  readonly seesNames: boolean
  /** Whether what a member holds is a credential, by its name. */
  readonly secretNames: Map<string, boolean>
  readonly seen: Set<string>
}

function isSecretName(reader: Reader, name: string): boolean {
  if (!reader.seesNames) return false
  const kept = reader.secretNames.get(name)
  if (kept !== undefined) return kept
  const isSecret = spend(reader.budget, PER_NAME) && namesSecret(name)
  reader.secretNames.set(name, isSecret)
  return isSecret
}

/** What a text under the name of a credential may be and stay: nothing, or taken out already. */
function isHarmless(text: string): boolean {
  return text === '' || text === REDACTED_VALUE || text === REDACTED.secrets
}

function readText(reader: Reader, text: string): void {
  if (reader.seen.has(text)) return
  reader.seen.add(text)
  for (const found of reader.findings) {
    const left = redactText(text, found.classes, reader.budget, reader.patterns)
    if (left === text) continue
    found.texts.set(text, left)
    found.isAny = true
  }
}

function readSecret(reader: Reader): void {
  for (const found of reader.findings) if (found.classes.includes('secrets')) found.isAny = true
}

/** Whether a number is a payment card's; writing out others would take longer than all the rest. */
function isCardNumber(number: number | bigint): boolean {
  return (
    (typeof number === 'bigint' || (Number.isInteger(number) && number >= CARD_MIN)) && isCard(String(number))
  )
}

const CARD_MIN = 1e12

function readNumber(reader: Reader, number: number | bigint): void {
  if (!isCardNumber(number)) return
  for (const found of reader.findings) if (found.classes.includes('pii')) found.isAny = true
}

function readMembers(reader: Reader, value: Arguments, isSecret: boolean, depth: number): boolean {
  const named = reader.seesNames ? namedIn(value, reader.budget) : NONE_NAMED
  const isAbout = isSecret && isAboutCredential(value)
  return Object.keys(value).every((name) => {
    const isOwn =
      (isSecret && (!isAbout || isHeldThere(name, value[name]))) ||
      named.includes(name) ||
      isSecretName(reader, name)
    return read(reader, value[name], isOwn, depth + 1)
  })
}

const NONE_NAMED: readonly string[] = []

/** The members that hold a credential by the name that stands beside them. */
function namedIn(value: Arguments, budget: Budget): readonly string[] {
  return spend(budget, PER_OBJECT) ? membersNamed(value) : NONE_NAMED
}

/** Looks for all classes at once; false when there is too much to look at. */
function read(reader: Reader, value: unknown, isSecret: boolean, depth: number): boolean {
  if (depth > DEPTH_MAX || !spend(reader.budget, PER_VALUE)) return false
  if (typeof value === 'string') {
    if (isSecret && !isHarmless(value)) readSecret(reader)
    readText(reader, value)
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    if (isSecret) readSecret(reader)
    readNumber(reader, value)
  } else if (Array.isArray(value))
    return value.every((item, at) => {
      const isOwn = isSecret || (reader.seesNames && isItemNamed(value, at))
      return read(reader, item, isOwn, depth + 1)
    })
  else if (isObject(value)) return readMembers(reader, value, isSecret, depth)
  return true
}

/** The members that pointers lead through, as one tree; `ends` where one leads to. */
type Tree = { ends: boolean; readonly members: Map<string, Tree> }

function treeOf(parts: readonly string[]): Tree {
  const root: Tree = { ends: false, members: new Map() }
  for (const part of parts) {
    let at = root
    for (const step of isClass(part) ? [] : stepsOf(part)) {
      const next = at.members.get(step) ?? { ends: false, members: new Map() }
      at.members.set(step, next)
      at = next
    }
    if (at !== root) at.ends = true
  }
  return root
}

function held(value: unknown, name: string): boolean {
  return isObject(value) && Object.hasOwn(value, name) && !(Array.isArray(value) && name === 'length')
}

/** Whether any pointer leads to something that is not taken out yet. */
function leadsSomewhere(value: unknown, { members }: Tree): boolean {
  for (const [name, next] of members) {
    if (!held(value, name)) continue
    const inner = (value as Arguments)[name]
    if (next.ends ? inner !== REDACTED_VALUE : leadsSomewhere(inner, next)) return true
  }
  return false
}

type Writer = {
  readonly budget: Budget
  readonly findings: Findings | undefined
  readonly secretNames: ReadonlyMap<string, boolean>
}

const PER_WRITTEN = 8

function writeLeaf({ findings }: Writer, value: unknown, isSecret: boolean): unknown {
  if (findings === undefined) return value
  if (typeof value === 'string') {
    if (isSecret) return isHarmless(value) ? value : REDACTED.secrets
    return findings.texts.get(value) ?? value
  }
  if (typeof value !== 'number' && typeof value !== 'bigint') return value
  if (isSecret) return REDACTED.secrets
  return findings.classes.includes('pii') && isCardNumber(value) ? REDACTED.pii : value
}

function seesNamesOf({ findings }: Writer): boolean {
  return findings?.classes.includes('secrets') === true
}

function writeMembers(writer: Writer, value: Arguments, isSecret: boolean, tree: Tree | undefined): unknown {
  const seesNames = seesNamesOf(writer)
  const named = seesNames ? membersNamed(value) : NONE_NAMED
  const isAbout = isSecret && isAboutCredential(value)
  let isChanged = false
  const members = Object.keys(value).map((name): [string, unknown] => {
    const isOwnSecret =
      (isSecret && (!isAbout || isHeldThere(name, value[name]))) ||
      named.includes(name) ||
      (seesNames && writer.secretNames.get(name) === true)
    const own = write(writer, value[name], isOwnSecret, tree?.members.get(name))
    isChanged ||= own !== value[name]
    return [name, own]
  })
  return isChanged ? Object.fromEntries(members) : value
}

function write(writer: Writer, value: unknown, isSecret: boolean, tree: Tree | undefined): unknown {
  if (tree?.ends === true) return REDACTED_VALUE
  // Where nothing is found and nothing named there is nothing to write, and beyond the budget nothing that counts.
  if (writer.findings === undefined && tree === undefined) return value
  if (!spend(writer.budget, PER_WRITTEN)) return value
  if (Array.isArray(value)) {
    const seesNames = seesNamesOf(writer)
    const items = value.map((item, at) => {
      const isOwn = isSecret || (seesNames && isItemNamed(value, at))
      return write(writer, item, isOwn, tree?.members.get(String(at)))
    })
    return items.some((item, at) => item !== value[at]) ? items : value
  }
  return isObject(value) ? writeMembers(writer, value, isSecret, tree) : writeLeaf(writer, value, isSecret)
}

function keyOf(classes: readonly SanitizeClass[]): string {
  return classes.join(' ')
}

function classesOf(parts: readonly string[]): SanitizeClass[] {
  return CLASSES.filter((kind) => parts.includes(kind))
}

type List = readonly string[]

/** Every union of some of the lists, those of one list first; no more than so many. */
function unionsOf(lists: readonly List[], most = Number.POSITIVE_INFINITY): readonly List[] {
  const unions: List[] = []
  for (const list of lists) unions.push(...unions.map((known) => [...known, ...list]).slice(0, most), list)
  return [...lists, ...unions.filter((union) => !lists.includes(union))].slice(0, most)
}

/** What classes that are named together find, for those that are not read for yet. */
function findingsFor(lists: readonly List[], known: ReadonlyMap<string, Findings>): Findings[] {
  const added = new Map<string, Findings>()
  for (const union of classUnionsOf(lists)) {
    const key = keyOf(union)
    if (!known.has(key)) added.set(key, { classes: union, texts: new Map(), isAny: false })
  }
  return [...added.values()]
}

/** There are few classes, so however many lists there are, their unions are few. */
function classUnionsOf(lists: readonly List[]): SanitizeClass[][] {
  const named = new Map(lists.map(classesOf).map((classes) => [keyOf(classes), classes]))
  return unionsOf([...named.values()])
    .map(classesOf)
    .filter((classes) => classes.length > 0)
}

type State = {
  readonly given: Arguments
  readonly budget: Budget
  /** What is looked for besides: what any of the policy sets looks for that were read for. */
  patterns: Patterns
  /** What was left before more patterns came. */
  readonly retired: Left[]
  readonly lists: List[]
  readonly findings: Map<string, Findings>
  readonly secretNames: Map<string, boolean>
  /** Whether a pointer leads to anything. */
  readonly leads: Map<string, boolean>
  /** What is left, by the parts that were named and by those of them that find something. */
  readonly left: { readonly byNamed: Map<string, Left>; readonly byFound: Map<string, Left> }
  isImpossible: boolean
}

type Left = Arguments | 'impossible'

function stateOf(given: Arguments, budget: Budget): State {
  return {
    given,
    budget,
    patterns: NO_PATTERNS,
    retired: [],
    lists: [],
    findings: new Map(),
    secretNames: new Map(),
    leads: new Map(),
    left: { byNamed: new Map(), byFound: new Map() },
    isImpossible: false,
  }
}

/** So many redactions are made on arrival: of each list alone, then of several together. Others when they are asked for. */
const MADE_EARLY = 16

/** The redactions of arguments that are not read yet. */
export function redactionsOf(given: Arguments, budget: Budget): Redactions {
  const state = stateOf(given, budget)
  return {
    without: (parts) => without(state, parts),
    made: () =>
      [...state.retired, ...state.left.byFound.values()].flatMap((left) =>
        left === 'impossible' || left === given ? [] : [left],
      ),
    readFor(lists, patterns) {
      if (patterns !== undefined) addPatterns(state, patterns)
      readClasses(state, lists)
      for (const union of unionsOf(state.lists, MADE_EARLY)) without(state, union)
    },
  }
}

/** Looks for more patterns besides; what was found without them does not count any more. */
function addPatterns(state: State, { compiled }: Patterns): void {
  const known = new Set(state.patterns.compiled.map(patternKey))
  const added = compiled.filter((pattern) => !known.has(patternKey(pattern)))
  if (added.length === 0) return
  const { byNamed, byFound } = state.left
  state.patterns = { compiled: [...state.patterns.compiled, ...added] }
  state.retired.push(...byFound.values())
  state.findings.clear()
  byNamed.clear()
  byFound.clear()
}

function patternKey({ kind, matcher }: Patterns['compiled'][number]): string {
  return `${kind} ${matcher.pattern()}`
}

function kept<T>(known: Map<string, T>, key: string, make: () => T): T {
  const before = known.get(key)
  if (before !== undefined) return before
  const made = make()
  known.set(key, made)
  return made
}

function without(state: State, parts: List): Left {
  const named = [...new Set(parts)].sort()
  return kept(state.left.byNamed, named.join(' '), () => {
    const found = foundIn(state, named)
    return kept(state.left.byFound, JSON.stringify(found), () => apply(state, found))
  })
}

/** Looks for the classes that the lists name, alone and with those known before. */
function readClasses(state: State, lists: readonly List[]): void {
  const { budget, patterns, secretNames } = state
  state.lists.push(...lists.filter((list) => !state.lists.includes(list)))
  const findings = findingsFor(state.lists, state.findings)
  if (findings.length === 0) return
  const seesNames = findings.some(({ classes }) => classes.includes('secrets'))
  const reader: Reader = { budget, patterns, findings, seesNames, secretNames, seen: new Set() }
  if (!read(reader, state.given, false, 0) || isExceeded(budget)) state.isImpossible = true
  for (const found of findings) state.findings.set(keyOf(found.classes), found)
}

type Found = { readonly classes: readonly SanitizeClass[]; readonly pointers: readonly string[] }

const PER_POINTER = 40

function leads({ given, budget, leads: known }: State, pointer: string): boolean {
  return kept(known, pointer, () => spend(budget, PER_POINTER) && leadsSomewhere(given, treeOf([pointer])))
}

/** Of some parts the classes, and those pointers that lead to something. */
function foundIn(state: State, parts: List): Found {
  return { classes: classesOf(parts), pointers: parts.filter((part) => !isClass(part) && leads(state, part)) }
}

function apply(state: State, { classes, pointers }: Found): Left {
  const { given, budget, secretNames } = state
  const found = state.findings.get(keyOf(classes))
  const isUnread = classes.length > 0 && found === undefined
  if (state.isImpossible || isUnread || isExceeded(budget)) return 'impossible'
  if (found?.isAny !== true && pointers.length === 0) return given
  const findings = found?.isAny === true ? found : undefined
  const left = write({ budget, findings, secretNames }, given, false, treeOf(pointers)) as Arguments
  return isExceeded(budget) ? 'impossible' : left
}

/** Arguments without what classes and JSON pointers name; see `Redactions.without`. */
export function redact(
  parts: readonly string[],
  given: Arguments,
  budget: Budget = createBudget(),
  patterns: Patterns = NO_PATTERNS,
): Arguments | 'impossible' {
  const redactions = redactionsOf(given, budget)
  redactions.readFor([parts], patterns)
  return redactions.without(parts)
}
