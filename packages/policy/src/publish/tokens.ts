// Cuts a Cedar text into tokens, with spaces and comments left out.

/** A piece of Cedar that is neither space nor comment. */
export type Token = {
  kind: 'word' | 'string' | 'number' | 'sign'
  /** As it is written, quotes included. */
  text: string
  /** Where it begins, in UTF-16 units. */
  at: number
}

/** Why a text cannot be cut into tokens, and where. */
export type TokenFault = {
  at: number
  message: string
}

// A comment ends where Cedar's own ends: at a carriage return, too.
const SPACE = /(?:\s|\/\/[^\n\r]*)/y
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y
const NUMBER = /[0-9]+/y
const SIGN = /&&|\|\||==|!=|<=|>=|::|[-+*<>!(){}[\],;:.@?]/y
const STRING_STOP = /["\\]/g

/** The end of a string that begins at a quote; -1 when it has none. */
function stringEnd(text: string, start: number): number {
  let at = start + 1
  for (;;) {
    STRING_STOP.lastIndex = at
    const stop = STRING_STOP.exec(text)
    if (stop === null) return -1
    if (stop[0] === '"') return stop.index + 1
    at = stop.index + 2
  }
}

function sticky(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function shown(text: string, at: number): string {
  return JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0))
}

function tokenAt(text: string, at: number): Token | TokenFault {
  if (text[at] === '"') {
    const end = stringEnd(text, at)
    if (end < 0) return { at, message: 'the string that begins here has no closing quote; add it' }
    return { kind: 'string', text: text.slice(at, end), at }
  }
  const word = sticky(WORD, text, at)
  if (word !== undefined) return { kind: 'word', text: word, at }
  const number = sticky(NUMBER, text, at)
  if (number !== undefined) return { kind: 'number', text: number, at }
  const sign = sticky(SIGN, text, at)
  if (sign !== undefined) return { kind: 'sign', text: sign, at }
  return {
    at,
    message: `${shown(text, at)} is not valid in Cedar; remove it, or put it into a string or a comment`,
  }
}

/** Cuts a text into tokens, up to the first fault; takes time in proportion to the text. */
export function tokensOf(text: string): { tokens: Token[]; fault?: TokenFault } {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const space = sticky(SPACE, text, at)
    if (space !== undefined) {
      at += space.length
      continue
    }
    const token = tokenAt(text, at)
    if ('message' in token) return { tokens, fault: token }
    tokens.push(token)
    at += token.text.length
  }
  return { tokens }
}
