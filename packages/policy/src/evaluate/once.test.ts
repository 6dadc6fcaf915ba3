// What is read once is evaluated as if it were read anew, at the same cost. No member comes from elsewhere.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from '@cedar-policy/cedar-wasm/nodejs'
import { requestsOf } from '../facts/request.ts'
import type { CedarValue } from '../model/cedar.ts'
import type { Facts } from '../model/facts.ts'
import { cedarPolicySet } from '../sets/cedar.ts'
import { compiledPolicySet } from '../sets/compiled.ts'
import { createWork } from './work.ts'

function setOf(condition: string) {
  const text = `@id("p") permit (principal, action, resource) when { ${condition} };`
  return compiledPolicySet({ wasm, version: 1, digest: 'x', text })
}

const ROLES = Array.from({ length: 20 }, (_, n) => `role-${n}`)

const AGENT: Facts['agent'] = { id: 'agt_1', status: 'active', roles: ROLES, labels: { team: 'north' } }
const LASTING: Facts['agent'] = Object.freeze({
  ...AGENT,
  roles: Object.freeze([...ROLES]),
  labels: Object.freeze({ ...AGENT.labels }),
})

test('an agent that nobody can alter is evaluated as any other, and costs as much at each call', () => {
  const set = setOf(
    '[principal.roles].contains(principal.roles) && principal.roles.contains("role-19") && principal.getTag("team") == "north"',
  )
  function evaluated(agent: Facts['agent']) {
    const work = createWork()
    const facts = { agent, action: 'read', environment: 'production' }
    const answer = set.evaluate(requestsOf(set, facts)({ approved: false, declared: false }), work)
    return { answer, characters: work.characters }
  }
  const expected = evaluated(AGENT)
  assert.equal(expected.answer.decision, 'allow')
  assert(expected.characters > 0)
  for (let n = 0; n < 3; n++) assert.deepEqual(evaluated(LASTING), expected)
})

test('an agent that can be altered is read at each call', () => {
  const set = setOf('principal.roles.contains("late")')
  const roles = ['early']
  const facts = { agent: { ...AGENT, roles }, action: 'read', environment: 'production' }
  function decision() {
    return set.evaluate(requestsOf(set, facts)({ approved: false, declared: false })).decision
  }
  assert.equal(decision(), 'deny')
  roles.push('late')
  assert.equal(decision(), 'allow')
})

const CONTEXTS: readonly Record<string, CedarValue>[] = [
  {},
  { a: 1 },
  { a: 1, b: 'x' },
  { a: { b: 'x' }, c: ['x'] },
  { __entity: { type: 'U', id: 'a' } },
  { __extn: { fn: 'decimal', arg: '1.0' } },
  { __entity: { type: 'U', id: 'a' }, a: 1 },
  { a: { __extn: { fn: 'decimal', arg: '1.0' } }, b: 'x' },
  { toString: 'x', a: 1 },
  JSON.parse('{"__proto__": {"a": 1}, "b": 1}'),
  { a: '\ud800', b: 1 },
  { a: 1.5, b: 1 },
]

const CONDITIONS = [
  'context has a',
  'context has toString',
  'context has constructor',
  'context has hasOwnProperty || context has "__proto__"',
  'context has a.b && context.a.b == "x"',
  'context.a == 1',
  'context.b == "x"',
  'context == {a: 1, b: "x"}',
  '[context].contains({a: {b: "x"}, c: ["x"]})',
]

test('a context is what cedar-wasm takes it for, whoever asks for which of its members', () => {
  for (const condition of CONDITIONS) {
    const text = `@id("p") permit (principal, action, resource) when { ${condition} };`
    const options = { wasm, version: 1, digest: 'x', text }
    const [own, theirs] = [compiledPolicySet(options), cedarPolicySet({ ...options, memoEntries: 0 })]
    for (const context of CONTEXTS) {
      const request = {
        principal: { type: 'Agent', id: 'a' },
        action: { type: 'Action', id: 'call' },
        resource: { type: 'Tool', id: 't' },
        context,
        entities: [],
      }
      const [a, b] = [own.evaluate(request), theirs.evaluate(request)]
      const message = `${condition} on ${JSON.stringify(context)}`
      assert.equal(a.decision, b.decision, message)
      assert.equal(a.errors.length > 0, b.errors.length > 0, message)
    }
  }
})
