// The work that reading may take, counted as it is done.

/** What is left of the work for one request. A unit is what looking at a character costs, 10 to 25 nanoseconds. */
export type Budget = {
  readonly limit: number
  /** Below zero once it is exceeded, and then for good. */
  left: number
}

/** The units that scanning one text or value may take, unless it shares the budget of a request. */
export const SCAN_WORK_MAX = 4_000_000

/** A budget of which nothing is spent yet. */
export function createBudget(limit: number = SCAN_WORK_MAX): Budget {
  return { limit, left: limit }
}

/** Takes units before the work is done; false when there are not enough of them, now and ever after. */
export function spend(budget: Budget, units: number): boolean {
  if (budget.left < units) budget.left = -1
  else budget.left -= units
  return budget.left >= 0
}

/** Whether more was asked for than there was, so that something was left unread. */
export function isExceeded({ left }: Budget): boolean {
  return left < 0
}

/** The units spent; all of them once the budget is exceeded. */
export function spentOf({ limit, left }: Budget): number {
  return limit - Math.max(left, 0)
}
