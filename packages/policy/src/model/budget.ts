// The work that reading one request may take, counted as it is done.
import { type Budget, createBudget as createScanBudget } from '@countersign/scan'

export { type Budget, isExceeded, spend, spentOf } from '@countersign/scan'

/** The units that one request may take. */
export const WORK_MAX = 400_000

/** A budget of which nothing is spent yet. */
export function createBudget(limit: number = WORK_MAX): Budget {
  return createScanBudget(limit)
}
