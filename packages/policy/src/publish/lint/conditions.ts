// Lint rules on heads and conditions: contradictions, permits too wide, and unknown tools.
import { allOf, type Expression, joined, operand, pathOf } from '../expression.ts'
import { comparisonOf, patternsIn } from './comparisons.ts'
import { type Finding, type Linted, quoted, type Rule } from './rule.ts'

function conjunctsOf({ json }: Linted): Expression[] {
  return json.conditions.flatMap(({ kind, body }) => (kind === 'when' ? joined(body, '&&') : []))
}

function excludedBy({ json }: Linted): Expression[] {
  return json.conditions.flatMap(({ kind, body }) => (kind === 'unless' ? joined(body, '||') : []))
}

function contradiction(what: string, near?: string): Finding {
  return {
    code: 'lint.contradiction',
    message: `this is never true: ${what}; split it into two policies, or correct it`,
    ...(near !== undefined && { near }),
  }
}

/** One member that has to equal two things at once. */
function twoValues(conjuncts: readonly Expression[]): Finding[] {
  const wanted = new Map<string, string | number>()
  return conjuncts.flatMap((conjunct) => {
    const comparison = comparisonOf(conjunct)
    const value = Object.hasOwn(conjunct, '==') ? comparison?.values[0] : undefined
    if (comparison === undefined || value === undefined) return []
    const before = wanted.get(comparison.path)
    wanted.set(comparison.path, value)
    return before === undefined || before === value
      ? []
      : [
          contradiction(
            `${comparison.path} would have to be ${quoted(before)} and ${quoted(value)}`,
            quoted(value),
          ),
        ]
  })
}

/** The least and greatest whole number that an order with a literal leaves. */
function boundsOf(op: string, value: number): readonly [number, number] {
  if (op === '<') return [Number.NEGATIVE_INFINITY, value - 1]
  if (op === '<=') return [Number.NEGATIVE_INFINITY, value]
  if (op === '>') return [value + 1, Number.POSITIVE_INFINITY]
  if (op === '>=') return [value, Number.POSITIVE_INFINITY]
  return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
}

/** Such as `hour >= 18 && hour < 6`. */
function emptyRange(conjuncts: readonly Expression[]): Finding[] {
  const ranges = new Map<string, readonly [number, number]>()
  return conjuncts.flatMap((conjunct) => {
    const comparison = comparisonOf(conjunct)
    const [value] = comparison?.values ?? []
    if (comparison === undefined || typeof value !== 'number') return []
    const [least, greatest] = ranges.get(comparison.path) ?? boundsOf('', 0)
    const [from, to] = boundsOf(comparison.op, value)
    const next = [Math.max(least, from), Math.min(greatest, to)] as const
    ranges.set(comparison.path, next)
    return next[0] > next[1] && least <= greatest
      ? [
          contradiction(
            `no ${comparison.path} is in both ranges at once; use \`||\` for hours around midnight`,
            String(value),
          ),
        ]
      : []
  })
}

/** Something that has to hold and must not hold. */
function bothWays(conjuncts: readonly Expression[], excluded: readonly Expression[]): Finding[] {
  const wanted = new Set(conjuncts.map((conjunct) => JSON.stringify(conjunct)))
  const refused = [
    ...excluded,
    ...conjuncts.flatMap((conjunct) =>
      Object.hasOwn(conjunct, '!') ? (operand(conjunct, 'arg') ?? []) : [],
    ),
  ]
  return refused.some((expression) => wanted.has(JSON.stringify(expression)))
    ? [contradiction('a condition is asked for and excluded at once')]
    : []
}

/** Conditions that exclude each other, so that the policy never matches. */
export const contradictions: Rule = (policy) => {
  const conjuncts = conjunctsOf(policy)
  return [
    ...twoValues(conjuncts),
    ...emptyRange(conjuncts),
    ...bothWays(conjuncts, excludedBy(policy)),
  ].slice(0, 1)
}

function reads({ json }: Linted, path: string): boolean {
  return json.conditions.some(({ body }) =>
    allOf(body).some((part) => {
      if (pathOf(part) === path) return true
      const attr: unknown = Object(part.has).attr
      const [name] = Array.isArray(attr) ? attr : [attr]
      return name !== undefined && `${pathOf(operand(part, 'left'))}.${name}` === path
    }),
  )
}

/** A permit that wants something declared: nothing declared makes a verdict laxer, so it cannot help. */
export const permitOnDeclared: Rule = (policy) =>
  policy.json.effect === 'permit' && reads(policy, 'context.declared')
    ? [
        {
          code: 'lint.permit_on_declared',
          message:
            'this permit rests on what the agent says of itself, and nothing declared makes a verdict laxer: it permits nothing that is not permitted without; rest it on facts, or turn it into a forbid',
          near: 'declared',
        },
      ]
    : []

/** An annotation about approvals on a policy that has nothing to do with approvals. */
export const approversUnused: Rule = (policy) => {
  const annotations = policy.json.annotations ?? {}
  const name = ['approvers', 'ttl', 'grant', 'escalate'].find((known) => annotations[known] !== undefined)
  if (name === undefined || reads(policy, 'context.approved')) return []
  return [
    {
      code: 'lint.approvers_unused',
      message: `@${name} has an effect only on a policy that waits for an approval, and this one does not read context.approved; add \`${policy.json.effect === 'permit' ? 'when' : 'unless'} { context.approved }\`, or remove @${name}`,
      near: `@${name}`,
    },
  ]
}

function isOpen({ op, entity }: Linted['json']['action']): boolean {
  return op === 'All' || (entity?.type === 'Action' && entity.id === 'call')
}

function alwaysTrue(policy: Linted): boolean {
  return policy.json.conditions.every(({ kind, body }) => literalTruth(body) === (kind === 'when'))
}

/** What an expression always is, as far as its form tells. */
function literalTruth(body: Expression): boolean | undefined {
  if (typeof body.Value === 'boolean') return body.Value
  if (Object.hasOwn(body, 'like') && isAnyText(patternsIn(body)[0]?.pieces ?? [])) return true
  const negated = operand(body, 'arg')
  if (Object.hasOwn(body, '!') && negated !== undefined) {
    const truth = literalTruth(negated)
    return truth === undefined ? undefined : !truth
  }
  if (Object.hasOwn(body, '||')) return truthOfBoth(body, true)
  return Object.hasOwn(body, '&&') ? truthOfBoth(body, false) : undefined
}

/** One side of `||` that is true decides, and one of `&&` that is false. */
function truthOfBoth(body: Expression, deciding: boolean): boolean | undefined {
  const sides = [operand(body, 'left'), operand(body, 'right')]
  const truths = sides.map((side) => (side === undefined ? undefined : literalTruth(side)))
  if (truths.includes(deciding)) return deciding
  return truths.includes(undefined) ? undefined : !deciding
}

function isAnyText(pieces: readonly (string | undefined)[]): boolean {
  return pieces.length > 0 && pieces.every((piece) => piece === undefined)
}

/** A permit of everything to everybody. */
export const permitsAll: Rule = (policy) => {
  const { effect, principal, action, resource } = policy.json
  if (effect !== 'permit' || !isOpen(action) || !alwaysTrue(policy)) return []
  const isEverybody = principal.op === 'All' || (principal.op === 'is' && principal.entity_type === 'Agent')
  const isEverything = resource.op === 'All' || (resource.op === 'is' && resource.entity_type === 'Tool')
  if (!isEverybody || !isEverything) return []
  return [
    {
      code: 'lint.permits_everything',
      message: 'this permits everything to every agent; say what it permits, in the head or in a condition',
    },
  ]
}

/** `==` reaches no tool that has an action of its own. */
export const actionScope: Rule = ({ json }) =>
  json.action.op === '==' && isOpen(json.action)
    ? [
        {
          code: 'lint.action_scope',
          message:
            'this does not apply to registered tools with an input schema; write `action in Action::"call"` in place of `==`',
          near: 'Action::"call"',
        },
      ]
    : []
