// Schemas of free JSON.
import type { JsonObject, JsonValue } from '@countersign/json'
import * as z from 'zod'

/**
 * A JSON object with any members. Only the outermost shape is looked at: what comes from the wire was
 * made by the strict parser, so it cannot hold anything but JSON.
 */
export const JsonObjectSchema = z
  .custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    message: 'must be a JSON object',
  })
  .meta({ type: 'object', additionalProperties: true })

/** Any JSON value except nothing at all. */
export const JsonValueSchema = z.custom<JsonValue>((value) => value !== undefined, {
  message: 'must be a JSON value',
})

/** What arrays, functions, dates, maps and promises have and plain objects have not. */
type Marked =
  | typeof Symbol.iterator
  | typeof Symbol.hasInstance
  | typeof Symbol.toPrimitive
  | typeof Symbol.toStringTag

/** An object that a caller may send as JSON: also one of an interface, which has no index signature. */
export type JsonObjectInput = JsonObject | (object & { readonly [Mark in Marked]?: never })

/** A value that a caller may send as JSON. */
export type JsonValueInput = JsonValue | JsonObjectInput | readonly JsonValueInput[]

/** A JSON object in a request: once it is parsed, it is nothing else. */
export const GivenJsonObject = JsonObjectSchema as z.ZodType<JsonObject, JsonObjectInput>

/** A JSON value in a request. */
export const GivenJsonValue = JsonValueSchema as z.ZodType<JsonValue, JsonValueInput>
