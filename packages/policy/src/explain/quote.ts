// Writes texts and names as Cedar does, with invisible characters escaped.

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
}

const escaped = (one: string): string => ESCAPES[one] ?? `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`

/** A text without its quotes, as Cedar writes it: what cannot be seen, or turns the reading direction, is escaped. */
export const escapedText = (text: string): string =>
  text.toWellFormed().replace(/[\\"]|[^\P{C}\u{e000}-\u{f8ff}]|[\u2028\u2029\u{e000}-\u{f8ff}]/gu, escaped)

/** A text as a Cedar literal. */
export const quotedText = (text: string): string => `"${escapedText(text)}"`

const IDENTIFIER = /^(?!(?:true|false|if|then|else|in|is|like|has|__cedar)$)[_a-zA-Z][_a-zA-Z0-9]*$/

/** Whether a name can stand without quotes. */
export const isIdentifier = (name: string): boolean => IDENTIFIER.test(name)
