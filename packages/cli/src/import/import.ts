// Turns another product's files into a policy folder and a report.
import { writeFolder } from '../commands/policy/folder.ts'
import { CliError, type ExitCode, type Io } from '../io.ts'
import { plain, plainJson } from '../plain.ts'
import { aegis } from './aegis/aegis.ts'
import { asqav } from './asqav/asqav.ts'
import { checkDraft } from './check.ts'
import { addLine, type Draft, documentOf, newDraft } from './draft.ts'
import { interven } from './interven/interven.ts'
import type { Flags, ProductName } from './names.ts'
import type { ImportOptions, Product } from './product.ts'
import { countsOf, isLossless, reportMarkdown, reportText } from './report.ts'
import { readSource } from './source.ts'
import { stage0 } from './stage0/stage0.ts'
import { importUnmatched } from './unmatched.ts'

export const PRODUCTS = { asqav, aegis, stage0, interven } as const satisfies Record<ProductName, Product>

/** Reads the files of a product into a draft; throws `CliError` when no file has its format. */
export async function draftOf(product: Product, path: string, options: ImportOptions): Promise<Draft> {
  const source = await readSource(path)
  const draft = newDraft()
  for (const { name, why } of source.skipped) addLine(draft, 'lost', name, `was not read: ${why}`)
  const count = product.import(draft, source, options)
  // An input without a single rule must not become a permit of everything.
  if (count > 0 && draft.ids.size > 0) {
    importUnmatched(draft, product, options)
    checkDraft(draft)
    return draft
  }
  const first = draft.lines.find(({ outcome }) => outcome === 'inert' || outcome === 'lost')
  const why = first === undefined ? '' : `: ${first.source}: ${first.why ?? ''}`
  throw new CliError(
    'cli.import_empty',
    `\`${path}\` contains no policies of ${product.title} that could be read${why}`,
  )
}

export async function importPolicies(
  product: Product,
  path: string,
  flags: Flags,
  io: Io,
): Promise<ExitCode> {
  const draft = await draftOf(product, path, { allowUnmatched: flags.allowUnmatched === true })
  const document = documentOf(draft)
  const tools = [...draft.tools.values()]
  const files =
    flags.out === undefined
      ? []
      : await writeFolder(flags.out, document, {
          texts: { 'policy.cedar': document.text },
          ...(tools.length > 0 && { tools }),
          more: { 'IMPORT.md': reportMarkdown(product.title, draft) },
          replace: flags.force === true,
        })
  const isComplete = isLossless(draft.lines)
  if (flags.json === true)
    io.stdout.write(
      `${plainJson({ product: product.title, lossless: isComplete, counts: countsOf(draft.lines), lines: draft.lines, files })}\n`,
    )
  else io.stdout.write(reportText(product.title, draft))
  if (flags.out === undefined) io.stderr.write('nothing was written; name a folder with --out\n')
  else
    io.stderr.write(
      `${plain(`wrote ${files.length} files to \`${flags.out}\`; next: countersign policy test ${flags.out}`)}\n`,
    )
  return isComplete ? 0 : 1
}
