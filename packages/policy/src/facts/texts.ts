// Texts that were met in one request, each once: a list while they are few, which takes less than a table.

const LISTED = 16

export type Texts = { readonly list: string[]; table: Set<string> | undefined }

export function noTexts(): Texts {
  return { list: [], table: undefined }
}

/** Adds a text; false when it was there before. */
export function addText(texts: Texts, text: string): boolean {
  const { list, table } = texts
  if (table !== undefined) {
    if (table.has(text)) return false
    table.add(text)
    return true
  }
  if (list.includes(text)) return false
  if (list.length < LISTED) list.push(text)
  else texts.table = new Set(list).add(text)
  return true
}
