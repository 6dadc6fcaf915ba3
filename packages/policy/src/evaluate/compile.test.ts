// Tests which policies are refused by the compiler, how policies are selected, and what evaluation costs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePolicies, evaluate } from './compile.ts'
import { CompileError } from './failure.ts'

const all = { op: 'All' }
const open = { effect: 'permit', principal: all, action: all, resource: all, conditions: [] }
function when(body: unknown) {
  return { ...open, conditions: [{ kind: 'when', body }] }
}

function uid(type: string, id: string) {
  return { type, id }
}

const request = {
  principal: uid('U', 'a'),
  action: uid('Action', 'call'),
  resource: uid('T', 't'),
  context: {},
}

const malformed: [string, unknown][] = [
  ['nothing', undefined],
  ['an unknown effect', { ...open, effect: 'maybe' }],
  ['an unknown operator', when({ exec: { arg: { Value: true } } })],
  ['two operators in one', when({ Value: true, Var: 'context' })],
  ['an unknown variable', when({ Var: 'world' })],
  ['the slot of a template', { ...open, principal: { op: '==', slot: '?principal' } }],
  ['a slot in a condition', when({ Slot: '?principal' })],
  ['an integer that JSON has rounded', when({ '==': { left: { Value: 2 ** 60 }, right: { Value: 1 } } })],
  ['an unknown clause', { ...open, conditions: [{ kind: 'if', body: { Value: true } }] }],
  ['a member of the prototype as operator', when({ constructor: [] })],
]
for (const [what, est] of malformed)
  test(`a policy with ${what} does not compile`, () => {
    assert.throws(() => compilePolicies([est]), CompileError)
  })

test('two policies of one id do not compile', () => {
  assert.throws(() => compilePolicies([open, open], ['a', 'a']), CompileError)
})

test('a policy is asked in whichever slice its head puts it, and counted once', () => {
  function entity(type: string, id: string) {
    return { entity: uid(type, id) }
  }
  const heads = [
    {},
    { principal: { op: '==', ...entity('U', 'a') } },
    { principal: { op: 'in', ...entity('G', 'g') } },
    { principal: { op: 'is', entity_type: 'U' } },
    { principal: { op: 'is', entity_type: 'U', in: entity('G', 'top') } },
    { resource: { op: '==', ...entity('T', 't') } },
    { action: { op: '==', ...entity('Action', 'call') } },
    { action: { op: 'in', entities: [uid('Action', 'call'), uid('Action', 'any'), uid('Action', 'any')] } },
    { action: { op: 'in', ...entity('Action', 'any') }, resource: { op: 'is', entity_type: 'T' } },
  ]
  const others = [
    { principal: { op: '==', ...entity('U', 'b') } },
    { principal: { op: 'in', ...entity('U', 'b') } },
    { principal: { op: 'is', entity_type: 'G', in: entity('G', 'g') } },
    { resource: { op: '==', ...entity('U', 't') } },
    { action: { op: 'in', entities: [] } },
    { action: { op: '==', ...entity('Action', 'any') } },
    { principal: { op: '==', ...entity('U', 'a') }, resource: { op: '==', ...entity('T', 'other') } },
  ]
  const set = compilePolicies([...heads, ...others].map((head) => ({ ...open, ...head })))
  function below(child: unknown, ...parents: unknown[]) {
    return { uid: child, attrs: {}, parents }
  }
  const entities = [
    below(request.principal, uid('G', 'g')),
    below(uid('G', 'g'), uid('G', 'top')),
    below(request.action, uid('Action', 'any')),
  ]
  const { decision, determining, errors } = evaluate(set, request, entities)
  assert.equal(decision, 'allow')
  assert.deepEqual(
    determining,
    heads.map((_, at) => `policy${at}`),
  )
  assert.deepEqual(errors, [])
})

test('sets nested 90 deep compare in time linear in their size', () => {
  let nested: unknown = ['a']
  for (let depth = 0; depth < 90; depth += 1) nested = [nested]
  const equal = {
    '==': {
      left: { '.': { left: { Var: 'context' }, attr: 'a' } },
      right: { '.': { left: { Var: 'context' }, attr: 'b' } },
    },
  }
  const context = { a: nested, b: structuredClone(nested) }
  assert.deepEqual(evaluate(compilePolicies([when(equal)]), { ...request, context }, []).determining, [
    'policy0',
  ])
})

test('a wildcard pattern never goes back, so a hostile text costs no more than a long one', () => {
  const star = ['Wildcard', { Literal: 'a' }]
  const pattern = [...Array.from({ length: 200 }, () => star).flat(), { Literal: 'b' }]
  const like = { like: { left: { '.': { left: { Var: 'context' }, attr: 'a' } }, pattern } }
  const context = { a: 'a'.repeat(100_000) }
  assert.equal(evaluate(compilePolicies([when(like)]), { ...request, context }, []).decision, 'deny')
  assert.equal(
    evaluate(compilePolicies([when(like)]), { ...request, context: { a: `${context.a}b` } }, []).decision,
    'allow',
  )
})
