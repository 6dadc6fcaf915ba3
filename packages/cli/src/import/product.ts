// What every importer implements, and the functions that they share.
import type { JsonValue } from '@countersign/json'
import { addLine, type Draft } from './draft.ts'
import { parseText, type Source, type SourceFile } from './source.ts'

/** What the user chose. */
export type ImportOptions = {
  /** Permit what no imported rule covers, as the other product did. */
  allowUnmatched: boolean
}

/** How one product's files become a draft. */
export type Product = {
  title: string
  /** Conditions of a call that no rule covers, where a missing permit was a rule as well. */
  unmatched?: readonly string[]
  /** Returns how many files were of this product's format. */
  import(draft: Draft, source: Source, options: ImportOptions): number
}

/** A condition that the call names this tool. */
export function isTool(quoted: string): string {
  return `context has tool && context.tool == ${quoted}`
}

/** A file's JSON; reports what cannot be read, and then returns undefined. */
export function readJson(draft: Draft, file: SourceFile, consequence: string): JsonValue | undefined {
  if (file.hasByteOrderMark)
    addLine(
      draft,
      'note',
      file.name,
      'begins with a byte order mark, which JSON does not allow; it was skipped',
    )
  const parsed = parseText(file.text)
  if ('problem' in parsed) {
    addLine(draft, 'inert', file.name, `${parsed.problem}; ${consequence}`)
    return undefined
  }
  if (parsed.oddity !== undefined)
    addLine(
      draft,
      'inert',
      file.name,
      `${parsed.oddity}; it was read as lenient parsers do: of members with the same name only the last had an effect`,
    )
  return parsed.value
}
