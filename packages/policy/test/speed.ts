// node packages/policy/test/speed.ts: microseconds for one evaluation, without WASM and with cedar-wasm.
import { readFileSync } from 'node:fs'
import * as engine from '@cedar-policy/cedar-wasm/nodejs'
import { type CedarRequest, decide, type Facts, type PolicySet, toRequest } from '../src/index.ts'
import type { CedarWasm } from '../src/model/wasm.ts'
import { cedarPolicySet } from '../src/sets/cedar.ts'
import { compiledPolicySet } from '../src/sets/compiled.ts'

const wasm = engine as unknown as CedarWasm
const VERBS = ['read', 'write', 'delete', 'send', 'run'] as const
const EFFECTS = ['read', 'change', 'destructive', 'outward', 'execute'] as const

function team(at: number): string {
  return `@id("team.${at}") permit (principal, action == Action::"call", resource == Tool::"${VERBS[at % 5]}_${at % 40}")
   when { principal.hasTag("team") && principal.getTag("team") == "team-${at % 20}" };`
}

function path(at: number): string {
  return `@id("path.${at}") forbid (principal, action == Action::"call", resource)
   when { context has target && context.target has path && context.target.path like "/data/${at}/*" }
   unless { principal.roles.containsAny(["admin", "owner-${at}"]) };`
}

function risk(at: number): string {
  return `@id("risk.${at}") forbid (principal, action == Action::"call", resource)
   when { context.environment == "production" && context.effect == "${EFFECTS[at % 5]}" && context.action == "job_${at}" && !context.approved };`
}

function rules(count: number): string {
  return Array.from({ length: count }, (_, at) => [team, path, risk][at % 3]?.(at) ?? '').join('\n')
}

// The same without any slice to fall into: every policy is evaluated for every request.
function unsliced(text: string): string {
  return text.replace(/, resource == (Tool::"[^"]*")\)\s*when \{/g, ', resource) when { resource == $1 &&')
}

const facts: Facts = {
  agent: { id: 'agt_1', status: 'active', roles: ['ops', 'dev'], labels: { team: 'team-0', region: 'eu' } },
  action: 'call_tool',
  tool: 'read_0',
  target: { url: 'https://example.com/data/7/x', method: 'GET', path: '/data/7/x' },
  environment: 'production',
}

const declared = { goal: 'look', side_effects: ['none'], tools: ['read_0'], retry_count: 1, cost_usd: 0.5 }

const request = toRequest(facts, { approved: false, declared: false })

function measure(run: () => unknown, times: number): { p50: number; p99: number; mean: number } {
  for (let at = 0; at < times; at += 1) run()
  const taken: number[] = []
  const batch = 10
  for (let at = 0; at < times; at += batch) {
    const before = performance.now()
    for (let turn = 0; turn < batch; turn += 1) run()
    taken.push(((performance.now() - before) * 1000) / batch)
  }
  taken.sort((a, b) => a - b)
  function at(share: number): number {
    return taken[Math.floor(share * (taken.length - 1))] ?? 0
  }
  return { p50: at(0.5), p99: at(0.99), mean: taken.reduce((sum, one) => sum + one, 0) / taken.length }
}

function print(name: string, { p50, p99, mean }: ReturnType<typeof measure>): void {
  const columns = [p50, p99, mean].map((number) => number.toFixed(2).padStart(9))
  process.stdout.write(`${name.padEnd(44)}${columns.join('')}\n`)
}

function sets(text: string): { own: PolicySet; cedar: PolicySet } {
  const options = { wasm, text, version: 1, digest: 'sha256:00' }
  return { own: compiledPolicySet(options), cedar: cedarPolicySet({ ...options, memoEntries: 0 }) }
}

function compare(name: string, text: string, asked: CedarRequest): void {
  const { own, cedar } = sets(text)
  const [a, b] = [own.evaluate(asked), cedar.evaluate(asked)]
  if (JSON.stringify(a) !== JSON.stringify(b)) throw new Error(`${JSON.stringify(a)} ${JSON.stringify(b)}`)
  const policies = own.policies.length
  print(
    `${name}, ${policies} policies`,
    measure(() => own.evaluate(asked), policies > 500 ? 20_000 : 100_000),
  )
  print(
    `  cedar-wasm`,
    measure(() => cedar.evaluate(asked), policies > 500 ? 200 : 1000),
  )
}

process.stdout.write(
  `${'one evaluation, microseconds'.padEnd(44)}${['p50', 'p99', 'mean'].map((head) => head.padStart(9)).join('')}\n`,
)
const starter = readFileSync(new URL('../packs/starter/policy.cedar', import.meta.url), 'utf8')
compare('starter set', starter, request)
for (const count of [10, 100, 1000]) {
  compare('governance rules', rules(count), request)
  compare('the same, no tool in a head', unsliced(rules(count)), request)
}

const start = sets(starter)
for (const [name, asked] of [
  ['plain', facts],
  ['declared', { ...facts, declared }],
] as const) {
  print(
    `decide(), starter set, ${name}`,
    measure(() => decide(start.own, asked), 50_000),
  )
  const remembering = cedarPolicySet({ wasm, text: starter, version: 1, digest: 'sha256:00' })
  print(
    '  cedar-wasm with its memo always hit',
    measure(() => decide(remembering, asked), 50_000),
  )
}
