// Reads members of parsed JSON by type, without touching an object's prototype.
import { isJsonObject, type JsonObject, type JsonValue } from '@countersign/json'

/** The value as an object; undefined for any other. */
export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined
}

/** A member of the object itself, never of its prototype. */
export function memberOf(object: JsonObject | undefined, name: string): JsonValue | undefined {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined
}

/** A member that is a text. */
export function textOf(object: JsonObject | undefined, name: string): string | undefined {
  const value = memberOf(object, name)
  return typeof value === 'string' ? value : undefined
}

/** A member that is an object. */
export function partOf(object: JsonObject | undefined, name: string): JsonObject | undefined {
  return objectOf(memberOf(object, name))
}

/** A member that is a list. */
export function listOf(object: JsonObject | undefined, name: string): readonly JsonValue[] | undefined {
  const value = memberOf(object, name)
  return Array.isArray(value) ? value : undefined
}

/** What kind of value it is, in words. */
export function kindOf(value: JsonValue | undefined): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** Whether objects and lists are nested deeper than `max`; does not recurse. */
export function isDeeper(value: JsonValue, max: number): boolean {
  let level: JsonValue[] = [value]
  for (let depth = 0; depth <= max; depth += 1) {
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []))
    if (level.length === 0) return false
  }
  return true
}

/** The value in few words for the report. */
export function shown(value: JsonValue | undefined): string {
  const text = value === undefined ? 'missing' : (JSON.stringify(value) ?? 'missing')
  return text.length > 80 ? `${text.slice(0, 80).toWellFormed()}…` : text
}
