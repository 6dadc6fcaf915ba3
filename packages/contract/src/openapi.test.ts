// What the OpenAPI document must say so that its readers need nothing else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OpenApiNode, openApi } from './openapi.ts'
import { operationList } from './operations.ts'

type Schema = { $ref?: string; description?: string; anyOf?: Schema[]; allOf?: Schema[] }
type Documented = { components: { schemas: Record<string, Schema> } }

const document = openApi(operationList)
const { schemas } = (document as Documented).components

/** Whether a property says what it is, itself or in what it refers to. */
function isDescribed({ $ref, description, anyOf = [], allOf = [] }: Schema): boolean {
  if (description !== undefined && description.length > 1) return true
  if ($ref !== undefined) return isDescribed(schemas[$ref.replace('#/components/schemas/', '')] ?? {})
  return [...anyOf, ...allOf].some(isDescribed)
}

function isObject(value: unknown): value is OpenApiNode {
  return typeof value === 'object' && value !== null
}

/** Every property of a schema and every parameter below this, by where it stands. */
function membersBelow(node: OpenApiNode, path: string): [where: string, member: Schema][] {
  return Object.entries(node).flatMap(([name, child]): [string, Schema][] => {
    if (!isObject(child) || name === 'example' || name === 'examples') return []
    const below = membersBelow(child, `${path}.${name}`)
    if (name !== 'properties' && name !== 'parameters') return below
    return [
      ...Object.entries(child).map(([key, member]): [string, Schema] => [`${path}.${key}`, member as Schema]),
      ...below,
    ]
  })
}

test('every property and every parameter says what it is', () => {
  const members = membersBelow(document, '')
  assert.ok(members.length > 1000)
  assert.deepEqual(
    members.filter(([, member]) => !isDescribed(member)).map(([where]) => where),
    [],
  )
})

test('a property without a word about it would be found', () => {
  const [found] = membersBelow({ a: { properties: { b: { type: 'string' } } } }, '')
  assert.deepEqual(found?.[0], '.a.b')
  assert.ok(!isDescribed(found?.[1] ?? {}))
  assert.ok(!isDescribed({ $ref: '#/components/schemas/None' }))
})
