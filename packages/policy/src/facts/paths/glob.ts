// Globs of zones, matched against the segments of a path without recursion.
import { type Budget, spend } from '../../model/budget.ts'

type Piece =
  | { readonly kind: 'deep' }
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'wild'; readonly text: string }

/** A glob, ready to be matched against the segments of a path. */
export type Glob = {
  readonly isAbsolute: boolean
  readonly pieces: readonly Piece[]
  /** The longest segment that every match holds as it is; undefined when all have wildcards. */
  readonly literal: string | undefined
}

const DEEP: Piece = { kind: 'deep' }

function pieceOf(text: string): Piece {
  if (text === '**') return DEEP
  return /[*?]/.test(text) ? { kind: 'wild', text } : { kind: 'plain', text }
}

function literalOf(pieces: readonly Piece[]): string | undefined {
  let longest: string | undefined
  for (const piece of pieces)
    if (piece.kind === 'plain' && piece.text.length > (longest?.length ?? 0)) longest = piece.text
  return longest
}

/** Compiles a glob: `*` and `?` within a segment, `**` for any number of segments, a slash at the end for all below. */
export function globOf(text: string): Glob {
  const segments = text.split('/').filter((segment) => segment !== '' && segment !== '.')
  const pieces = segments.map(pieceOf).filter((piece, at, all) => piece !== DEEP || all[at - 1] !== DEEP)
  const isOpen = text.endsWith('/') && pieces.at(-1) !== DEEP
  return {
    isAbsolute: text.startsWith('/'),
    pieces: isOpen ? [...pieces, DEEP] : pieces,
    literal: literalOf(pieces),
  }
}

/** The same glob, below any folder. */
export function anywhere({ pieces, literal }: Glob): Glob {
  return { isAbsolute: true, pieces: pieces[0] === DEEP ? pieces : [DEEP, ...pieces], literal }
}

/** `*` takes as little as it can and more when the rest does not fit: at most pattern × text steps, without recursion. */
function wildFits(pattern: string, text: string, budget: Budget): boolean {
  let at = 0
  let of = 0
  let star = -1
  let resume = 0
  while (at < text.length) {
    if (!spend(budget, 1)) return false
    const wanted = pattern[of]
    if (wanted === '*') {
      star = of
      resume = at
      of += 1
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[at])) {
      of += 1
      at += 1
    } else if (star >= 0) {
      of = star + 1
      resume += 1
      at = resume
    } else return false
  }
  while (pattern[of] === '*') of += 1
  return of === pattern.length
}

// In what is asked for, a bracket stands for one letter, and a brace with alternatives for anything.
const ASKED_WILD = /[*?[]|\{[^{}]*,[^{}]*\}/

/** Whether a segment that is asked for would be read as a pattern by a shell or a search. */
export function isPattern(segment: string): boolean {
  return ASKED_WILD.test(segment)
}

/** What a segment that is asked for stands for, in `*` and `?` alone: never for less than it may. */
export function loosened(segment: string): string {
  return segment
    .replace(/\[[^\]]*\]/g, '?')
    .replace(/[@+!]?\([^)]*\)|\{[^{}]*,[^{}]*\}/g, '*')
    .replace(/\[/g, '?')
}

const CLIMBS = /^[.[]/

/** Whether a segment is a pattern that `..` fits. */
export function mayClimb(segment: string): boolean {
  if (segment.startsWith('{') && segment.includes('..')) return true
  if (!CLIMBS.test(segment) || !isPattern(segment)) return false
  const loose = loosened(segment)
  const letters = loose.replaceAll('*', '').length
  return /^[.?*]+$/.test(loose) && (letters === 2 || (letters < 2 && loose.includes('*')))
}

const LETTER = /[\p{L}\p{N}]/u
export const FITS = 1
/** The two also have a letter in common, or the sign that they begin with. */
const SHARES = 2

/** How any text fits both of two segments with wildcards: not at all, or at least by what its wildcards stand for. */
export function bothFit(a: string, b: string, budget: Budget): number {
  const width = b.length + 1
  let row = new Uint8Array(width)
  row[0] = FITS
  for (let at = 0; at < b.length && b[at] === '*'; at += 1) row[at + 1] = FITS
  for (let from = 0; from < a.length; from += 1) {
    if (!spend(budget, width)) return FITS | SHARES
    row = nextRow(row, a[from] ?? '', b, from === 0)
  }
  return row[width - 1] ?? 0
}

function nextRow(
  row: Uint8Array<ArrayBuffer>,
  one: string,
  b: string,
  isFirst: boolean,
): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(row.length)
  if (one === '*') next[0] = row[0] ?? 0
  for (let at = 1; at < row.length; at += 1) {
    const other = b[at - 1] ?? ''
    if (one === '*' || other === '*') next[at] = (next[at - 1] ?? 0) | (row[at] ?? 0)
    else next[at] = sameSign(one, other, row[at - 1] ?? 0, isFirst && at === 1)
  }
  return next
}

function sameSign(one: string, other: string, before: number, isFirst: boolean): number {
  if (before === 0) return 0
  if (one === other) return LETTER.test(one) || isFirst ? SHARES : before
  return one === '?' || other === '?' ? before : 0
}

/** A state of the search: how far the glob is used, how far what is asked for, and whether both named a folder. */
type State = { readonly of: number; readonly at: number; readonly isBelow: boolean }

function afterDeep(
  piece: Piece | undefined,
  segment: string | undefined,
  { of, at, isBelow }: State,
): State[] {
  const next: State[] = []
  if (piece === DEEP) next.push({ of: of + 1, at, isBelow })
  if (piece === DEEP && segment !== undefined) next.push({ of, at: at + 1, isBelow })
  if (segment === '**') next.push({ of, at: at + 1, isBelow })
  if (segment === '**' && piece !== undefined && isBelow) next.push({ of: of + 1, at, isBelow })
  return next
}

function afterName(piece: Piece, segment: string, { of, at, isBelow }: State, budget: Budget): State[] {
  if (piece.kind === 'deep' || segment === '**') return []
  if (!isPattern(segment)) {
    const isNamed = isBelow || piece.kind === 'plain'
    return fits(piece, segment, budget) ? [{ of: of + 1, at: at + 1, isBelow: isNamed }] : []
  }
  const isEnough = bothFit(loosened(segment), piece.text, budget) > (isBelow ? 0 : FITS)
  return isEnough ? [{ of: of + 1, at: at + 1, isBelow }] : []
}

/**
 * Whether what is asked for, itself a pattern, may reach something that a glob holds. A wildcard that stands for a whole
 * name reaches it only below a folder that both of them name: who looks for every file does not look for each secret.
 */
export function meets({ pieces }: Glob, asked: readonly string[], budget: Budget): boolean {
  const width = asked.length + 1
  const seen = new Uint8Array((pieces.length + 1) * width * 2)
  const open: State[] = [{ of: 0, at: 0, isBelow: false }]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const { of, at, isBelow } = state
    const key = (of * width + at) * 2 + (isBelow ? 1 : 0)
    if (seen[key] === 1) continue
    if (!spend(budget, PER_STATE)) return false
    seen[key] = 1
    const [piece, segment] = [pieces[of], asked[at]]
    if (piece === undefined && segment === undefined) return true
    open.push(...afterDeep(piece, segment, state))
    if (piece !== undefined && segment !== undefined) open.push(...afterName(piece, segment, state, budget))
  }
  return false
}

const PER_STATE = 20

/** A glob without its first pieces. */
export function withoutFirst({ pieces, literal, isAbsolute }: Glob, count: number): Glob {
  const rest = pieces.slice(count)
  const held = rest.some((piece) => piece.kind === 'plain' && piece.text === literal)
  return { isAbsolute, pieces: rest, literal: held ? literal : undefined }
}

function fits(piece: Piece, segment: string, budget: Budget): boolean {
  if (piece.kind === 'plain') return piece.text === segment
  return piece.kind === 'wild' && wildFits(piece.text, segment, budget)
}

const PER_GLOB = 3
/** In so few segments it is cheaper to look for the literal first. */
const SEARCHED = 16

/** Whether a glob matches all segments; `**` works on segments as `*` does on letters. False beyond the budget. */
export function matches({ pieces, literal }: Glob, segments: readonly string[], budget: Budget): boolean {
  return spend(budget, PER_GLOB) && mayHold(segments, literal) && walk(pieces, segments, budget)
}

function mayHold(segments: readonly string[], literal: string | undefined): boolean {
  return literal === undefined || segments.length >= SEARCHED || segments.includes(literal)
}

function walk(pieces: readonly Piece[], segments: readonly string[], budget: Budget): boolean {
  let at = 0
  let of = 0
  let deep = -1
  let resume = 0
  while (at < segments.length) {
    if (!spend(budget, 1)) return false
    const piece = pieces[of]
    if (piece === DEEP) {
      deep = of
      resume = at
      of += 1
    } else if (piece !== undefined && fits(piece, segments[at] ?? '', budget)) {
      of += 1
      at += 1
    } else if (deep >= 0) {
      of = deep + 1
      resume += 1
      at = resume
    } else return false
  }
  return of === pieces.length || (of === pieces.length - 1 && pieces[of] === DEEP)
}
