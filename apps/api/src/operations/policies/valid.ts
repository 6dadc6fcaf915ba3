// Refuses what the checker found an error in.
import type { ErrorItem } from '@countersign/contract'
import type { PolicyDocument, UncheckedDocument } from '@countersign/policy'
import { type Checked, isParsed, type Problem } from '@countersign/policy/publish'
import { ApiError } from '../refusal.ts'

/** The document if it can be published as it was checked; `what` says whose fault an error is. */
export function requireValid(
  document: UncheckedDocument,
  checked: Checked,
  what = 'the document',
): PolicyDocument {
  if (checked.ok && isParsed(document, checked)) return document
  const errors = checked.problems.filter(({ severity }) => severity === 'error')
  throw new ApiError('policy.invalid', {
    detail: `${what} has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}`,
    errors: errors.slice(0, 100).map(errorItem),
  })
}

function errorItem({ severity: _, ...problem }: Problem): ErrorItem {
  return problem
}
