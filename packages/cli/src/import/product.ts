// What every importer implements, and the functions that they share.
import type { JsonValue } from '@countersign/json'
import { type Draft, tell } from './draft.ts'
import { parseText, type Source, type SourceFile } from './source.ts'

/** What the user chose. */
export type ImportOptions = {
  /** Permit what no imported rule speaks of, as the other product did. */
  allowUnmatched: boolean
}

/** How one product's files become a draft. */
export type Product = {
  title: string
  /** What a call must be for no rule to speak of it, where a missing permit was a rule as well. */
  unmatched?: readonly string[]
  /** Answers how many files were of this product's format. */
  import(draft: Draft, source: Source, options: ImportOptions): number
}

/** A condition that the call names this tool. */
export function isTool(quoted: string): string {
  return `context has tool && context.tool == ${quoted}`
}

/** A file's JSON; tells of what cannot be read, and answers undefined then. */
export function readJson(draft: Draft, file: SourceFile, there: string): JsonValue | undefined {
  if (file.hasByteOrderMark)
    tell(
      draft,
      'note',
      file.name,
      'begins with a byte order mark, which JSON does not allow; it was read past',
    )
  const parsed = parseText(file.text)
  if ('problem' in parsed) {
    tell(draft, 'inert', file.name, `${parsed.problem}; ${there}`)
    return undefined
  }
  if (parsed.oddity !== undefined)
    tell(
      draft,
      'inert',
      file.name,
      `${parsed.oddity}; it was read as laxer parsers do: of members with one name only the last had an effect`,
    )
  return parsed.value
}
