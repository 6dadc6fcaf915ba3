// Texts as they are: what is invisible, reordered or made to look like something else.
export { MARK_KINDS, type MarkKind } from './text/characters.ts'
export { type Mark, marksIn, type Piece, reveal } from './text/reveal.ts'
