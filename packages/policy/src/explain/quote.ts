// Writes texts and names as Cedar does, with invisible characters escaped.

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
}

function escaped(one: string): string {
  return ESCAPES[one] ?? `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`
}

/** A text without its quotes, as Cedar writes it: what cannot be seen, or turns the reading direction, is escaped. */
export function escapedText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\\"]|[^\P{C}\u{e000}-\u{f8ff}]|[\u2028\u2029\u{e000}-\u{f8ff}]/gu, escaped)
}

/** A text as a Cedar literal. */
export function quotedText(text: string): string {
  return `"${escapedText(text)}"`
}

const IDENTIFIER = /^(?!(?:true|false|if|then|else|in|is|like|has|__cedar)$)[_a-zA-Z][_a-zA-Z0-9]*$/

/** Whether a name can stand without quotes. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name)
}
