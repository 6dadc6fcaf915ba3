// Compiles an expression in Cedar's JSON form, up to a limit on how deeply it is nested.
import { ACCESS } from './access.ts'
import { COLLECT, constantsOf } from './collect.ts'
import { COMPARE } from './compare.ts'
import { isObject, toValue, wholeOf } from './data.ts'
import { EXTENSIONS, type ExtensionFunction } from './extension.ts'
import { CompileError, EvaluationError } from './failure.ts'
import { LOGIC } from './logic.ts'
import { type Child, type Compiled, constant, listOf, type Operator, type Run } from './program.ts'
import type { Value } from './value.ts'

/** How deeply an expression may be nested, where a chain of `&&` or `||` counts as one level. */
export const MAX_DEPTH = 512

const VARIABLES: ReadonlyMap<unknown, Run> = new Map<unknown, Run>([
  ['principal', (env) => env.principal],
  ['action', (env) => env.action],
  ['resource', (env) => env.resource],
  ['context', (env) => wholeOf(env.context)],
])

const variable: Operator = (name) => {
  const run = VARIABLES.get(name)
  if (run === undefined) throw new CompileError('unknown variable')
  return { run, variable: String(name) }
}

const literal: Operator = (json) => {
  try {
    return constant(toValue(json))
  } catch (error) {
    throw new CompileError(error instanceof Error ? error.message : 'malformed literal')
  }
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['Value', literal],
  ['Var', variable],
  ...LOGIC,
  ...COMPARE,
  ...COLLECT,
  ...ACCESS,
])

const ARGUMENTS = new EvaluationError('wrong number of arguments')

/** A call of nothing but constants is made once; an error of it must still come at every evaluation. */
function folded(make: () => Value, run: Run): Compiled {
  try {
    return constant(make())
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error
    return { run }
  }
}

function extensionCall({ arity, call }: ExtensionFunction, args: unknown, child: Child): Compiled {
  const parts = listOf(args).map(child)
  const runs = parts.map(({ run }) => run)
  function callWith([first = false, second = false]: readonly Value[]): Value {
    // Cedar's parser lets a wrong number of arguments through.
    if (runs.length !== arity) throw ARGUMENTS
    return call(first, second)
  }
  const run: Run = (env) => callWith(runs.map((one) => one(env)))
  const constants = constantsOf(parts)
  return constants === undefined ? { run } : folded(() => callWith(constants), run)
}

function compileAt(est: unknown, depth: number): Compiled {
  if (depth > MAX_DEPTH) throw new CompileError('nested too deeply')
  const [entry, ...more] = isObject(est) ? Object.entries(est) : []
  if (entry === undefined || more.length > 0) throw new CompileError('an expression has one operator')
  const [name, args] = entry
  const child: Child = (inner) => compileAt(inner, depth + 1)
  const operator = OPERATORS.get(name)
  if (operator !== undefined) return operator(args, child)
  const extension = EXTENSIONS.get(name)
  if (extension === undefined) throw new CompileError(`unknown operator \`${name}\``)
  return extensionCall(extension, args, child)
}

/** Compiles an expression in Cedar's JSON form; throws `CompileError`. */
export function compileExpression(est: unknown): Compiled {
  return compileAt(est, 0)
}
