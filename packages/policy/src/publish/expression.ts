// Reads policies and expressions in Cedar's JSON form, for the lint rules.
import type { PolicyJson } from '../model/wasm.ts'

/** An expression in Cedar's JSON form: one member that names the operator. */
export type Expression = Readonly<Record<string, unknown>>

/** A `when` or `unless`. */
export type Clause = {
  kind: 'when' | 'unless'
  body: Expression
}

/** A line of a policy's head. */
export type ScopeLine = {
  op: 'All' | '==' | 'in' | 'is'
  entity?: { type: string; id: string }
  entities?: readonly { type: string; id: string }[]
  entity_type?: string
}

/** A policy in Cedar's JSON form, in full. */
export type FullPolicy = PolicyJson & {
  principal: ScopeLine
  action: ScopeLine
  resource: ScopeLine
  conditions: readonly Clause[]
}

/** The same JSON with the members that cedar-wasm always writes. */
export function fullPolicy(json: PolicyJson): FullPolicy {
  return {
    principal: { op: 'All' },
    action: { op: 'All' },
    resource: { op: 'All' },
    conditions: [],
    ...json,
  }
}

function isObject(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The operator of an expression and what it is applied to. */
export function operatorOf(expression: Expression): { name: string; operands: unknown } {
  const [name = ''] = Object.keys(expression)
  return { name, operands: expression[name] }
}

/** An operand by its name. */
export function operand(expression: Expression, name: string): Expression | undefined {
  const { operands } = operatorOf(expression)
  const value = isObject(operands) ? operands[name] : undefined
  return isObject(value) ? value : undefined
}

function childrenOf(expression: Expression): Expression[] {
  const { name, operands } = operatorOf(expression)
  if (name === 'Value' || name === 'Var' || name === 'Slot') return []
  return Object.values(Object(operands)).filter(isObject)
}

/** Every expression inside one, itself first. */
export function allOf(expression: Expression): Expression[] {
  const found: Expression[] = []
  const waiting = [expression]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    found.push(next)
    waiting.push(...childrenOf(next).reverse())
  }
  return found
}

/** `context.time.hour` of an access to it; undefined of anything else. */
export function pathOf(expression: Expression | undefined): string | undefined {
  const names: string[] = []
  let next = expression
  while (next !== undefined && Object.hasOwn(next, '.')) {
    names.unshift(String(Object(next['.']).attr))
    next = operand(next, 'left')
  }
  return next !== undefined && typeof next.Var === 'string' ? [next.Var, ...names].join('.') : undefined
}

/** The text or number that an expression is; undefined of anything else. */
export function literalOf(expression: Expression | undefined): string | number | undefined {
  if (expression === undefined) return undefined
  const negated = operand(expression, 'arg')
  if (Object.hasOwn(expression, 'neg')) {
    const value = literalOf(negated)
    return typeof value === 'number' ? -value : undefined
  }
  const { Value: value } = expression
  return typeof value === 'string' || typeof value === 'number' ? value : undefined
}

/** The literals of a literal or a set of them; undefined when something in it is not one. */
export function literalsOf(expression: Expression | undefined): (string | number)[] | undefined {
  const { Set: items } = expression ?? {}
  if (!Array.isArray(items)) {
    const value = literalOf(expression)
    return value === undefined ? undefined : [value]
  }
  const values = items.map((item: unknown) => (isObject(item) ? literalOf(item) : undefined))
  return values.every((value) => value !== undefined) ? values : undefined
}

/** The parts that `&&` (or `||`) joins. */
export function joined(expression: Expression, by: '&&' | '||'): Expression[] {
  const found: Expression[] = []
  const waiting = [expression]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const left = operand(next, 'left')
    const right = operand(next, 'right')
    if (Object.hasOwn(next, by) && left !== undefined && right !== undefined) waiting.push(right, left)
    else found.push(next)
  }
  return found
}
