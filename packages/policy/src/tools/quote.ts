// Writes a text as a Cedar string literal, for the schemas and policies of tools.

const PLAIN = /[^\p{L}\p{N}\p{P}\p{S} ]|["\\]/gu

/** A text as a Cedar string literal; what is invisible or could be mistaken is escaped. */
export function quote(text: string): string {
  return `"${text.toWellFormed().replace(PLAIN, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`)}"`
}
