// Rules that hold for the whole table of operations, the error catalogue and the OpenAPI document.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod'
import { openApi, secretMembers } from './openapi.ts'
import { errorCodes, errorEntry, operationList, operations } from './operations.ts'
import { errorsOf } from './wire/operation.ts'
import { membersOf } from './wire/place.ts'
import { agentScopes, scopes } from './wire/scopes.ts'
import { SECRET_MEMBERS } from './wire/secrets.ts'

test('every operation stands in the table under its own name, with its own route', () => {
  for (const [name, operation] of Object.entries(operations)) assert.equal(name, operation.name)
  const routes = new Set(operationList.map(({ method, path }) => `${method} ${path}`))
  assert.equal(routes.size, operationList.length)
})

test('the parameters of a path are exactly those of its schema', () => {
  for (const { path, input, name } of operationList) {
    const inPath = [...path.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1])
    assert.deepEqual(inPath, membersOf(input.params), name)
  }
})

test('no member of an input appears in two places', () => {
  for (const { name, input } of operationList) {
    const all = [...membersOf(input.params), ...membersOf(input.query), ...membersOf(input.body)]
    assert.equal(new Set(all).size, all.length, name)
  }
})

test('reading never has a body, and every part of an input refuses unknown members', () => {
  let parts = 0
  for (const { name, method, input } of operationList) {
    if (method === 'GET') assert.equal(input.body, undefined, name)
    for (const schema of [input.params, input.query, input.body]) {
      if (schema === undefined) continue
      parts++
      const issues = schema.safeParse({ no_such_member: 1 }).error?.issues ?? []
      assert.ok(
        issues.some((issue) => issue.code === 'unrecognized_keys'),
        name,
      )
    }
  }
  assert.ok(parts > 20)
})

test('every list says whether there is more of it', () => {
  const lists = operationList.filter(({ output }) => output instanceof z.ZodObject && 'data' in output.shape)
  assert.ok(lists.length >= 11)
  for (const { name, output } of lists) assert.ok(membersOf(output).includes('has_more'), name)
})

test('every scope but admin is needed by an operation, and agents never get more than six', () => {
  const needed = new Set(operationList.map(({ scope }) => scope))
  assert.deepEqual([...needed, 'admin'].sort(), [...scopes].sort())
  assert.deepEqual([...agentScopes].sort(), [
    'approvals:read',
    'check',
    'complete',
    'gate',
    'receipts:read',
    'verify',
  ])
})

test('every code of the catalogue says what to do next and has the status of an error', () => {
  for (const code of errorCodes) {
    const { status, title, remedy } = errorEntry(code)
    assert.ok(status >= 400 && status < 600, code)
    assert.match(title, /^[A-Z].*[^.]$/, code)
    assert.match(remedy, /^[A-Z].*\.$/, code)
  }
})

test('every code of the catalogue can be raised by an operation or by the server itself', () => {
  const raised = new Set(operationList.flatMap((operation) => [...errorsOf(operation)]))
  const missing = errorCodes.filter((code) => !raised.has(code))
  assert.deepEqual(missing, ['method.not_allowed', 'route.unknown'])
})

test('the only secrets in the contract are those of new keys and webhooks, and the link of an invitation', () => {
  assert.deepEqual(secretMembers(openApi(operationList)), SECRET_MEMBERS)
})

test('the OpenAPI document is the same twice, and every reference in it resolves', () => {
  const document = openApi(operationList)
  const text = JSON.stringify(document)
  assert.equal(JSON.stringify(openApi(operationList)), text)
  const { schemas, responses } = document.components as { schemas: object; responses: object }
  const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? ''))
  assert.ok(references.size > 20)
  for (const reference of references) {
    const [, , kind, name] = reference.split('/')
    assert.ok(Object.hasOwn(kind === 'responses' ? responses : schemas, name ?? ''), reference)
  }
})
