// Compiles one policy: its effect, its scope, and its conditions as one chain.
import { compileExpression } from './expression.ts'
import { CompileError } from './failure.ts'
import { chain, flatten } from './logic.ts'
import { listOf, part, type Run, textPart } from './program.ts'
import { type Constraint, constraintOf } from './scope.ts'

const TRUE = { Value: true }

/** One policy, ready to be asked. */
export type CompiledPolicy = {
  readonly id: string
  readonly effect: 'permit' | 'forbid'
  readonly scope: readonly Constraint[]
  /** What it asks of a request that is in its scope; undefined when nothing. */
  readonly condition: Run | undefined
}

function partsOf(clause: unknown): readonly unknown[] {
  const kind = textPart(clause, 'kind')
  const body = part(clause, 'body')
  if (kind === 'unless') return [{ '!': { arg: body } }]
  if (kind !== 'when') throw new CompileError('unknown kind of condition')
  return flatten('&&', { left: body, right: TRUE }).slice(0, -1)
}

/** All conditions of a policy are one chain, and so are the operands of `&&` within each. */
function conditionOf(clauses: readonly unknown[]): Run | undefined {
  const runs = clauses.flatMap(partsOf).map((est) => compileExpression(est).run)
  return runs.length > 1 ? chain(runs, false) : runs[0]
}

/** Compiles one policy in Cedar's JSON form; throws `CompileError`. */
export function compilePolicy(id: string, est: unknown): CompiledPolicy {
  const effect = textPart(est, 'effect')
  if (effect !== 'permit' && effect !== 'forbid') throw new CompileError('unknown effect')
  const scope = (['resource', 'principal', 'action'] as const).map((slot) => constraintOf(slot, est))
  return {
    id,
    effect,
    scope: scope.filter(({ op }) => op !== 'all'),
    condition: conditionOf(listOf(part(est, 'conditions'))),
  }
}
