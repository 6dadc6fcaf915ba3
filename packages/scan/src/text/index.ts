// What of a text a reader cannot see as it is, for those who only show texts and detect nothing.
export { MARK_KINDS, type MarkKind } from './characters.ts'
export { type Mark, marksIn, type Piece, reveal } from './reveal.ts'
