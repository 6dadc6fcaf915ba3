// Tests how the input schemas and settings of tools become Cedar types and policies.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as engine from '@cedar-policy/cedar-wasm/nodejs'
import type { JsonObject } from '@countersign/json'
import fc from 'fast-check'
import type { ToolDefinition } from '../model/tool.ts'
import { toolPolicies } from './policies.ts'
import { argumentsTypeOf } from './read.ts'
import { argumentsTypes, schemaTextOf } from './schema.ts'
import { argumentsValueOf } from './value.ts'

// Schemas as widespread tools publish them, each with arguments that fit.
const EXAMPLES: Readonly<Record<string, { schema: JsonObject; fits: JsonObject }>> = JSON.parse(
  readFileSync(new URL('examples.json', import.meta.url), 'utf8'),
)
const base = readFileSync(new URL('../../packs/base.cedarschema', import.meta.url), 'utf8')

function toolOf(name: string, more: Partial<ToolDefinition> = {}): ToolDefinition {
  return {
    name,
    risk: 'low',
    require_approval: false,
    blocked: false,
    hidden: false,
    ...more,
  }
}

function taken(schema: Readonly<Record<string, unknown>>, value: unknown) {
  return argumentsValueOf(argumentsTypeOf(schema).type, value)
}

function problemOf(schema: Readonly<Record<string, unknown>>, value: unknown): string {
  const read = taken(schema, value)
  assert.ok('problem' in read, JSON.stringify(read))
  return read.problem
}

const NAMES = [
  'plain',
  'payments:create',
  'quo"te',
  'back\\slash',
  'new\nline',
  '\u202e',
  '',
  'in',
  'Ünïcode',
  '😀',
  "it's",
  '$' + '{x}',
]

test('every realistic tool schema becomes a schema that Cedar accepts, whatever the tool is called', () => {
  const examples = Object.entries(EXAMPLES)
  assert.ok(examples.length >= 15)
  const tools = [
    ...examples.map(([name, { schema }]) => toolOf(name, { input_schema: schema })),
    ...NAMES.map((name) => toolOf(name, { input_schema: { type: 'object' } })),
  ]
  const answer = engine.checkParseSchema(schemaTextOf(base, tools))
  assert.equal(answer.type, 'success', JSON.stringify(answer))
})

test('policies over typed arguments are validated strictly, and a wrong type is found', () => {
  const tools = [toolOf('refund', { input_schema: EXAMPLES.stripe_create_refund?.schema ?? {} })]
  function problems(condition: string): number {
    const answer = engine.validate({
      validationSettings: { mode: 'strict' },
      schema: schemaTextOf(base, tools),
      policies: {
        staticPolicies: {
          one: `permit (principal, action == Action::"refund", resource) when { ${condition} };`,
          all: 'permit (principal, action in Action::"call", resource) when { context.effect == "read" };',
        },
      },
    })
    assert.equal(answer.type, 'success', JSON.stringify(answer))
    return answer.type === 'success' ? answer.validationErrors.length : 0
  }
  assert.equal(problems('context.arguments has amount && context.arguments.amount < 100'), 0)
  assert.equal(problems('context.arguments.payment_intent == "x" && context.approved'), 0)
  assert.equal(problems('context.arguments.amount < 100'), 1)
  assert.equal(problems('context.arguments.payment_intent < 100'), 1)
  assert.equal(problems('context.arguments.amonut == 1'), 1)
})

test('arguments that fit are accepted by Cedar as a request of the tool', () => {
  for (const [name, { schema, fits }] of Object.entries(EXAMPLES)) {
    const read = taken(schema, fits)
    assert.ok('value' in read, `${name}: ${JSON.stringify(read)}`)
    const text = `entity A; entity Agent; entity Tool;\ntype Context = {\n};\naction "call" appliesTo { principal: [Agent], resource: [Tool], context: Context };`
    const answer = engine.checkParseContext({
      context: { arguments: read.value } as never,
      action: { type: 'Action', id: name },
      schema: schemaTextOf(text, [toolOf(name, { input_schema: schema })]),
    })
    assert.equal(answer.type, 'success', `${name}: ${JSON.stringify(answer)}`)
  }
})

test('members for which Cedar has no type are dropped and named', () => {
  function dropped(name: string): string[] {
    return argumentsTypeOf(EXAMPLES[name]?.schema ?? {}).dropped
  }
  assert.deepEqual(dropped('read_file'), [])
  assert.deepEqual(dropped('to_one_or_many'), ['to'])
  assert.deepEqual(dropped('kubectl_apply'), ['manifest', 'extra', 'never'])
  assert.deepEqual(dropped('tuple'), ['range', 'pair', 'list'])
  assert.deepEqual(dropped('recursive_filter'), ['and', 'not'])
  assert.deepEqual(dropped('draft4'), ['mixed'])
  assert.deepEqual(argumentsTypeOf({ properties: { __entity: {}, __extn: { type: 'string' } } }).dropped, [
    '__entity',
    '__extn',
  ])
})

test('a value is taken exactly or refused, with the member named', () => {
  const schema = {
    type: 'object',
    required: ['n', 't'],
    properties: {
      n: { type: 'number' },
      i: { type: 'integer' },
      t: { type: 'string' },
      b: { type: 'boolean' },
      l: { type: 'array', items: { type: 'integer' } },
      o: { type: 'object', properties: { x: { type: 'string' } }, additionalProperties: false },
    },
  }
  const ok = { n: 1, t: '' }
  assert.deepEqual(taken(schema, { ...ok, i: -0, zzz: 1, b: null }), {
    value: { n: { __extn: { fn: 'decimal', arg: '1.0' } }, i: 0, t: '' },
  })
  const wrong: [unknown, RegExp][] = [
    [{ t: '' }, /`\/n` must be there/],
    [{ ...ok, n: null }, /`\/n` must not be null/],
    [{ ...ok, n: 1.00001 }, /`\/n` .*decimal/],
    [{ ...ok, n: 1e16 }, /`\/n` .*decimal/],
    [{ ...ok, n: '1' }, /`\/n` must be a number/],
    [{ ...ok, i: 2 ** 53 }, /`\/i` must be an integer that is exact/],
    [{ ...ok, i: 1.5 }, /`\/i` must be an integer/],
    [{ ...ok, t: '\ud800' }, /`\/t` must be a string/],
    [{ ...ok, b: 1 }, /`\/b` must be true or false/],
    [{ ...ok, l: [1, null] }, /`\/l\/1` must be an integer/],
    [{ ...ok, l: {} }, /`\/l` must be an array/],
    [{ ...ok, o: { y: 1 } }, /`\/o\/y` must not be there/],
    [{ ...ok, o: [] }, /`\/o` must be an object/],
    [[], /^the arguments must be an object/],
    [null, /^the arguments must be an object/],
  ]
  for (const [value, problem] of wrong) assert.match(problemOf(schema, value), problem)
})

test('a member that arguments only inherit does not count', () => {
  const schema = { properties: { constructor: { type: 'string' }, toString: { type: 'string' } } }
  assert.deepEqual(taken(schema, {}), { value: {} })
  const named = JSON.parse('{"properties":{"__proto__":{"type":"string"}},"required":["__proto__"]}')
  const read = taken(named, JSON.parse('{"__proto__":"x"}'))
  assert.ok('value' in read && Object.hasOwn(read.value as object, '__proto__'))
})

const json = fc.letrec((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(true, false, null, 1, 'x', {}),
    fc.record(
      {
        type: fc.oneof(
          fc.constantFrom('string', 'object', 'array', 'integer', 'number', 'boolean', 'null', 'x', 7),
          fc.constant(['string', 'null']),
        ),
        properties: fc.dictionary(
          fc.oneof(fc.string({ unit: 'binary', maxLength: 5 }), fc.constantFrom('a', 'in', '__expr', '"')),
          tie('schema'),
          { maxKeys: 4 },
        ),
        required: fc.constantFrom(['a'], 'a', [1], [null, 'in']),
        items: tie('schema'),
        anyOf: fc.array(tie('schema'), { maxLength: 3 }),
        allOf: fc.array(tie('schema'), { maxLength: 3 }),
        $ref: fc.constantFrom('#', '#/properties/a', '#/x/y', 'http://x', '#/properties/a/properties/a'),
        enum: fc.constantFrom([], ['a'], [1, 'a'], [null]),
        additionalProperties: fc.constantFrom(true, false, {}),
        pattern: fc.constant('(a+)+$'),
      },
      { requiredKeys: [] },
    ),
  ),
})).schema

test('no schema, however malformed, throws or yields a schema that Cedar refuses', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('properties', 'allOf', 'anyOf', '$ref'), json),
      json,
      (outer, inner) => {
        for (const schema of [outer, { properties: { a: inner, b: inner } }]) {
          const answer = engine.checkParseSchema(
            schemaTextOf(
              'entity Agent; entity Tool;\ntype Context = {\n};\naction "call" appliesTo { principal: [Agent], resource: [Tool], context: Context };',
              [toolOf('t', { input_schema: schema as JsonObject })],
            ),
          )
          assert.equal(answer.type, 'success', JSON.stringify([schema, answer]))
        }
      },
    ),
    { numRuns: 300 },
  )
})

// The forks alone would double thirty times.
test('hostile schemas come to an end and stay short', () => {
  function nested(depth: number): object {
    return depth === 0 ? {} : { type: 'object', properties: { a: nested(depth - 1) } }
  }
  const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`m${i}`, { type: 'string' }]))
  const fork = { $ref: '#/$defs/d0' }
  const defs = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [
      `d${i}`,
      { allOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] },
    ]),
  )
  const schemas = [
    nested(2000),
    { properties: wide },
    { ...fork, $defs: defs },
    { properties: { a: { anyOf: new Array(5000).fill({ properties: wide }) } } },
    { properties: { a: { enum: new Array(100_000).fill('x') } }, required: new Array(100_000).fill('a') },
  ]
  for (const [at, schema] of schemas.entries()) {
    const text = schemaTextOf(base, [toolOf('t', { input_schema: schema as JsonObject })])
    assert.ok(text.length < base.length + 50_000, `schema ${at}`)
  }
})

test('the settings of a tool compile to Cedar text that is exactly the JSON beside it', () => {
  for (const name of NAMES) {
    const policies = toolPolicies(
      toolOf(name, { blocked: true, hidden: true, require_approval: true, calls_per_minute: 5 }),
    )
    assert.deepEqual(
      policies.map(({ id }) => id),
      ['blocked', 'hidden', 'approval', 'rate'].map((rule) => `tool:${name}:${rule}`),
    )
    for (const { id, text, json: own } of policies) {
      const answer = engine.policyToJson(text)
      assert.ok(answer.type === 'success', JSON.stringify(answer))
      assert.deepEqual(own, answer.json)
      assert.equal(own.annotations?.id, id)
      assert.ok(own.annotations?.reason)
    }
  }
  assert.deepEqual(toolPolicies(toolOf('t')), [])
  const limits = [0, -1, 1.9, Number.NaN, Number.POSITIVE_INFINITY].map(
    (calls_per_minute) => toolPolicies(toolOf('t', { calls_per_minute }))[0]?.text.match(/>= (\S+) /)?.[1],
  )
  assert.deepEqual(limits, ['0', '0', '1', '0', String(Number.MAX_SAFE_INTEGER)])
})

test('a tool that is called like the action of all calls gets no action of its own', () => {
  const schema = { type: 'object' }
  const types = argumentsTypes([
    toolOf('call', { input_schema: schema }),
    toolOf('x', { input_schema: schema }),
    toolOf('y'),
  ])
  assert.deepEqual([...types.keys()], ['x'])
})
