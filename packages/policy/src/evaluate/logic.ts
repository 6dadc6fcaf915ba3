// Compiles `&&`, `||`, `!` and `if`, with long chains of one operator flattened.
import { isObject } from './data.ts'
import { type Compiled, type Operator, part, type Run, truthOf, unary } from './program.ts'

// A long chain must cost neither compile depth nor stack.
/** The operands of a chain of one operator, from left to right. */
export function flatten(operator: string, args: unknown): unknown[] {
  const parts: unknown[] = []
  let rest: unknown = args
  for (;;) {
    parts.push(part(rest, 'right'))
    const left = part(rest, 'left')
    if (!isObject(left) || !Object.hasOwn(left, operator)) return [...parts, left].reverse()
    rest = left[operator]
  }
}

/** Runs in order until one answers `until`; whatever comes after it is not evaluated. */
export function chain(runs: readonly Run[], until: boolean): Run {
  const [first, second] = runs
  if (first !== undefined && second !== undefined && runs.length === 2)
    return (env) => (truthOf(first(env)) === until ? until : truthOf(second(env)))
  return (env) => {
    for (const run of runs) if (truthOf(run(env)) === until) return until
    return !until
  }
}

function chained(operator: string, until: boolean): Operator {
  return (args, child): Compiled => ({
    run: chain(
      flatten(operator, args).map((one) => child(one).run),
      until,
    ),
  })
}

const choose: Operator = (args, child) => {
  const test = child(part(args, 'if')).run
  const yes = child(part(args, 'then')).run
  const no = child(part(args, 'else')).run
  return { run: (env) => (truthOf(test(env)) ? yes(env) : no(env)) }
}

/** `&&`, `||`, `!` and `if`. */
export const LOGIC: readonly (readonly [string, Operator])[] = [
  ['&&', chained('&&', false)],
  ['||', chained('||', true)],
  ['!', unary((arg) => (env) => !truthOf(arg(env)))],
  ['if-then-else', choose],
]
