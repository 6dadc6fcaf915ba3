// Says which values a condition read from a request, for explanations.
import { isObject } from '../evaluate/data.ts'
import { compileExpression } from '../evaluate/expression.ts'
import { EvaluationError } from '../evaluate/failure.ts'
import type { Env } from '../evaluate/program.ts'
import { expressionText } from './print.ts'
import { cut, SHOWN_MAX, valueText } from './value.ts'

const VALUES_MAX = 3

/** Whether an expression does nothing but read: a variable, or a member or tag of what such an expression answers. */
function isReading(est: unknown): boolean {
  let at = est
  for (;;) {
    if (!isObject(at)) return false
    if (typeof at.Var === 'string') return true
    const of = isObject(at['.']) ? at['.'] : at.getTag
    if (!isObject(of)) return false
    at = of.left
  }
}

function partsOf(args: unknown): readonly unknown[] {
  if (Array.isArray(args)) return args.filter(isObject)
  return isObject(args) ? Object.values(args).filter(isObject) : []
}

/** What `has` looks for, as if it were read; of a path only the first member. */
function lookedFor(args: unknown): unknown {
  return isObject(args) && isReading(args.left)
    ? { '.': { left: args.left, attr: Array.isArray(args.attr) ? args.attr[0] : args.attr } }
    : undefined
}

function isWholeContext(est: unknown): boolean {
  return isObject(est) && est.Var === 'context'
}

/** An expression as a reading, or the parts it has instead. */
function readingOrParts(est: unknown): { reading?: unknown; parts: readonly unknown[] } {
  const [entry] = isObject(est) ? Object.entries(est) : []
  if (entry === undefined || entry[0] === 'Value') return { parts: [] }
  const reading = isReading(est) ? est : entry[0] === 'has' ? lookedFor(entry[1]) : undefined
  if (reading === undefined) return { parts: partsOf(entry[1]) }
  return isWholeContext(reading) ? { parts: [] } : { reading, parts: [] }
}

/** The readings in an expression, from the left; none of them twice, and not the whole context. */
function readingsOf(expression: unknown): unknown[] {
  const found = new Map<string, unknown>()
  const left = [expression]
  while (left.length > 0 && found.size < VALUES_MAX) {
    const { reading, parts } = readingOrParts(left.pop())
    if (reading === undefined) left.push(...parts.toReversed())
    else found.set(expressionText(reading), reading)
  }
  return [...found.values()]
}

function valueSeen(est: unknown, env: Env): string {
  try {
    return `is ${valueText(compileExpression(est).run(env))}`
  } catch (error) {
    if (error instanceof EvaluationError) return 'is absent'
    throw error
  }
}

/** The values that an expression reads, in words; empty when it reads none. */
export function sawOf(expression: unknown, env: Env): string {
  return readingsOf(expression)
    .map((est) => `${cut(expressionText(est), SHOWN_MAX)} ${valueSeen(est, env)}`)
    .join(', ')
}
