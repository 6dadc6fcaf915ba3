// The facts of a request in tests of a single fact, and what that fact is read from.
import { leavesOf } from '../src/facts/leaves.ts'
import { type Budget, createBudget } from '../src/model/budget.ts'
import type { Facts } from '../src/model/facts.ts'

export const BASE: Facts = {
  agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
  action: 'call_tool',
  environment: 'production',
}

/** What a fact is read from. */
export function readingOf(facts: Partial<Facts>): {
  whole: Facts
  leaves: ReturnType<typeof leavesOf>
  budget: Budget
} {
  const whole = { ...BASE, ...facts }
  const budget = createBudget()
  const isText = whole.tool?.startsWith('write') || whole.tool?.startsWith('edit')
  return { whole, leaves: leavesOf(whole.arguments, budget, isText), budget }
}
