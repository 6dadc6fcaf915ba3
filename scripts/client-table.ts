// Makes what the client knows of the API: its routes, the form of its answers, and which errors pass.
import {
  errorCodes,
  errorEntry,
  type OpenApiNode,
  openApi,
  operationList,
} from '../packages/contract/src/index.ts'

/** What the client checks of an answer. */
const CHECKED = new Set([
  ...[
    '$ref',
    'anyOf',
    'type',
    'const',
    'enum',
    'pattern',
    'format',
    'minLength',
    'maxLength',
    'minimum',
    'maximum',
  ],
  ...['items', 'minItems', 'maxItems', 'properties', 'required', 'propertyNames', 'additionalProperties'],
])
/** What says nothing of the form of a value. */
const UNCHECKED = new Set([
  'description',
  'examples',
  'example',
  'default',
  'title',
  'deprecated',
  'x-secret',
])
const COMPONENTS = '#/components/schemas/'
const HEADER = `// Generated from the contract by \`npm run openapi\`: routes, the form of each answer, and which errors pass.
import type { Shape, Shapes } from './answer.ts'
import type { KnownRoute } from './route.ts'
`

/** The text of \`packages/client/src/generated.ts\`. */
export function clientTable(): string {
  const document = openApi(operationList)
  const { schemas } = document.components as { schemas: { [name: string]: OpenApiNode } }
  const shapes = new Map<string, unknown>()
  function shapeOf(node: unknown): unknown {
    const shape = form(node as OpenApiNode, shapeOf)
    const name = (shape as { $ref?: string }).$ref
    if (name !== undefined && !shapes.has(name)) {
      // First, so that a form that contains itself comes to an end.
      shapes.set(name, undefined)
      shapes.set(name, shapeOf(schemas[name]))
    }
    return shape
  }
  const routes = operationList.map(({ name, method, path, produces, input: { query, body }, status }) => {
    const described = (document.paths as Paths)[path]?.[method.toLowerCase()]
    const answer = described?.responses[status]?.content['application/json']?.schema
    const inQuery = described?.parameters?.filter((parameter) => parameter.in === 'query') ?? []
    return {
      name,
      method,
      path,
      ...(query !== undefined && { query: inQuery.map((parameter) => parameter.name) }),
      ...(body !== undefined && { hasBody: true }),
      ...(produces === 'json' ? { answer: shapeOf(answer) } : { produces }),
    }
  })
  const problem = shapeOf({ $ref: `${COMPONENTS}Problem` }) as object
  const sorted = [...shapes].sort(([left], [right]) => (left < right ? -1 : 1))
  const errors = errorCodes.map((code) => [code, errorEntry(code).retryable === true])
  return [
    HEADER,
    written('routes', 'readonly KnownRoute[]', routes),
    written('problem', 'Shape', problem),
    written('components', 'Shapes', Object.fromEntries(sorted)),
    written('isRetryable', '{ readonly [code: string]: boolean }', Object.fromEntries(errors)),
  ].join('\n')
}

type Paths = {
  [path: string]: {
    [method: string]: {
      parameters?: readonly { name: string; in: string }[]
      responses: { [status: string]: { content: { [type: string]: { schema: OpenApiNode } } } }
    }
  }
}

/** A constant with one line for each of its entries, so that a difference shows where it is. */
function written(name: string, type: string, value: object): string {
  const isList = Array.isArray(value)
  const lines = Object.entries(value).map(([key, entry]) => {
    return `  ${isList ? '' : `${JSON.stringify(key)}: `}${JSON.stringify(entry)},\n`
  })
  return `export const ${name}: ${type} = ${isList ? '[' : '{'}\n${lines.join('')}${isList ? ']' : '}'}\n`
}

/** A JSON Schema with only what the client checks; throws for what it would not check. */
function form(node: OpenApiNode, shapeOf: (node: unknown) => unknown): OpenApiNode {
  const kept = Object.entries(node).flatMap(([keyword, value]): [string, unknown][] => {
    if (UNCHECKED.has(keyword)) return []
    const name = keyword === 'oneOf' ? 'anyOf' : keyword
    if (!CHECKED.has(name))
      throw new Error(
        `the client does not check \`${keyword}\` in an answer yet: add it to packages/client/src/answer.ts`,
      )
    return [[name, partOf(name, value, shapeOf)]]
  })
  return Object.fromEntries(kept)
}

function partOf(keyword: string, value: unknown, shapeOf: (node: unknown) => unknown): unknown {
  switch (keyword) {
    case 'format':
      if (value === 'date-time') return value
      throw new Error(
        `the client does not check the format \`${value}\` of an answer yet: add it to packages/client/src/answer.ts`,
      )
    case '$ref':
      return String(value).slice(COMPONENTS.length)
    case 'anyOf':
      return (value as unknown[]).map(shapeOf)
    case 'properties':
      return Object.fromEntries(
        Object.entries(value as OpenApiNode).map(([name, member]) => [name, shapeOf(member)]),
      )
    case 'items':
    case 'propertyNames':
      return shapeOf(value)
    case 'additionalProperties':
      return typeof value === 'boolean' ? value : shapeOf(value)
    default:
      return value
  }
}
