// Arguments without what `@sanitize` names, read once on arrival and copied where they change.
import { type Budget, createBudget, isExceeded, spend } from '../model/budget.ts'
import { isCard } from './digits.ts'
import { CLASSES, isClass, type SanitizeClass, stepsOf } from './parts.ts'
import { namesSecret } from './secrets.ts'
import { REDACTED, redactText } from './text.ts'

/** What stands in the place of what a JSON pointer names. */
export const REDACTED_VALUE = '[redacted]'

/** What can be redacted: the arguments of a call. */
export type Arguments = Readonly<Record<string, unknown>>

/** What is left of some arguments, by the parts that are taken out of them. */
export type Redactions = {
  /** The same object when the parts name nothing in it, and `impossible` when there was too much to look at. */
  without(parts: readonly string[]): Arguments | 'impossible'
}

const DEPTH_MAX = 100
const PER_VALUE = 5
const PER_NAME = 80

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
    const left = redactText(text, found.classes, reader.budget)
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

/** Looks for all classes at once; false when there is too much to look at. */
function read(reader: Reader, value: unknown, isSecret: boolean, depth: number): boolean {
  if (depth > DEPTH_MAX || !spend(reader.budget, PER_VALUE)) return false
  if (typeof value === 'string') {
    if (isSecret && !isHarmless(value)) readSecret(reader)
    readText(reader, value)
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    if (isSecret) readSecret(reader)
    readNumber(reader, value)
  } else if (Array.isArray(value)) return value.every((item) => read(reader, item, isSecret, depth + 1))
  else if (isObject(value))
    return Object.keys(value).every((name) =>
      read(reader, value[name], isSecret || isSecretName(reader, name), depth + 1),
    )
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
  readonly findings: Findings | undefined
  readonly secretNames: ReadonlyMap<string, boolean>
}

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

function writeMembers(writer: Writer, value: Arguments, isSecret: boolean, tree: Tree | undefined): unknown {
  const seesNames = writer.findings?.classes.includes('secrets') === true
  let isChanged = false
  const members = Object.keys(value).map((name): [string, unknown] => {
    const isOwnSecret = isSecret || (seesNames && writer.secretNames.get(name) === true)
    const own = write(writer, value[name], isOwnSecret, tree?.members.get(name))
    isChanged ||= own !== value[name]
    return [name, own]
  })
  return isChanged ? Object.fromEntries(members) : value
}

function write(writer: Writer, value: unknown, isSecret: boolean, tree: Tree | undefined): unknown {
  if (tree?.ends === true) return REDACTED_VALUE
  if (Array.isArray(value)) {
    const items = value.map((item, at) => write(writer, item, isSecret, tree?.members.get(String(at))))
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

/** Every set of classes that some of the lists name together. */
function unionsOf(lists: readonly (readonly string[])[]): Findings[] {
  const unions = new Map<string, SanitizeClass[]>()
  for (const list of lists)
    for (const parts of [list, ...Array.from(unions.values(), (known) => [...known, ...list])]) {
      const classes = classesOf(parts)
      if (classes.length > 0) unions.set(keyOf(classes), classes)
    }
  return Array.from(unions.values(), (classes) => ({ classes, texts: new Map(), isAny: false }))
}

const IMPOSSIBLE: Redactions = { without: () => 'impossible' }

/**
 * Reads arguments for lists of parts: what any of them names, alone or together, can be taken out afterwards without
 * reading again.
 */
export function readRedactions(
  lists: readonly (readonly string[])[],
  given: Arguments,
  budget: Budget,
): Redactions {
  const findings = unionsOf(lists)
  const seesNames = findings.some(({ classes }) => classes.includes('secrets'))
  const reader: Reader = { budget, findings, seesNames, secretNames: new Map(), seen: new Set() }
  if (findings.length > 0 && !(read(reader, given, false, 0) && !isExceeded(budget))) return IMPOSSIBLE
  const made = new Map<string, Arguments | 'impossible'>()
  return {
    without(parts) {
      const key = JSON.stringify(parts)
      const kept = made.get(key) ?? apply(reader, parts, given)
      made.set(key, kept)
      return kept
    },
  }
}

function apply({ findings, secretNames }: Reader, parts: readonly string[], given: Arguments) {
  const classes = classesOf(parts)
  const found = findings.find((one) => keyOf(one.classes) === keyOf(classes))
  if (classes.length > 0 && found === undefined) return 'impossible'
  const tree = treeOf(parts)
  if (found?.isAny !== true && !leadsSomewhere(given, tree)) return given
  return write({ findings: found, secretNames }, given, false, tree) as Arguments
}

/** Arguments without what classes and JSON pointers name; see `Redactions.without`. */
export function redact(
  parts: readonly string[],
  given: Arguments,
  budget: Budget = createBudget(),
): Arguments | 'impossible' {
  return readRedactions([parts], given, budget).without(parts)
}
