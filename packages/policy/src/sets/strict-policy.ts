// Rewrites a policy so that the names it forbids or excludes count in any capitals and as tool or action.
import { isObject } from '../evaluate/data.ts'
import { CompileError } from '../evaluate/failure.ts'
import { flatten } from '../evaluate/logic.ts'
import { byAnyName, either, hasName, type Sought } from './strict-comparisons.ts'

/** Which way an expression may change: to hold for more calls, or for fewer. */
type Way = 'wider' | 'narrower'

const OTHER: Readonly<Record<Way, Way>> = { wider: 'narrower', narrower: 'wider' }

function not(arg: unknown): unknown {
  return { '!': { arg } }
}

function chained(operator: '&&' | '||', args: unknown, way: Way, sought: Sought): unknown {
  const parts = flatten(operator, args)
  const read = parts.map((part) => strictly(part, way, sought))
  if (read.every((part, at) => part === parts[at])) return undefined
  return read.reduce((left, right) => ({ [operator]: { left, right } }))
}

// The condition of a choice is read both ways, so each that is inside another doubles what is to be compiled.
const TESTS = 4

/** The condition of a choice, wider and narrower. */
function testOf(test: unknown, sought: Sought): readonly [unknown, unknown] {
  if (sought.tests < TESTS) {
    sought.tests += 1
    const both = [strictly(test, 'wider', sought), strictly(test, 'narrower', sought)] as const
    sought.tests -= 1
    return both
  }
  if (hasName(test)) throw new CompileError(`names in an \`if\` that is the condition of ${TESTS} others`)
  return [test, test]
}

function choice(args: unknown, way: Way, sought: Sought): unknown {
  if (!isObject(args)) return undefined
  const { if: test, then: yes, else: no } = args
  const [a, b] = [strictly(yes, way, sought), strictly(no, way, sought)]
  const [wide, narrow] = testOf(test, sought)
  if (a === yes && b === no && wide === test && narrow === test) return undefined
  return way === 'wider'
    ? either({ '&&': { left: wide, right: a } }, { '&&': { left: not(narrow), right: b } })
    : { '&&': { left: either(not(wide), a), right: either(narrow, b) } }
}

function negated(arg: unknown, way: Way, sought: Sought): unknown {
  const read = strictly(arg, OTHER[way], sought)
  return read === arg ? undefined : not(read)
}

function rewritten(operator: string, args: unknown, way: Way, sought: Sought): unknown {
  if (operator === '&&' || operator === '||') return chained(operator, args, way, sought)
  if (operator === 'if-then-else') return choice(args, way, sought)
  if (operator === '!') return negated(isObject(args) ? args.arg : undefined, way, sought)
  if (operator === '!=') return negated({ '==': args }, way, sought)
  return undefined
}

/** An expression that holds for more calls, or for fewer; itself where no name in it matters. */
function strictly(est: unknown, way: Way, sought: Sought): unknown {
  const [operator, ...more] = isObject(est) ? Object.keys(est) : []
  if (!isObject(est) || operator === undefined || more.length > 0) return est
  const args = est[operator]
  const inner = rewritten(operator, args, way, sought)
  if (inner !== undefined) return inner
  const also = way === 'wider' ? byAnyName(operator, args, sought) : undefined
  return also === undefined ? est : either(est, also)
}

function entityOf(entity: unknown): unknown {
  return { Value: { __entity: entity } }
}

/** The head of a forbid on the resource, as a condition. */
function headOf(resource: unknown): unknown {
  if (!isObject(resource)) return undefined
  const left = { Var: 'resource' }
  if (resource.op === '==') return { '==': { left, right: entityOf(resource.entity) } }
  if (resource.op === 'is')
    return isObject(resource.in)
      ? { is: { left, entity_type: resource.entity_type, in: entityOf(resource.in.entity) } }
      : undefined
  if (resource.op !== 'in') return undefined
  return Array.isArray(resource.entities)
    ? { in: { left, right: { Set: resource.entities.map(entityOf) } } }
    : { in: { left, right: entityOf(resource.entity) } }
}

function clauseOf(clause: unknown, way: Way, sought: Sought): unknown {
  if (!isObject(clause)) return clause
  const body = strictly(clause.body, clause.kind === 'unless' ? OTHER[way] : way, sought)
  return body === clause.body ? clause : { ...clause, body }
}

/**
 * A policy in Cedar's JSON form that is stricter on names: a forbid that holds for more calls, or a permit that holds
 * for fewer; undefined where no other spelling of a name could matter to it.
 */
export function strictPolicy(policy: unknown, sought: Sought): unknown {
  if (!isObject(policy)) return undefined
  const way = policy.effect === 'forbid' ? 'wider' : 'narrower'
  const clauses: readonly unknown[] = Array.isArray(policy.conditions) ? policy.conditions : []
  const conditions = clauses.map((clause) => clauseOf(clause, way, sought))
  const head = way === 'wider' ? headOf(policy.resource) : undefined
  const body = strictly(head, way, sought)
  if (body !== head)
    return { ...policy, resource: { op: 'All' }, conditions: [{ kind: 'when', body }, ...conditions] }
  return conditions.every((clause, at) => clause === clauses[at]) ? undefined : { ...policy, conditions }
}
