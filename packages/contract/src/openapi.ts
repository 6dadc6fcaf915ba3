// The OpenAPI document, made from the table of operations.
import * as z from 'zod'
import { type ErrorCode, errorEntry, type Operation } from './operations.ts'
import { Problem, problemDocument } from './problem.ts'
import { errorsOf } from './wire/operation.ts'
import { placeInput } from './wire/place.ts'
import { sample } from './wire/samples.ts'

/** A piece of an OpenAPI document. */
export type OpenApiNode = { [member: string]: unknown }

const MEDIA = {
  json: 'application/json',
  cose: 'application/cose',
  ndjson: 'application/x-ndjson',
} as const

const IDEMPOTENCY_PARAMETER: OpenApiNode = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes retries safe: unique per org, API key and operation. Reusing it for a different request is a 422.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
}

const INFO: OpenApiNode = {
  title: 'Countersign',
  version: '1',
  summary: 'Stop a rogue agent before it acts, and prove what it tried.',
  description:
    'An agent asks before it acts; Countersign decides by policy, and signs what was decided and what happened into a log that anyone can check. Every verdict, including `deny`, is answered with 200. A problem document means that there is no verdict, and the caller must not act.\n\nTimes in answers are RFC 3339 in UTC with milliseconds, such as `2026-11-21T10:00:00.000Z`. Times in requests may have any offset and up to nine digits of a fraction; leap seconds and times before 1970 are refused. The payload of a receipt has milliseconds since the Unix epoch.',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
}

/** The OpenAPI 3.1 document of these operations; the same operations yield the same document, byte for byte. */
export function openApi(operations: readonly Operation[]): OpenApiNode {
  const components = collectComponents()
  const problem = components.schema(Problem)
  const paths: { [path: string]: OpenApiNode } = {}
  for (const operation of operations) {
    const path = paths[operation.path] ?? {}
    paths[operation.path] = path
    path[operation.method.toLowerCase()] = describe(operation, components, problem)
  }
  const tags = [...new Set(operations.map(tagOf))].map((name) => ({ name }))
  return {
    openapi: '3.1.1',
    info: INFO,
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { apiKey: [] }],
    tags,
    paths,
    components: {
      schemas: components.sorted(),
      responses: {
        Problem: {
          description: 'There is no verdict: do not act',
          content: { 'application/problem+json': { schema: problem } },
        },
      },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key, `cs_live_…` or `cs_test_…`' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The same key' },
      },
    },
  }
}

/** The names of every member that a document marks as secret, sorted; logs must never hold their values. */
export function secretMembers(document: OpenApiNode): readonly string[] {
  const found = new Set<string>()
  function visit(node: unknown): void {
    if (typeof node !== 'object' || node === null) return
    for (const [name, child] of Object.entries(node)) {
      if (typeof child === 'object' && child !== null && 'x-secret' in child) found.add(name)
      visit(child)
    }
  }
  visit(document)
  return [...found].sort()
}

function describe(operation: Operation, components: Components, problem: OpenApiNode): OpenApiNode {
  const { params, query, body } = operation.input
  const parameters = [
    ...parametersOf(operation, components, 'path', params),
    ...parametersOf(operation, components, 'query', query),
    ...(operation.method === 'POST' ? [IDEMPOTENCY_PARAMETER] : []),
  ]
  return {
    operationId: operation.name,
    tags: [tagOf(operation)],
    summary: operation.summary,
    description: operation.description,
    'x-scope': operation.scope,
    security: [...(operation.auth === 'optional' ? [{}] : []), { bearer: [] }, { apiKey: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: requestBody(operation, components, body) }),
    responses: { [operation.status]: answer(operation, components), ...problems(operation, problem) },
  }
}

function requestBody(operation: Operation, components: Components, body: z.ZodType): OpenApiNode {
  return {
    required: !body.safeParse({}).success,
    description: `At most ${operation.bodyBytesMax} bytes`,
    content: {
      'application/json': { schema: components.schema(body), examples: requestExamples(operation) },
    },
  }
}

function answer(operation: Operation, components: Components): OpenApiNode {
  const schema = operation.produces === 'json' ? components.schema(operation.output) : { type: 'string' }
  const content = { schema, ...answerExamples(operation) }
  return { description: operation.summary, content: { [MEDIA[operation.produces]]: content } }
}

/** Examples by their titles, without the characters that a name of a component cannot hold. */
function named(entries: readonly (readonly [title: string, value: unknown])[]): OpenApiNode {
  return Object.fromEntries(
    entries.map(([title, value]) => [title.replaceAll(/[^A-Za-z0-9]+/g, '-'), { summary: title, value }]),
  )
}

/** First the requests that can be sent as they are shown, with a key and nothing else of one's own. */
function shownFirst({ examples }: Operation): Operation['examples'][number][] {
  function namesAgent({ request }: { request: unknown }): number {
    return JSON.stringify(request).includes(sample.agent) ? 1 : 0
  }
  return [...examples].sort((left, right) => namesAgent(left) - namesAgent(right))
}

function requestExamples(operation: Operation): OpenApiNode {
  return named(
    shownFirst(operation).map(({ title, request }) => [title, placeInput(operation, request as object).body]),
  )
}

function answerExamples(operation: Operation): OpenApiNode {
  // OpenAPI has no place for bytes.
  if (operation.produces === 'cose') return {}
  function shown(answer: unknown) {
    return operation.produces === 'json'
      ? answer
      : (answer as readonly string[]).map((line) => `${line}\n`).join('')
  }
  return { examples: named(shownFirst(operation).map(({ title, answer }) => [title, shown(answer)])) }
}

function problems(operation: Operation, problem: OpenApiNode): OpenApiNode {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of errorsOf(operation)) {
    const { status } = errorEntry(code)
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const entries = [...byStatus].sort(([left], [right]) => left - right)
  return Object.fromEntries(
    entries.map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${errorEntry(code).title}`).join('. '),
        ...problemContent(operation, codes, problem),
      },
    ]),
  )
}

/** The shared response, or one with examples where the operation has errors of its own. */
function problemContent(
  { refusals }: Operation,
  codes: readonly ErrorCode[],
  problem: OpenApiNode,
): OpenApiNode {
  const shown = codes.flatMap((code) => {
    const refusal = refusals[code]
    return refusal === undefined ? [] : [[code, { value: problemDocument(code, sample.request, refusal) }]]
  })
  if (shown.length === 0) return { $ref: '#/components/responses/Problem' }
  const content = { schema: problem, examples: Object.fromEntries(shown) }
  return { content: { 'application/problem+json': content } }
}

function parametersOf(
  operation: Operation,
  components: Components,
  place: 'path' | 'query',
  schema: z.ZodType | undefined,
) {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = components.schema(schema) as {
    properties?: { [name: string]: OpenApiNode }
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
    ...parameterExample(operation, name),
  }))
}

/** The first value that an example gives the parameter. */
function parameterExample({ examples }: Operation, name: string): OpenApiNode {
  const found = examples.find(({ request }) => Object.hasOwn(request as object, name))
  return found === undefined ? {} : { example: (found.request as OpenApiNode)[name] }
}

function tagOf(operation: Operation): string {
  const dot = operation.name.indexOf('.')
  return dot < 0 ? 'decisions' : operation.name.slice(0, dot)
}

type Components = {
  /** The JSON Schema of a schema, with references to the components it uses. */
  schema(schema: z.ZodType): OpenApiNode
  sorted(): OpenApiNode
}

/** Collects the schemas that carry an id, so that each is described once. */
function collectComponents(): Components {
  const found = new Map<string, OpenApiNode>()
  function keep(id: string, node: OpenApiNode) {
    const known = found.get(id)
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(node)) {
      throw new Error(`two schemas are called \`${id}\``)
    }
    found.set(id, node)
  }
  return {
    schema(schema) {
      const {
        $schema: _,
        $defs = {},
        ...node
      } = z.toJSONSchema(schema, {
        io: 'input',
        unrepresentable: 'any',
      })
      for (const [id, definition] of Object.entries($defs)) keep(id, relink(definition) as OpenApiNode)
      return relink(node) as OpenApiNode
    },
    sorted: () => Object.fromEntries([...found].sort(([left], [right]) => (left < right ? -1 : 1))),
  }
}

/** Points references at the document's components, and drops the ids, which the names already say. */
function relink(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(relink)
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node).map(([name, child]) => {
    if (name === '$ref' && typeof child === 'string') {
      return [name, child.replace('#/$defs/', '#/components/schemas/')]
    }
    return [name, relink(child)]
  })
  return Object.fromEntries(entries)
}
