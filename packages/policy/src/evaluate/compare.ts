// Compiles the operators of equality, order and arithmetic.
import { memberOf } from './data.ts'
import { type EvaluationError, noAttribute, TYPE_ERROR } from './failure.ts'
import { add, type Long, multiply, negate, subtract } from './long.ts'
import { binary, type Compiled, type Operator, type Run, unary } from './program.ts'
import { equal, type Value } from './value.ts'

/** The attribute of the context, when that is all there is to compare. */
function equalsAttribute(name: string, constant: Value, missing: EvaluationError): Run {
  return (env) => {
    const value = memberOf(env.context, name)
    if (value === undefined) throw missing
    return value === constant
  }
}

function equality(left: Compiled, right: Compiled): Run {
  const [a, b, constant] = [left.run, right.run, right.constant]
  if (constant === undefined || typeof constant === 'object') return (env) => equal(a(env), b(env), env.work)
  if (left.ofContext !== undefined)
    return equalsAttribute(left.ofContext, constant, noAttribute(left.ofContext))
  return (env) => a(env) === constant
}

const inequality: Operator = (args, child) => {
  const { run } = binary(equality)(args, child)
  return { run: (env) => run(env) !== true }
}

function isLong(value: Value): value is Long {
  return typeof value === 'number' || typeof value === 'bigint'
}

function longOf(value: Value): Long {
  if (!isLong(value)) throw TYPE_ERROR
  return value
}

/** Longs, datetimes and durations have an order; decimals have functions instead. */
function amountsOf(a: Value, b: Value): readonly [Long, Long] {
  if (isLong(a) && isLong(b)) return [a, b]
  if (typeof a !== 'object' || typeof b !== 'object' || a.kind !== b.kind) throw TYPE_ERROR
  if (a.kind === 'datetime' && b.kind === 'datetime') return [a.amount, b.amount]
  if (a.kind === 'duration' && b.kind === 'duration') return [a.amount, b.amount]
  throw TYPE_ERROR
}

function ordered(test: (a: Long, b: Long) => boolean): Operator {
  return binary(({ run: left }, { run: right }) => (env) => {
    const a = left(env)
    const b = right(env)
    return typeof a === 'number' && typeof b === 'number' ? test(a, b) : test(...amountsOf(a, b))
  })
}

function arithmetic(calculate: (a: Long, b: Long) => Long): Operator {
  return binary(({ run: left }, { run: right }) => (env) => {
    const a = longOf(left(env))
    return calculate(a, longOf(right(env)))
  })
}

/** Equality, order and arithmetic. */
export const COMPARE: readonly (readonly [string, Operator])[] = [
  ['==', binary(equality)],
  ['!=', inequality],
  ['<', ordered((a, b) => a < b)],
  ['<=', ordered((a, b) => a <= b)],
  ['>', ordered((a, b) => a > b)],
  ['>=', ordered((a, b) => a >= b)],
  ['+', arithmetic(add)],
  ['-', arithmetic(subtract)],
  ['*', arithmetic(multiply)],
  ['neg', unary((arg) => (env) => negate(longOf(arg(env))))],
]
