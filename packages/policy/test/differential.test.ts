// Tests by property that the compiler answers exactly as cedar-wasm does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as engine from '@cedar-policy/cedar-wasm/nodejs'
import fc from 'fast-check'
import { compilePolicies, evaluate, type RawRequest } from '../src/evaluate/compile.ts'
import { EvaluationError, RequestError } from '../src/evaluate/failure.ts'
import type { CedarWasm } from '../src/model/wasm.ts'
import { policiesOf } from '../src/sets/text.ts'
import { policies } from './generate-policies.ts'
import { almostValues, requests } from './generate-requests.ts'
import { EXTENSION_TEXTS } from './generate-texts.ts'

const wasm = engine as unknown as CedarWasm
const LONG = process.env.COUNTERSIGN_LONG === '1'
function runs(usual: number): number {
  return LONG ? usual * 50 : usual
}

type Answer = {
  decision: string
  determining: string[]
  erring: string[]
}

type Asked = RawRequest & { entities: readonly unknown[] }

const REFUSED = 'refused'

// cedar-wasm throws on a lone surrogate, and loses a piece of its stack each time until it traps for good.
const LONE_SURROGATE = /\\ud[89a-f]/

type Asking = (request: Asked) => Answer | typeof REFUSED

const PLACE = 'differential'

/** Both engines on one text; undefined when it does not parse. */
function engines(text: string): { cedar: Asking; own: Asking } | undefined {
  const ready = engine.preparsePolicySet(PLACE, { staticPolicies: text })
  if (ready.type !== 'success') return undefined
  const set = compilePolicies(policiesOf(wasm, text).map(({ json }) => json))
  return {
    cedar: (request) => {
      if (LONE_SURROGATE.test(JSON.stringify(request))) return REFUSED
      const call = { ...request, preparsedPolicySetId: PLACE, validateRequest: false }
      const answer = engine.statefulIsAuthorized(call as never)
      if (answer.type !== 'success') return REFUSED
      const { reason, errors } = answer.response.diagnostics
      return {
        decision: answer.response.decision,
        determining: [...reason].sort(),
        erring: errors.map(({ policyId }) => policyId).sort(),
      }
    },
    own: (request) => {
      try {
        const { decision, determining, errors } = evaluate(set, request, request.entities)
        return { decision, determining, erring: errors.map(({ policyId }) => policyId) }
      } catch (error) {
        if (error instanceof RequestError || error instanceof EvaluationError) return REFUSED
        throw error
      }
    },
  }
}

/** Asks both engines and compares; answers what both said. */
function agreed(both: ReturnType<typeof engines>, request: Asked): Answer | typeof REFUSED {
  assert.ok(both)
  const expected = both.cedar(request)
  assert.deepEqual(both.own(request), expected)
  return expected
}

test('generated policies, entities and requests are answered as cedar-wasm answers them', () => {
  const seen = { unparsed: 0, answered: 0, refused: 0, allowed: 0, determining: 0, erring: 0 }
  fc.assert(
    fc.property(policies, fc.array(requests, { minLength: 4, maxLength: 12 }), (text, asked) => {
      const both = engines(text)
      if (both === undefined) {
        seen.unparsed += 1
        return
      }
      for (const request of asked) {
        const answer = agreed(both, request)
        if (answer === REFUSED) {
          seen.refused += 1
          continue
        }
        seen.answered += 1
        seen.allowed += answer.decision === 'allow' ? 1 : 0
        seen.determining += answer.determining.length
        seen.erring += answer.erring.length
      }
    }),
    { numRuns: runs(200) },
  )
  const enough = seen.answered > runs(1000) && seen.refused > 20 && seen.unparsed < runs(50)
  assert.ok(enough && seen.allowed > 200 && seen.determining > 300 && seen.erring > 300, JSON.stringify(seen))
})

const request: Asked = {
  principal: { type: 'U', id: 'a' },
  action: { type: 'Action', id: 'a' },
  resource: { type: 'U', id: 'b' },
  context: {},
  entities: [],
}

const FUNCTIONS = {
  decimal: ['lessThan(X)', 'greaterThanOrEqual(X)'],
  ip: ['isIpv4()', 'isIpv6()', 'isLoopback()', 'isMulticast()', 'isInRange(X)'],
  datetime: ['toDate() == X', 'toTime() > duration("12h")', 'durationSince(X) > duration("0ms")'],
  duration: ['toDays() > 0', 'toHours() < 0', 'toMinutes() == 0', 'toSeconds() > 1', 'toMilliseconds() < 0'],
}

const SIMPLE = {
  decimal: ['0.0', '1.0'],
  ip: ['0.0.0.0/0', '::/0', '127.0.0.1'],
  datetime: ['2000-01-01', '0000-03-01', '9999-12-31T23:59:59.999-2359'],
  duration: ['0ms', '1h'],
}

for (const [fn, texts] of Object.entries(EXTENSION_TEXTS))
  test(`texts for ${fn}, well formed and not, are read and compared as cedar-wasm does`, () => {
    const functions = FUNCTIONS[fn as keyof typeof FUNCTIONS]
    const calls = texts.map((text) => `${fn}(${JSON.stringify(text)})`)
    const simple = fc.constantFrom(...SIMPLE[fn as keyof typeof SIMPLE]).map((text) => `${fn}("${text}")`)
    const policy = fc
      .tuple(calls, fc.oneof(calls, simple), fc.constantFrom(...functions))
      .map(([a, b, call]) => {
        const order = fn === 'datetime' || fn === 'duration' ? `|| ${a} < ${b}` : ''
        return `permit (principal, action, resource) when { ${a} == ${b} ${order} || ${a}.${call.replace('X', b)} };`
      })
    let erring = 0
    let determining = 0
    fc.assert(
      fc.property(fc.array(policy, { minLength: 20, maxLength: 40 }), (all) => {
        const text = all.join('\n')
        const answer = agreed(engines(text), request)
        assert.ok(answer !== REFUSED)
        erring += answer.erring.length
        determining += answer.determining.length
      }),
      { numRuns: runs(60) },
    )
    assert.ok(erring > 50 && determining > 50, JSON.stringify({ erring, determining }))
  })

test('values in JSON are accepted, refused and compared as cedar-wasm does', () => {
  const text = `
    permit (principal, action, resource) when { context.v == context.w };
    permit (principal, action, resource) when { [context.v, 1, "a", true].contains(context.w) };
    permit (principal, action, resource) when { context.l.containsAny([context.w]) };
    permit (principal, action, resource) when { context.v has b && context.v.b == context.w };
    permit (principal, action, resource) when { context.v is A };`
  const both = engines(text)
  let refused = 0
  let answered = 0
  fc.assert(
    fc.property(almostValues, almostValues, fc.boolean(), (v, other, twice) => {
      const w = twice ? structuredClone(v) : other
      const asked = { ...request, context: { v, w, l: [v, other] } }
      if (agreed(both, asked) === REFUSED) refused += 1
      else answered += 1
    }),
    { numRuns: runs(600) },
  )
  assert.ok(refused > 100 && answered > 100, JSON.stringify({ refused, answered }))
})

test('cedar-wasm too refuses a lone surrogate', () => {
  const call = { ...request, context: { v: '\ud800' }, policies: { staticPolicies: '' } }
  assert.throws(() => engine.isAuthorized(call as never), /hex escape/)
})
