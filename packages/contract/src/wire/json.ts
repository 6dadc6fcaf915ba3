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
