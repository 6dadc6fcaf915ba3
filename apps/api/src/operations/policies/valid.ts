// Refuses what the checker found an error in.
import type { ErrorItem } from '@countersign/contract'
import type { Checked, Problem } from '@countersign/policy/publish'
import { ApiError } from '../refusal.ts'

/** A version cannot be published with these; `what` says whose fault they are. */
export function requireValid(checked: Checked, what = 'the document'): void {
  if (checked.ok) return
  const errors = checked.problems.filter(({ severity }) => severity === 'error')
  throw new ApiError('policy.invalid', {
    detail: `${what} has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}`,
    errors: errors.slice(0, 100).map(errorItem),
  })
}

function errorItem({ severity: _, ...problem }: Problem): ErrorItem {
  return problem
}
