// Positions in a log as callers write them: in ids and in cursors.
import { ID_PATTERNS, type PositionIdPrefix, parsePositionId } from '@countersign/terms'
import { ApiError } from './refusal.ts'

/** The seq that an id carries. */
export function seqOf(prefix: PositionIdPrefix, id: string): number {
  const parsed = parsePositionId(prefix, id)
  if (parsed === undefined) throw new ApiError('not_found')
  return parsed.seq
}

/** Where the next page begins, as an opaque word. */
export function encodeCursor(position: string | number): string {
  return Buffer.from(String(position)).toString('base64url')
}

export function decodeCursor(cursor: string | undefined): string | undefined {
  return cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8')
}

/** The id that a page of agents or keys ended with. */
export function decodeIdCursor(prefix: 'agt' | 'key', cursor: string | undefined): string | undefined {
  const id = decodeCursor(cursor)
  if (id !== undefined && !ID_PATTERNS[prefix].test(id)) throw badCursor()
  return id
}

/** A cursor that was not ours is a fault of the request, not an empty page. */
export function badCursor(): ApiError {
  return new ApiError('request.invalid', { detail: '`cursor` is not a `next_cursor` of this list' })
}
