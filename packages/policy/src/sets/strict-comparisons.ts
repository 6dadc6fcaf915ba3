// Widens a comparison of a tool's or action's name: any of the call's names counts, in any capitals.
import { isObject } from '../evaluate/data.ts'
import { foldedName } from '../tools/names.ts'
import { objectsIn } from './objects.ts'

/** What the widened comparisons look for, so that most calls need not be asked about them. */
export type Sought = {
  /** The names as they are written. */
  readonly texts: Set<string>
  /** The patterns of `like`, as Cedar's JSON form has them. */
  readonly patterns: (readonly unknown[])[]
  /** Whether a name is compared with something that only the request holds, such as the roles of an agent. */
  isOpen: boolean
  /** In how many conditions of choices the expression lies that is being read. */
  tests: number
}

/** The member of the context that widened comparisons read; no policy of an author can. */
export const CALLED = 'called'

function called(attr: 'names' | 'tool' | 'action'): unknown {
  return { '.': { left: { '.': { left: { Var: 'context' }, attr: CALLED } }, attr } }
}

/** `a || b` */
export function either(left: unknown, right: unknown): unknown {
  return { '||': { left, right } }
}

function isName(est: unknown): boolean {
  if (!isObject(est)) return false
  if (est.Var === 'resource') return true
  const access = est['.']
  return (
    isObject(access) &&
    (access.attr === 'tool' || access.attr === 'action') &&
    isObject(access.left) &&
    access.left.Var === 'context'
  )
}

/** A literal holds no names, and `resource.risk` is none. */
function mayHoldName(est: Readonly<Record<string, unknown>>): boolean {
  const access = est['.']
  const isOfResource = isObject(access) && isObject(access.left) && access.left.Var === 'resource'
  return !('Value' in est || isOfResource)
}

/** Whether an expression has a name of the call in it. */
export function hasName(est: unknown): boolean {
  for (const part of objectsIn(est, mayHoldName)) if (isName(part)) return true
  return false
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const entity = isObject(value) ? value.__entity : undefined
  return isObject(entity) && entity.type === 'Tool' && typeof entity.id === 'string' ? entity.id : undefined
}

/** What names are compared with, in lower case and with the names of tools for the tools. */
function folded(est: unknown, sought: Sought): unknown {
  if (!isObject(est)) return est
  if ('Value' in est) {
    const text = textOf(est.Value)
    if (text === undefined) return est
    sought.texts.add(text)
    return { Value: foldedName(text) }
  }
  if (Array.isArray(est.Set)) return { Set: est.Set.map((item: unknown) => folded(item, sought)) }
  const choice = est['if-then-else']
  if (isObject(choice)) {
    const parts = Object.entries(choice)
    return {
      'if-then-else': Object.fromEntries(
        parts.map(([name, part]) => [name, name === 'if' ? part : folded(part, sought)]),
      ),
    }
  }
  sought.isOpen = true
  return est
}

type Method = 'contains' | 'containsAny' | 'containsAll'

function namesTest(method: Method, other: unknown, sought: Sought): unknown {
  return hasName(other) ? undefined : { [method]: { left: called('names'), right: folded(other, sought) } }
}

function namesIn(set: unknown, which: 'some' | 'every'): boolean {
  const items: unknown = isObject(set) ? set.Set : undefined
  return Array.isArray(items) && items.length > 0 && items[which](isName)
}

function isSet(est: unknown): boolean {
  return isObject(est) && Array.isArray(est.Set)
}

/** A pattern of `like` in lower case. */
export function foldedPattern(pattern: readonly unknown[]): unknown[] {
  return pattern.map((part) =>
    isObject(part) && typeof part.Literal === 'string' ? { Literal: foldedName(part.Literal) } : part,
  )
}

function likeNames(pattern: unknown, sought: Sought): unknown {
  if (!Array.isArray(pattern)) return undefined
  sought.patterns.push(pattern)
  const any = foldedPattern(pattern)
  return either(
    { like: { left: called('tool'), pattern: any } },
    { like: { left: called('action'), pattern: any } },
  )
}

type Sides = { readonly left: unknown; readonly right: unknown }

function equalsName({ left, right }: Sides, sought: Sought): unknown {
  if (isName(left)) return namesTest('contains', right, sought)
  return isName(right) ? namesTest('contains', left, sought) : undefined
}

function containsName({ left, right }: Sides, sought: Sought): unknown {
  if (isName(right)) return namesTest('containsAny', left, sought)
  return namesIn(left, 'some') ? namesTest('contains', right, sought) : undefined
}

function containsAnyName({ left, right }: Sides, sought: Sought): unknown {
  if (namesIn(left, 'some')) return namesTest('containsAny', right, sought)
  return namesIn(right, 'some') ? namesTest('containsAny', left, sought) : undefined
}

function containsAllNames({ left, right }: Sides, sought: Sought): unknown {
  if (namesIn(right, 'every')) return namesTest('containsAny', left, sought)
  return namesIn(left, 'some') ? namesTest('containsAll', right, sought) : undefined
}

function isInName(entity: unknown, among: unknown, sought: Sought): unknown {
  return isName(entity) ? namesTest(isSet(among) ? 'containsAny' : 'contains', among, sought) : undefined
}

/** What else makes a comparison true: another name of the call, or the same in other capitals; undefined for others. */
export function byAnyName(operator: string, args: unknown, sought: Sought): unknown {
  if (!isObject(args)) return undefined
  const sides = { left: args.left, right: args.right }
  if (operator === '==') return equalsName(sides, sought)
  if (operator === 'contains') return containsName(sides, sought)
  if (operator === 'containsAny') return containsAnyName(sides, sought)
  if (operator === 'containsAll') return containsAllNames(sides, sought)
  if (operator === 'in') return isInName(args.left, args.right, sought)
  if (operator === 'is' && 'in' in args) return isInName(args.left, args.in, sought)
  return operator === 'like' && isName(args.left) ? likeNames(args.pattern, sought) : undefined
}
