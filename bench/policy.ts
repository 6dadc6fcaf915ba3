// A decision on facts, in this process, each on another agent, with a hundred policies and with a thousand.

import { type CedarRequest, decide, type Facts, type PolicySet, requestsOf } from '@countersign/policy'
import { cedarPolicySet } from '@countersign/policy/cedar'
import { parseText, policySetOf } from '@countersign/policy/compiled'
import { wasm } from '../apps/api/src/adapters/policy-check/engine.ts'
import { benchmarkText } from './policy-text.ts'
import { progress } from './progress.ts'
import { milliseconds, type Row } from './table.ts'

const ROUNDS = 20_000
const SPREAD = 1000

function facts(n: number): Facts {
  return {
    agent: { id: `agt_${n}`, status: 'active', roles: ['support'], labels: { team: 'north' } },
    action: 'update_record',
    tool: `crm:update_${n % 100}`,
    environment: 'production',
  }
}

/** Average ms of `work` over many requests, after a quarter as many to warm up. */
function average(rounds: number, work: (n: number) => void): number {
  function run(count: number) {
    for (let n = 0; n < count; n++) work(n % SPREAD)
  }
  run(rounds / 4)
  const began = performance.now()
  run(rounds)
  return (performance.now() - began) / rounds
}

function setOf(policies: number): PolicySet {
  const text = benchmarkText(policies)
  return policySetOf({ version: 1, digest: 'sha256:0', text, policies: parseText(wasm, text) })
}

function decisionRow(policies: number, budgetMs: number, budget: string): Row {
  const set = setOf(policies)
  const asked = Array.from({ length: SPREAD }, (_, n) => facts(n))
  const requests = asked.map(
    (one): CedarRequest => requestsOf(set, one)({ approved: false, declared: false }),
  )
  const evaluated = average(ROUNDS, (n) => {
    const request = requests[n]
    if (request !== undefined) set.evaluate(request)
  })
  const decided = average(ROUNDS, (n) => {
    const { verdict } = decide(set, asked[n] ?? facts(n))
    if (verdict !== 'allow') throw new Error(`expected an allow, not ${verdict}`)
  })
  const oracle = wasmTime(policies, requests)
  return {
    what: `policy evaluation, ${policies} policies`,
    budget,
    measured: milliseconds(evaluated),
    met: evaluated < budgetMs,
    note: `a whole decision on facts ${milliseconds(decided)}; cedar-wasm for the same requests ${milliseconds(oracle)}`,
  }
}

function wasmTime(policies: number, requests: readonly CedarRequest[]): number {
  const set = cedarPolicySet({ wasm, text: benchmarkText(policies), version: 1, digest: `bench-${policies}` })
  return average(200, (n) => {
    const request = requests[n]
    if (request !== undefined) set.evaluate(request)
  })
}

export function policyRows(): Row[] {
  progress('policy evaluation')
  return [decisionRow(100, 0.01, 'under 10 µs'), decisionRow(1000, 0.1, 'under 100 µs')]
}
