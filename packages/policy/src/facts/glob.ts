/** What is left of the work that may be spent on the paths of one request. */
export interface Budget {
  left: number
}

type Piece =
  | { readonly kind: 'deep' }
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'wild'; readonly text: string }

/** A glob, ready to be matched against the segments of a path. */
export interface Glob {
  readonly isAbsolute: boolean
  readonly pieces: readonly Piece[]
}

const DEEP: Piece = { kind: 'deep' }

const pieceOf = (text: string): Piece => {
  if (text === '**') return DEEP
  return /[*?]/.test(text) ? { kind: 'wild', text } : { kind: 'plain', text }
}

/** Compiles a glob: `*` and `?` within a segment, `**` for any number of segments, a slash at the end for all below. */
export const globOf = (text: string): Glob => {
  const segments = text.split('/').filter((segment) => segment !== '' && segment !== '.')
  const pieces = segments.map(pieceOf).filter((piece, at, all) => piece !== DEEP || all[at - 1] !== DEEP)
  const isOpen = text.endsWith('/') && pieces.at(-1) !== DEEP
  return { isAbsolute: text.startsWith('/'), pieces: isOpen ? [...pieces, DEEP] : pieces }
}

/** The same glob, below any folder. */
export const anywhere = ({ pieces }: Glob): Glob => ({
  isAbsolute: true,
  pieces: pieces[0] === DEEP ? pieces : [DEEP, ...pieces],
})

/** `*` takes as little as it can and more when the rest does not fit: at most pattern × text steps, without recursion. */
const wildFits = (pattern: string, text: string, budget: Budget): boolean => {
  let at = 0
  let of = 0
  let star = -1
  let resume = 0
  while (at < text.length) {
    budget.left -= 1
    if (budget.left < 0) return false
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

const fits = (piece: Piece, segment: string, budget: Budget): boolean => {
  if (piece.kind === 'plain') return piece.text === segment
  return piece.kind === 'wild' && wildFits(piece.text, segment, budget)
}

/** Whether a glob matches all segments; `**` works on segments as `*` does on letters. */
export const matches = ({ pieces }: Glob, segments: readonly string[], budget: Budget): boolean => {
  let at = 0
  let of = 0
  let deep = -1
  let resume = 0
  while (at < segments.length) {
    budget.left -= 1
    if (budget.left < 0) return false
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
