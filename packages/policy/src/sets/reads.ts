// Finds which top-level members of the context a set of policies reads.
import { isObject } from '../evaluate/data.ts'

const CONTEXT = 'context'

function isContext(est: unknown): boolean {
  return isObject(est) && est.Var === CONTEXT
}

function firstName(attr: unknown): unknown {
  return Array.isArray(attr) ? attr[0] : attr
}

/** The member of the context that an expression reads, when that is what it does. */
function memberOf(operator: string, args: unknown): string | undefined {
  if ((operator !== '.' && operator !== 'has') || !isObject(args) || !isContext(args.left)) return undefined
  const name = firstName(args.attr)
  return typeof name === 'string' ? name : undefined
}

function partsOf(args: unknown): readonly unknown[] {
  if (Array.isArray(args)) return args
  return isObject(args) ? Object.values(args).filter(isObject) : []
}

/** Which top-level members of the context an expression reads; undefined stands for all of them. */
function contextReads(expression: unknown): ReadonlySet<string> | undefined {
  const members = new Set<string>()
  const left = [expression]
  for (let est = left.pop(); est !== undefined; est = left.pop()) {
    const [entry] = isObject(est) ? Object.entries(est) : []
    if (entry === undefined) continue
    const [operator, args] = entry
    if (operator === 'Value') continue
    if (operator === 'Var' && args === CONTEXT) return undefined
    const member = memberOf(operator, args)
    if (member === undefined) left.push(...partsOf(args))
    else members.add(member)
  }
  return members
}

function bodiesOf(policy: unknown): readonly unknown[] {
  return isObject(policy) && Array.isArray(policy.conditions)
    ? policy.conditions.map((clause) => (isObject(clause) ? clause.body : undefined))
    : []
}

/** Which top-level members of the context some policies in Cedar's JSON form read. */
export function readsOf(policies: readonly unknown[]): { has(member: string): boolean } {
  const members = new Set<string>()
  for (const body of policies.flatMap(bodiesOf)) {
    const own = contextReads(body)
    if (own === undefined) return { has: () => true }
    for (const member of own) members.add(member)
  }
  return members
}
