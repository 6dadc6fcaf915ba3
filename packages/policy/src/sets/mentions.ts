// The names that policies mention, so that a forbid also meets a call that spells them in other capitals.

import { isObject } from '../evaluate/data.ts'
import { CompileError } from '../evaluate/failure.ts'
import { foldedName } from '../tools/names.ts'

/** Spellings by folded name. */
export type Spellings = ReadonlyMap<string, readonly string[]>

/** What policies compare names with. */
export type Mentions = {
  /** The names of tools, as entities or beside `context.tool`. */
  readonly tools: Spellings
  /** All texts that may be names, those of tools as well. */
  readonly texts: Spellings
  /** Whether a pattern is held against the name of a tool or action. */
  readonly matchesPatterns: boolean
}

const NAME_CHARACTERS = 128
const NAMES = new Set(['tool', 'action'])

function isNameOfContext(est: unknown, names: ReadonlySet<string>): boolean {
  const access = isObject(est) ? est['.'] : undefined
  if (!isObject(access) || typeof access.attr !== 'string' || !names.has(access.attr)) return false
  return isObject(access.left) && access.left.Var === 'context'
}

const TOOL = new Set(['tool'])

function textsIn(est: unknown): string[] {
  const texts: string[] = []
  const left = [est]
  while (left.length > 0) {
    const part = left.pop()
    if (Array.isArray(part)) for (const item of part) left.push(item)
    if (!isObject(part)) continue
    if (typeof part.Value === 'string') texts.push(part.Value)
    else for (const name in part) left.push(part[name])
  }
  return texts
}

type Draft = { tools: Set<string>; texts: Set<string>; matchesPatterns: boolean }

function readEntity(part: Readonly<Record<string, unknown>>, draft: Draft): void {
  if (part.type === 'Tool' && typeof part.id === 'string') draft.tools.add(part.id)
}

/** What an operator compares with the name of the tool or the action. */
function readOperator(name: string, args: unknown, draft: Draft): void {
  if (name === 'Value' && typeof args === 'string') draft.texts.add(args)
  if (!isObject(args)) return
  const sides = [args.left, args.right]
  if (name === 'like' && isNameOfContext(args.left, NAMES)) draft.matchesPatterns = true
  if (sides.some((side) => isNameOfContext(side, TOOL)))
    for (const text of sides.flatMap(textsIn)) draft.tools.add(text)
}

// Each is a label more under which a call in other capitals is judged.
const SPELLINGS = 8

function spellingsOf(names: Iterable<string>): Spellings {
  const spellings = new Map<string, string[]>()
  for (const name of names) {
    if (name === '' || name.length > NAME_CHARACTERS) continue
    const folded = foldedName(name)
    const same = spellings.get(folded) ?? []
    if (same.length >= SPELLINGS)
      throw new CompileError(`more than ${SPELLINGS} names differ from \`${folded}\` by capitals alone`)
    spellings.set(folded, [...same, name])
  }
  return spellings
}

/** Every object in a value. */
function* objectsIn(value: unknown): Iterable<Readonly<Record<string, unknown>>> {
  const left: unknown[] = [value]
  while (left.length > 0) {
    const part = left.pop()
    if (Array.isArray(part)) for (const item of part) left.push(item)
    if (!isObject(part)) continue
    yield part
    for (const name in part) left.push(part[name])
  }
}

/** The ids of the actions that policies in Cedar's JSON form name. */
export function actionsNamed(policies: readonly unknown[]): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const { type, id } of objectsIn(policies)) if (type === 'Action' && typeof id === 'string') ids.add(id)
  return ids
}

/** The names that policies in Cedar's JSON form mention, heads included; throws `CompileError`. */
export function mentionsOf(policies: readonly unknown[]): Mentions {
  const draft: Draft = { tools: new Set(), texts: new Set(), matchesPatterns: false }
  for (const part of objectsIn(policies)) {
    readEntity(part, draft)
    for (const name in part) readOperator(name, part[name], draft)
  }
  return {
    tools: spellingsOf(draft.tools),
    texts: spellingsOf([...draft.texts, ...draft.tools]),
    matchesPatterns: draft.matchesPatterns,
  }
}
