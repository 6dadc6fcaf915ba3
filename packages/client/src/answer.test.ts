// The client accepts, refuses and reads each answer as the contract's own schemas do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operationList, Problem } from '@countersign/contract'
import { readerOf, type Shape } from './answer.ts'
import { components, problem, routes } from './generated.ts'

const readAnswer = readerOf(components)
/** What JSON can carry. */
const WRONG = [null, true, '', 'A/b c', -1, 1.5, 2 ** 53, [], ['x'], {}, { x: 1 }]

type Outcome = { value: unknown } | 'refused'

function outcomeOf(read: () => unknown): Outcome {
  try {
    return { value: read() }
  } catch {
    return 'refused'
  }
}

/** The value with each of its parts replaced by each wrong value in turn, or given a member that nobody declared. */
function* changed(value: unknown): Generator<unknown> {
  yield* WRONG
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const other of changed(item)) yield value.with(index, other)
    return
  }
  yield { ...value, undeclared: 1 }
  for (const [name, member] of Object.entries(value)) {
    const { [name as keyof typeof value]: _, ...rest } = value
    yield rest
    for (const other of changed(member)) yield { ...value, [name]: other }
  }
}

function compare(name: string, shape: Shape, parse: (value: unknown) => unknown, answer: unknown): number {
  let refused = 0
  for (const value of [answer, ...changed(answer)]) {
    const expected = outcomeOf(() => parse(value))
    assert.deepEqual(
      outcomeOf(() => readAnswer(shape, value)),
      expected,
      `${name}: ${JSON.stringify(value)}`,
    )
    if (expected === 'refused') refused += 1
  }
  return refused
}

test('every answer, as it should be or wrong in one place, counts as the contract has it', () => {
  for (const { name, output, produces, examples } of operationList) {
    const route = routes.find((each) => each.name === name)
    assert.ok(route, name)
    assert.equal('answer' in route, produces === 'json', name)
    if (!('answer' in route)) continue
    for (const { answer } of examples) {
      const refused = compare(name, route.answer, (value) => output.encode(output.parse(value)), answer)
      assert.ok(refused > WRONG.length, name)
    }
  }
})

test('so does every problem document', () => {
  const item = {
    code: 'c',
    message: 'm',
    pointer: '/a',
    parameter: 'p',
    offset: 1,
    line: 1,
    column: 2,
    policy_id: 'x',
    test: 't',
  }
  const texts = {
    type: '/docs',
    title: 'T',
    detail: 'd',
    remedy: 'r',
    instance: 'urn:x',
    code: 'c',
    request_id: 'req_1',
  }
  const document = { ...texts, status: 400, errors: [item] }
  assert.ok(compare('problem', problem, (value) => Problem.parse(value), document) > WRONG.length)
})

test('a message says where an answer is wrong', () => {
  const shape: Shape = { type: 'object', properties: { a: { type: 'array', items: { type: 'string' } } } }
  assert.throws(() => readAnswer(shape, { a: ['x', 1] }), { message: /at `\/a\/1`$/ })
})

test('one of several forms suffices, and a member called __proto__ is a member', () => {
  const text: Shape = { anyOf: [{ type: 'integer' }, { const: 'x' }, { type: 'null' }] }
  for (const value of [1, 'x', null]) assert.equal(readAnswer(text, value), value)
  for (const value of ['y', true, undefined]) assert.throws(() => readAnswer(text, value), TypeError)
  const open: Shape = { type: 'object', properties: { a: { type: 'integer' } }, additionalProperties: true }
  const value = JSON.parse('{"a":1,"__proto__":{"b":2}}')
  assert.deepEqual(Object.entries(readAnswer(open, value) as object), Object.entries(value))
})
