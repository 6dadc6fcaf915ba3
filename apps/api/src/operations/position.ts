// Positions in a log as callers write them: in ids and in cursors.
import { CURSOR_RULE } from '@countersign/contract'
import { ID_PATTERNS, type PositionIdPrefix, parsePositionId, type RandomIdPrefix } from '@countersign/terms'
import { ApiError } from './refusal.ts'

/** The seq that an id carries. */
export function seqOf(prefix: PositionIdPrefix, id: string): number {
  const parsed = parsePositionId(prefix, id)
  if (parsed === undefined) throw new ApiError('not_found')
  return parsed.seq
}

/** Where the next page begins, as an opaque word. */
export function encodeCursor(position: string): string {
  return Buffer.from(position).toString('base64url')
}

function decodeCursor(cursor: string | undefined): string | undefined {
  return cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8')
}

/** The lists whose positions are not ids: their cursors name the list, as the prefix of an id does. */
export type NamedList = 'policies' | 'receipts' | 'tools'

/** Where the next page of a list begins that is not in the order of ids. */
export function cursorOf(list: NamedList, position: string | number): string {
  return encodeCursor(`${list}:${position}`)
}

/** The position that a cursor of this list names. */
export function positionIn(list: NamedList, cursor: string | undefined, pattern: RegExp): string | undefined {
  const text = decodeCursor(cursor)
  if (text === undefined) return undefined
  const position = text.slice(list.length + 1)
  if (!text.startsWith(`${list}:`) || !pattern.test(position)) throw badCursor()
  return position
}

/** The id that a page of things with random ids ended with. */
export function decodeIdCursor(prefix: RandomIdPrefix, cursor: string | undefined): string | undefined {
  const id = decodeCursor(cursor)
  if (id !== undefined && !ID_PATTERNS[prefix].test(id)) throw badCursor()
  return id
}

type Page<Item> = { data: Item[]; has_more: boolean; next_cursor?: string }

/** The answer to a list: what it holds, and where the next page begins if there is one. */
export function pageOf<Item>(data: Item[], nextCursor: string | undefined): Page<Item> {
  return nextCursor === undefined
    ? { data, has_more: false }
    : { data, has_more: true, next_cursor: nextCursor }
}

/** A cursor that was not ours is a fault of the request, not an empty page. */
function badCursor(): ApiError {
  return new ApiError('request.invalid', {
    errors: [{ code: 'cursor', parameter: 'cursor', message: CURSOR_RULE }],
  })
}
