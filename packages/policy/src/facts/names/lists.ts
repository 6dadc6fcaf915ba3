// Lists of words, written as a text.

/** The words of a text, each once. */
export function list(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}
