// Compiles literals of sets and records, and the operators that test sets.
import { isObject } from './data.ts'
import { CompileError, TYPE_ERROR } from './failure.ts'
import { binary, type Compiled, constant, listOf, type Operator, unary } from './program.ts'
import { contains, containsAll, containsAny, recordOf, type SetValue, setOf, type Value } from './value.ts'
import type { Work } from './work.ts'

function asSet(value: Value): SetValue {
  if (typeof value !== 'object' || value.kind !== 'set') throw TYPE_ERROR
  return value
}

/** The values of expressions that are all constant; undefined when one is not. */
export function constantsOf(parts: readonly Compiled[]): Value[] | undefined {
  const values = parts.map((one) => one.constant).filter((value) => value !== undefined)
  return values.length === parts.length ? values : undefined
}

const setLiteral: Operator = (args, child) => {
  const parts = listOf(args).map(child)
  const values = constantsOf(parts)
  if (values !== undefined) return constant(setOf(values))
  const runs = parts.map(({ run }) => run)
  return { run: (env) => setOf(runs.map((run) => run(env))) }
}

const recordLiteral: Operator = (args, child) => {
  if (!isObject(args)) throw new CompileError('a record is not an object')
  const parts = Object.entries(args).map(([name, est]) => [name, child(est)] as const)
  const values = constantsOf(parts.map(([, compiled]) => compiled))
  if (values !== undefined)
    return constant(recordOf(new Map(values.map((value, at) => [parts[at]?.[0] ?? '', value]))))
  return { run: (env) => recordOf(new Map(parts.map(([name, { run }]) => [name, run(env)]))) }
}

function ofSets(test: (a: SetValue, b: SetValue, work: Work) => boolean): Operator {
  return binary(({ run: left }, { run: right }) => (env) => {
    const set = left(env)
    const other = right(env)
    return test(asSet(set), asSet(other), env.work)
  })
}

/** Literals of sets and records, and the tests on sets. */
export const COLLECT: readonly (readonly [string, Operator])[] = [
  ['Set', setLiteral],
  ['Record', recordLiteral],
  [
    'contains',
    binary(({ run: left }, { run: right }) => (env) => {
      const set = left(env)
      const item = right(env)
      return contains(asSet(set), item, env.work)
    }),
  ],
  ['containsAll', ofSets(containsAll)],
  ['containsAny', ofSets(containsAny)],
  ['isEmpty', unary((arg) => (env) => asSet(arg(env)).items.length === 0)],
]
