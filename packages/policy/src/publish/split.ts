// Splits a text into its policies without a parser, also where it is not valid Cedar.
import { type Token, tokensOf } from './tokens.ts'

/** One policy of a text, found without a parser. */
export type Piece = {
  /** Its @id, or `#` and its number. */
  id: string
  text: string
}

function unquoted(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : text
  } catch {
    return text
  }
}

function idOf(tokens: readonly Token[]): string | undefined {
  const at = tokens.findIndex(({ text }, index) => text === 'id' && tokens[index - 1]?.text === '@')
  const value = at < 0 ? undefined : tokens[at + 2]
  return value?.kind === 'string' ? unquoted(value.text) : undefined
}

/** Splits a text at the semicolons that end its policies; comments between policies belong to none. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let open: Token[] = []
  function close(end: number): void {
    const [first] = open
    if (first === undefined) return
    pieces.push({ id: idOf(open) ?? `#${pieces.length + 1}`, text: text.slice(first.at, end) })
    open = []
  }
  for (const token of tokensOf(text).tokens) {
    open.push(token)
    if (token.kind === 'sign' && token.text === ';') close(token.at + 1)
  }
  close(text.length)
  return pieces
}
