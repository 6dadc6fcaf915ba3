import * as z from 'zod'

/** Any JSON value. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject

/** A JSON object with any members. */
export interface JsonObject {
  readonly [member: string]: JsonValue
}

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
