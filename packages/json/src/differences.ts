// What differs between two JSON values, place by place.
import { canonicalize } from './canonicalize.ts'
import { isJsonObject, type JsonValue } from './parse.ts'

/** One place where two values differ; without `was` there was nothing, without `now` there is nothing any more. */
export type Difference = {
  /** A JSON pointer (RFC 6901); empty for the whole value. */
  path: string
  was?: JsonValue
  now?: JsonValue
}

const DIFFERENCES_MAX = 100

/**
 * What differs, in the order of member names and items. Where more than `max` places of an array or object differ,
 * it is one difference as a whole; so there are never more.
 */
export function differences(before: JsonValue, after: JsonValue, max = DIFFERENCES_MAX): Difference[] {
  return differencesAt('', before, after, max)
}

function differencesAt(
  path: string,
  was: JsonValue | undefined,
  now: JsonValue | undefined,
  max: number,
): Difference[] {
  if (was === undefined || now === undefined) {
    return [{ path, ...(was !== undefined && { was }), ...(now !== undefined && { now }) }]
  }
  const places = placesOf(was, now)
  if (places === undefined) return canonicalize(was) === canonicalize(now) ? [] : [{ path, was, now }]
  const found: Difference[] = []
  for (const { name, was: one, now: other } of places) {
    found.push(...differencesAt(`${path}/${escaped(name)}`, one, other, max))
    if (found.length > max) return [{ path, was, now }]
  }
  return found
}

type Place = { name: string; was: JsonValue | undefined; now: JsonValue | undefined }

/** The places of two arrays or two objects; undefined for anything else. */
function placesOf(was: JsonValue, now: JsonValue): Iterable<Place> | undefined {
  if (Array.isArray(was) && Array.isArray(now)) return itemsOf(was, now)
  if (isJsonObject(was) && isJsonObject(now)) return membersOf(was, now)
  return undefined
}

function* itemsOf(was: readonly JsonValue[], now: readonly JsonValue[]): Generator<Place> {
  const length = Math.max(was.length, now.length)
  for (let at = 0; at < length; at++) yield { name: String(at), was: was[at], now: now[at] }
}

function* membersOf(was: Members, now: Members): Generator<Place> {
  for (const name of [...new Set([...Object.keys(was), ...Object.keys(now)])].sort()) {
    yield { name, was: own(was, name), now: own(now, name) }
  }
}

type Members = { readonly [name: string]: JsonValue }

/** An object may have no member `constructor`, and every object has inherited one. */
function own(object: Members, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
