// The types of a compiled expression, and functions that read its arguments in Cedar's JSON form.

import type { OpenRecord } from './data.ts'
import { CompileError, TYPE_ERROR } from './failure.ts'
import type { EntityData, Store } from './store.ts'
import type { EntityValue, Value } from './value.ts'
import type { Work } from './work.ts'

/** Everything that one evaluation can see. */
export type Env = {
  readonly principal: EntityValue
  readonly action: EntityValue
  readonly resource: EntityValue
  readonly context: OpenRecord
  readonly store: Store
  /** What the evaluation has looked at so far. */
  readonly work: Work
  readonly principalData: EntityData | undefined
  readonly actionData: EntityData | undefined
  readonly resourceData: EntityData | undefined
}

/** Evaluates an expression; throws an `EvaluationError`. */
export type Run = (env: Env) => Value

/** A compiled expression. */
export type Compiled = {
  readonly run: Run
  /** Its value, when that is the same for every request. */
  readonly constant?: Value
  /** Its name, when it is nothing but a variable. */
  readonly variable?: string
  /** Its attribute, when it is nothing but one of the context. */
  readonly ofContext?: string
}

/** Compiles a part of an expression. */
export type Child = (est: unknown) => Compiled

/** Compiles one operator from its arguments in Cedar's JSON form. */
export type Operator = (args: unknown, child: Child) => Compiled

export function constant(value: Value): Compiled {
  return { run: () => value, constant: value }
}

/** A member of the JSON form; throws `CompileError` when it is missing. */
export function part(args: unknown, name: string): unknown {
  if (typeof args !== 'object' || args === null || !Object.hasOwn(args, name))
    throw new CompileError(`\`${name}\` is missing`)
  return (args as Record<string, unknown>)[name]
}

export function textPart(args: unknown, name: string): string {
  const text = part(args, name)
  if (typeof text !== 'string') throw new CompileError(`\`${name}\` is not a text`)
  return text
}

export function listOf(args: unknown): readonly unknown[] {
  if (!Array.isArray(args)) throw new CompileError('not a list')
  return args
}

export function truthOf(value: Value): boolean {
  if (typeof value !== 'boolean') throw TYPE_ERROR
  return value
}

/** An operator of two operands, which are evaluated from left to right. */
export function binary(combine: (left: Compiled, right: Compiled) => Run): Operator {
  return (args, child) => {
    const left = child(part(args, 'left'))
    return { run: combine(left, child(part(args, 'right'))) }
  }
}

/** An operator of one operand. */
export function unary(combine: (arg: Run) => Run): Operator {
  return (args, child) => ({ run: combine(child(part(args, 'arg')).run) })
}
