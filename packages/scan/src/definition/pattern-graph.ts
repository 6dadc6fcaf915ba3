// Where a pattern may go from each of its characters, and in how many ways.
import { masksOf } from './pattern-characters.ts'
import type { Part, Tree } from './pattern-tree.ts'

/** The characters of a pattern as they follow each other. */
export type Graph = {
  /** What each place matches: one bit for each character of a sample of all. */
  readonly masks: readonly bigint[]
  /** To which places each leads, and whether in 1 way or, told as 2, in several. */
  readonly ways: readonly Map<number, number>[]
}

/** What is still allowed to be done. */
export type Work = { left: number }

/** Whether looks around, edges of words and references back count as passed, or as never passed. */
export type Passing = 'all' | 'none'

/** By which places a part begins and ends, in how many ways, and in how many it matches nothing. */
type Piece = {
  readonly first: ReadonlyMap<number, number>
  readonly last: ReadonlyMap<number, number>
  readonly empty: number
}

type Builder = {
  readonly masks: bigint[]
  readonly ways: Map<number, number>[]
  readonly known: Map<string, bigint>
  readonly open: Set<string>
  readonly groups: Tree['groups']
  readonly passing: Passing
  readonly work: Work
}

const NOTHING: Piece = { first: new Map(), last: new Map(), empty: 1 }
const NEVER: Piece = { first: new Map(), last: new Map(), empty: 0 }
const SEVERAL = 2
const PLACES_MAX = 1200

/** The graph of a part of a tree; undefined where it would be too large. */
export function graphOf(root: Part, groups: Tree['groups'], passing: Passing, work: Work): Graph | undefined {
  const [masks, ways]: [bigint[], Map<number, number>[]] = [[], []]
  const builder: Builder = { masks, ways, known: new Map(), open: new Set(), groups, passing, work }
  pieceOf(root, builder)
  return isFull(builder) ? undefined : { masks, ways }
}

function isFull({ masks, work }: Builder): boolean {
  return masks.length > PLACES_MAX || work.left < 0
}

function pieceOf(part: Part, builder: Builder): Piece {
  builder.work.left -= 1
  if (isFull(builder)) return NOTHING
  switch (part.kind) {
    case 'character':
      return characterOf(part.source, builder)
    case 'sequence':
      return part.parts.reduce((before, next) => joined(before, pieceOf(next, builder), builder), NOTHING)
    case 'choice':
      return either(part.parts.map((one) => pieceOf(one, builder)))
    case 'repeat':
      return repeated(part, builder)
    case 'edge':
      // Nothing stands before the beginning of a text and behind its end: no way leads through them.
      return NEVER
    case 'reference':
      return builder.passing === 'all' ? referredTo(part.group, builder) : NEVER
    default:
      return builder.passing === 'all' ? NOTHING : NEVER
  }
}

function characterOf(source: string, { masks, ways, known }: Builder): Piece {
  const mask = known.get(source) ?? masksOf(source)
  known.set(source, mask)
  const place = new Map([[masks.length, 1]])
  masks.push(mask)
  ways.push(new Map())
  return { first: place, last: place, empty: 0 }
}

/** What a group could match, which is more than what it did. */
function referredTo(group: string, builder: Builder): Piece {
  const part = builder.groups.get(group)
  if (part === undefined || builder.open.has(group)) return NOTHING
  builder.open.add(group)
  const piece = pieceOf(part, builder)
  builder.open.delete(group)
  return piece
}

/** Adds what can be gone on with where something else matches nothing. */
function sum(own: Piece['first'], other: Piece['first'], empty: number, { work }: Builder): Piece['first'] {
  if (empty === 0 || other.size === 0) return own
  work.left -= own.size + other.size
  const all = new Map(own)
  add(all, other, empty)
  return all
}

function add(to: Map<number, number>, other: Piece['first'], times: number): void {
  for (const [place, count] of other) to.set(place, Math.min(SEVERAL, (to.get(place) ?? 0) + count * times))
}

function lead({ ways, work }: Builder, from: Piece['last'], to: Piece['first']): void {
  work.left -= from.size * to.size
  if (work.left < 0) return
  for (const [place, count] of from) {
    const next = ways[place]
    if (next !== undefined) add(next, to, count)
  }
}

function joined(a: Piece, b: Piece, builder: Builder): Piece {
  lead(builder, a.last, b.first)
  return {
    first: sum(a.first, b.first, a.empty, builder),
    last: sum(b.last, a.last, b.empty, builder),
    empty: Math.min(SEVERAL, a.empty * b.empty),
  }
}

function either(pieces: readonly Piece[]): Piece {
  const [first, last]: [Map<number, number>, Map<number, number>] = [new Map(), new Map()]
  for (const piece of pieces) {
    add(first, piece.first, 1)
    add(last, piece.last, 1)
  }
  return {
    first,
    last,
    empty: Math.min(
      SEVERAL,
      pieces.reduce((count, { empty }) => count + empty, 0),
    ),
  }
}

type Repeat = Extract<Part, { kind: 'repeat' }>

/** A part as often as it has to be, and then round after round, of which none may match nothing. */
function repeated(repeat: Repeat, builder: Builder): Piece {
  const { part, least, most } = repeat
  if (most === 0) return NOTHING
  if (least > COPIES_MAX || isLikeEndless(repeat)) return endless(part, least, builder)
  if (most === Infinity)
    return joined(times(part, least - 1, builder), endless(part, Math.min(least, 1), builder), builder)
  return joined(times(part, least, builder), upTo(part, most - least, builder), builder)
}

function times(part: Part, count: number, builder: Builder): Piece {
  let piece = NOTHING
  for (let round = 0; round < count && !isFull(builder); round += 1)
    piece = joined(piece, pieceOf(part, builder), builder)
  return piece
}

/** One round after the other, each only behind the one before: `(a(a(a)?)?)?`. */
function upTo(part: Part, most: number, builder: Builder): Piece {
  let before: Piece | undefined
  let first: Piece['first'] = new Map()
  const last = new Map<number, number>()
  for (let round = 0; round < most && !isFull(builder); round += 1) {
    const piece = pieceOf(part, builder)
    if (before === undefined) first = piece.first
    else lead(builder, before.last, piece.first)
    add(last, piece.last, 1)
    before = piece
  }
  return { first, last, empty: 1 }
}

function endless(part: Part, least: number, builder: Builder): Piece {
  const { first, last, empty } = pieceOf(part, builder)
  lead(builder, last, first)
  // Rounds that must be made may match nothing, so that it is open which of them match something.
  if (empty > 0 && least > 1) lead(builder, last, first)
  return { first: sum(first, first, least > 0 ? empty : 0, builder), last, empty: least > 0 ? empty : 1 }
}

const COPIES_MAX = 300
/** Fewer rounds than this, or no more ways through all of them, and a matcher soon has tried them all. */
const ROUNDS_MIN = 6
const WAYS_MAX = 2 ** 16

/** Whether so many rounds are as good as endlessly many: those of `(.*a){20}` are. */
function isLikeEndless({ part, most }: Repeat): boolean {
  if (most === Infinity) return false
  return most > COPIES_MAX || (most >= ROUNDS_MIN && countOf(part) ** most > WAYS_MAX)
}

/** No fewer ways than lead through a part. */
function countOf(part: Part): number {
  if (part.kind === 'sequence') return part.parts.reduce((count, one) => count * countOf(one), 1)
  if (part.kind === 'choice') return part.parts.reduce((count, one) => count + countOf(one), 0)
  if (part.kind !== 'repeat') return 1
  if (part.most === Infinity) return Infinity
  return (part.most - part.least + 1) * countOf(part.part) ** part.most
}
