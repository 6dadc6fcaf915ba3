// Globs of zones, matched against the segments of a path without recursion.
import { type Budget, spend } from '../model/budget.ts'

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
