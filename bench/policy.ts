// A decision on facts, in this process, each on another agent.

import { decide, type Facts } from '@countersign/policy'
import { starterPolicies } from '../apps/api/src/adapters/policy.ts'
import { progress } from './progress.ts'
import { milliseconds, type Row } from './table.ts'

const ROUNDS = 20_000
const BUDGET_MS = 0.01

const facts = (n: number): Facts => ({
  agent: { id: `agt_${n}`, status: 'active', roles: ['support'], labels: { team: 'north' } },
  action: 'update_record',
  tool: 'crm:update_record',
  environment: 'production',
})

/** Average ms per decision; `spread` is how many different requests are asked in turn. */
function timePerDecision(spread: number, rounds: number): number {
  const set = starterPolicies()
  const asked = Array.from({ length: spread }, (_, n) => facts(n))
  const round = (count: number) => {
    for (let n = 0; n < count; n++) {
      const verdict = decide(set, asked[n % spread] ?? facts(0)).verdict
      if (verdict !== 'allow') throw new Error(`expected an allow, not ${verdict}`)
    }
  }
  round(rounds / 4)
  const began = performance.now()
  round(rounds)
  return (performance.now() - began) / rounds
}

export function policyRows(): Row[] {
  progress('policy evaluation')
  const { length } = starterPolicies().policies
  const measured = timePerDecision(1000, ROUNDS)
  const note = `starter set of ${length} policies; 100 once orgs can publish their own`
  return [
    {
      what: 'policy decision',
      budget: 'under 10 µs',
      measured: milliseconds(measured),
      met: measured < BUDGET_MS,
      note,
    },
  ]
}
