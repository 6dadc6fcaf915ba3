import { TYPE_ERROR } from './failure.ts'
import { add, type Long, multiply, negate, subtract } from './long.ts'
import { binary, type Operator, type Run, unary } from './program.ts'
import { equal, type Value } from './value.ts'

const equality = (left: Run, right: Run, constant: Value | undefined): Run => {
  if (constant !== undefined && typeof constant !== 'object') return (env) => left(env) === constant
  return (env) => equal(left(env), right(env))
}

const inequality = (left: Run, right: Run, constant: Value | undefined): Run => {
  if (constant !== undefined && typeof constant !== 'object') return (env) => left(env) !== constant
  return (env) => !equal(left(env), right(env))
}

const isLong = (value: Value): value is Long => typeof value === 'number' || typeof value === 'bigint'

const longOf = (value: Value): Long => {
  if (!isLong(value)) throw TYPE_ERROR
  return value
}

/** Longs, datetimes and durations have an order; decimals have functions instead. */
const amountsOf = (a: Value, b: Value): readonly [Long, Long] => {
  if (isLong(a) && isLong(b)) return [a, b]
  if (typeof a !== 'object' || typeof b !== 'object' || a.kind !== b.kind) throw TYPE_ERROR
  if (a.kind === 'datetime' && b.kind === 'datetime') return [a.amount, b.amount]
  if (a.kind === 'duration' && b.kind === 'duration') return [a.amount, b.amount]
  throw TYPE_ERROR
}

const ordered = (test: (a: Long, b: Long) => boolean): Operator =>
  binary((left, right) => (env) => {
    const a = left(env)
    const b = right(env)
    return typeof a === 'number' && typeof b === 'number' ? test(a, b) : test(...amountsOf(a, b))
  })

const arithmetic = (calculate: (a: Long, b: Long) => Long): Operator =>
  binary((left, right) => (env) => {
    const a = longOf(left(env))
    return calculate(a, longOf(right(env)))
  })

/** Equality, order and arithmetic. */
export const COMPARE: readonly (readonly [string, Operator])[] = [
  ['==', binary(equality)],
  ['!=', binary(inequality)],
  ['<', ordered((a, b) => a < b)],
  ['<=', ordered((a, b) => a <= b)],
  ['>', ordered((a, b) => a > b)],
  ['>=', ordered((a, b) => a >= b)],
  ['+', arithmetic(add)],
  ['-', arithmetic(subtract)],
  ['*', arithmetic(multiply)],
  ['neg', unary((arg) => (env) => negate(longOf(arg(env))))],
]
