// A large value in pieces that are scanned one after the other, so that no turn of the thread is long.
import { isJsonObject, type JsonValue } from '@countersign/json'

/** A part of a value, and the JSON pointer of what it is a part of. */
export type Piece = { readonly value: JsonValue; readonly path: string }

/** Characters of a piece, roughly: a few milliseconds. */
const PIECE_MAX = 8 * 1024
/** A finding that lies across a cut is found in the next piece. */
const OVERLAP = 512

/** The pieces of a value: objects keep their members' names, and a long text is cut with an overlap. */
export function* piecesOf(value: JsonValue, path = ''): Generator<Piece> {
  if (sizeOf(value, PIECE_MAX) <= PIECE_MAX) yield { value, path }
  else if (typeof value === 'string') yield* partsOf(withoutGaps(value), path)
  else if (Array.isArray(value))
    for (const [at, item] of value.entries()) yield* piecesOf(item as JsonValue, `${path}/${at}`)
  else if (isJsonObject(value))
    for (const [name, member] of Object.entries(value)) yield* memberOf(name, member, path)
}

/** A member with its name, which may say that it is a secret; a large one is taken apart, its name for itself. */
function* memberOf(name: string, member: JsonValue, path: string): Generator<Piece> {
  if (name.length + sizeOf(member, PIECE_MAX) <= PIECE_MAX) {
    yield { value: { [name]: member }, path }
    return
  }
  for (const part of partsOf(name, path)) yield { ...part, path: `${path}/${escaped(name)}` }
  yield* piecesOf(member, `${path}/${escaped(name)}`)
}

/** White space that is kept of a run of it: a reader skips the rest, so it must not move two words into different pieces. */
const GAP_MAX = 64

function withoutGaps(text: string): string {
  return text.replace(/\s+/g, (gap) => gap.slice(0, GAP_MAX))
}

function* partsOf(text: string, path: string): Generator<Piece> {
  for (let from = 0; from < text.length; from += PIECE_MAX)
    yield { value: text.slice(Math.max(0, from - OVERLAP), from + PIECE_MAX), path }
}

/** The characters of a value, or a little more than `enough` as soon as there are more. */
function sizeOf(value: JsonValue, enough: number): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  let size = 2
  for (const [name, member] of Object.entries(value)) {
    size += name.length + sizeOf(member as JsonValue, enough - size)
    if (size > enough) return size
  }
  return size
}

const POINTER_NAME_MAX = 128

function escaped(name: string): string {
  return name.slice(0, POINTER_NAME_MAX).replaceAll('~', '~0').replaceAll('/', '~1')
}
