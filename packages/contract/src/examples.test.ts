// The contract's examples are valid by it: the reference page, OpenAPI and other tests depend on them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from '@countersign/json'
import * as z from 'zod'
import { openApi } from './openapi.ts'
import { type Operation, operationList } from './operations.ts'
import { Problem, problemDocument } from './problem.ts'
import { defineOperation } from './wire/operation.ts'
import { membersOf } from './wire/place.ts'

function partsOf({ input }: Operation) {
  return [input.params, input.query, input.body].filter((part) => part !== undefined)
}

/** The members of a request that one part of an input takes. */
function pick(request: object, part: z.ZodType): object {
  const names = membersOf(part)
  return Object.fromEntries(Object.entries(request).filter(([name]) => names.includes(name)))
}

test('every example of a request is one that its operation accepts, and holds nothing else', () => {
  for (const operation of operationList) {
    for (const { title, request } of operation.examples) {
      const parts = partsOf(operation)
      for (const part of parts) {
        const { error } = part.safeParse(pick(request as object, part))
        assert.equal(error, undefined, `${operation.name}, ${title}: ${error?.message}`)
      }
      const known = parts.flatMap(membersOf)
      for (const name of Object.keys(request as object))
        assert.ok(known.includes(name), `${operation.name}.${name}`)
    }
  }
})

test('every example of an answer is one that its operation gives', () => {
  const seen = { json: 0, cose: 0, ndjson: 0 }
  for (const { name, produces, output, examples } of operationList) {
    for (const { title, answer } of examples) {
      if (produces === 'json')
        assert.deepEqual(z.encode(output, z.decode(output, answer)), answer, `${name}, ${title}`)
      else if (produces === 'cose') assert.ok(answer instanceof Uint8Array)
      else for (const line of answer as string[]) assert.equal(JSON.stringify(parseJson(line)), line)
      seen[produces] += 1
    }
  }
  assert.ok(seen.json > 30 && seen.cose > 0 && seen.ndjson > 1)
})

test('the examples of an operation have titles of their own', () => {
  for (const { name, examples } of operationList) {
    const titles = examples.map(({ title }) => title)
    assert.equal(new Set(titles).size, titles.length, name)
  }
})

test('each error of its own that an operation names has an example, and no other has one', () => {
  for (const { name, errors, refusals } of operationList) {
    assert.deepEqual(Object.keys(refusals).sort(), [...errors].sort(), name)
    for (const code of errors) {
      const document = problemDocument(code, 'req_1', refusals[code] ?? {})
      assert.deepEqual(Problem.parse(document), document, `${name}, ${code}`)
    }
  }
})

type Content = { examples?: Record<string, { value: unknown }> }
type Described = {
  requestBody?: { content: Record<string, Content> }
  parameters?: { name: string; in: string; example?: unknown }[]
  responses: Record<string, { content?: Record<string, Content> }>
}

test('OpenAPI shows every example: of bodies, of what stands in a path, of answers and of errors', () => {
  const { paths } = openApi(operationList) as { paths: Record<string, Record<string, Described>> }
  for (const operation of operationList) {
    const described = paths[operation.path]?.[operation.method.toLowerCase()]
    assert.ok(described !== undefined)
    const [shown] = Object.values(described.requestBody?.content ?? {})
    const count = Object.keys(shown?.examples ?? {}).length
    assert.equal(count, operation.input.body === undefined ? 0 : operation.examples.length, operation.name)
    for (const parameter of described.parameters ?? []) {
      if (parameter.in === 'path') assert.notEqual(parameter.example, undefined, operation.name)
    }
    const [answer] = Object.values(described.responses[operation.status]?.content ?? {})
    if (operation.produces !== 'cose') {
      assert.equal(Object.keys(answer?.examples ?? {}).length, operation.examples.length, operation.name)
    }
    const errors = Object.values(described.responses).flatMap(({ content }) =>
      Object.keys(content?.['application/problem+json']?.examples ?? {}),
    )
    assert.deepEqual(errors.sort(), [...operation.errors].sort(), operation.name)
  }
})

test('an example that does not fit its operation does not compile', () => {
  const operation = {
    name: 'test',
    method: 'POST',
    path: '/v1/test/{id}',
    scope: 'check',
    input: { params: z.strictObject({ id: z.string() }), body: z.strictObject({ count: z.int() }) },
    output: z.object({ done: z.boolean() }),
    errors: [],
    summary: '',
    description: '',
  } as const
  const right = { title: '', request: { id: 'a', count: 1 }, answer: { done: true } }
  defineOperation({ ...operation, examples: [right] })
  // @ts-expect-error: no example
  defineOperation({ ...operation, examples: [] })
  // @ts-expect-error: a member of the path is missing
  defineOperation({ ...operation, examples: [{ ...right, request: { count: 1 } }] })
  // @ts-expect-error: a member has another type
  defineOperation({ ...operation, examples: [{ ...right, request: { id: 'a', count: '1' } }] })
  // @ts-expect-error: the answer lacks a member
  defineOperation({ ...operation, examples: [{ ...right, answer: {} }] })
  // @ts-expect-error: a refusal with an error that the operation does not name
  defineOperation({ ...operation, errors: ['not_found'], examples: [right], refusals: { 'org.state': {} } })
  // @ts-expect-error: the catalogue has no such code
  const unlisted: Operation = defineOperation({ ...operation, errors: ['no.such'], examples: [right] })
  assert.deepEqual(unlisted.errors, ['no.such'])
  assert.equal(defineOperation({ ...operation, examples: [right] }).examples.length, 1)
})
