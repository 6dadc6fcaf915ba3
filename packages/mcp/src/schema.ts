// Makes the JSON Schemas of tools from the schemas of the contract.
import * as z from 'zod'

/** A JSON Schema of an object, as tools carry it. */
export type ObjectSchema = {
  readonly type: 'object'
  readonly properties: { readonly [member: string]: unknown }
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
}

type Definitions = { readonly [id: string]: unknown }

/** The JSON Schema of an object schema, without references: not every client resolves them. */
export function objectSchema(schema: z.ZodType): ObjectSchema {
  const { $defs = {}, ...root } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const { type, properties = {}, required, additionalProperties } = asOne(inline(root, $defs))
  if (type !== 'object') throw new TypeError('the input and the output of a tool must be objects')
  return {
    type,
    properties,
    ...(required !== undefined && { required }),
    ...(additionalProperties !== undefined && { additionalProperties }),
  }
}

type Choice = { readonly const?: unknown }

/** Alternatives as one object, since a tool can answer nothing else: with the members that they all require. */
function asOne(schema: unknown): ObjectSchema {
  const { oneOf, ...own } = schema as ObjectSchema & { readonly oneOf?: readonly ObjectSchema[] }
  if (oneOf === undefined) return own
  const properties: { [member: string]: unknown } = Object.assign({}, ...oneOf.map((each) => each.properties))
  for (const [name, property] of Object.entries(properties)) {
    if ((property as Choice).const === undefined) continue
    const words = oneOf.map((each) => (each.properties[name] as Choice).const)
    properties[name] = { type: 'string', enum: words }
  }
  const [first, ...others] = oneOf.map(({ required = [] }) => required)
  const required = first?.filter((name) => others.every((names) => names.includes(name))) ?? []
  return { ...own, type: 'object', properties, required }
}

/** One closed object with the members of all parts; the contract names no member twice. */
export function mergeSchemas(parts: readonly ObjectSchema[]): ObjectSchema {
  const required = parts.flatMap((part) => part.required ?? [])
  return {
    type: 'object',
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
}

function inline(node: unknown, definitions: Definitions): unknown {
  if (Array.isArray(node)) return node.map((child) => inline(child, definitions))
  if (typeof node !== 'object' || node === null) return node
  const { $ref, ...own } = node as { $ref?: unknown }
  const referred =
    typeof $ref === 'string' ? inline(definitions[$ref.replace('#/$defs/', '')], definitions) : {}
  const entries = Object.entries(own).map(([name, child]) => [name, inline(child, definitions)])
  return { ...(referred as object), ...Object.fromEntries(entries) }
}
