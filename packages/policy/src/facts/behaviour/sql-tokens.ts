// The tokens of a text of SQL.

/** A piece of a statement. */
export type Token = {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'sign'
  /** In lower case; a name without its quotes. */
  readonly text: string
}

const TOKEN =
  /\s+|--[^\n]*|#[^\n]*|\/\*(?!M?!)[\s\S]*?\*\/|('(?:[^']|'')*')|("(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]']{0,128}\])|(\$\w*\$)|([\p{L}_][\p{L}\p{N}_$]*)|([0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)|([\s\S])/giuy

/** The tokens of a text; undefined when its quotes do not close, or hide something. */
export function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = []
  for (const [, string, name, dollar, word, number, sign] of text.matchAll(TOKEN)) {
    if (string !== undefined) tokens.push({ kind: 'string', text: string.slice(1, -1) })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name.slice(1, -1).toLowerCase() })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word.toLowerCase() })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (
      dollar !== undefined ||
      sign === "'" ||
      sign === '"' ||
      sign === '`' ||
      sign === '\\' ||
      sign === '\0'
    )
      return undefined
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
  }
  return tokens
}

/** A list of words. */
export function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}
