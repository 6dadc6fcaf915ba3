import { compileExpression } from './expression.ts'
import { CompileError } from './failure.ts'
import { chain } from './logic.ts'
import { listOf, part, type Run, textPart } from './program.ts'
import { type Constraint, constraintOf } from './scope.ts'

/** One policy, ready to be asked. */
export interface CompiledPolicy {
  readonly id: string
  readonly effect: 'permit' | 'forbid'
  readonly scope: readonly Constraint[]
  /** What it asks of a request that is in its scope; undefined when nothing. */
  readonly condition: Run | undefined
}

const conditionOf = (clause: unknown): Run => {
  const kind = textPart(clause, 'kind')
  const body = part(clause, 'body')
  if (kind === 'when') return compileExpression(body).run
  if (kind === 'unless') return compileExpression({ '!': { arg: body } }).run
  throw new CompileError('unknown kind of condition')
}

const conditionsOf = (runs: readonly Run[]): Run | undefined =>
  runs.length > 1 ? chain(runs, false) : runs[0]

/** Compiles one policy in Cedar's JSON form; throws `CompileError`. */
export const compilePolicy = (id: string, est: unknown): CompiledPolicy => {
  const effect = textPart(est, 'effect')
  if (effect !== 'permit' && effect !== 'forbid') throw new CompileError('unknown effect')
  const scope = (['resource', 'principal', 'action'] as const).map((slot) => constraintOf(slot, est))
  return {
    id,
    effect,
    scope: scope.filter(({ op }) => op !== 'all'),
    condition: conditionsOf(listOf(part(est, 'conditions')).map(conditionOf)),
  }
}
