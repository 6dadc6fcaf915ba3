// `countersign import`: turns another product's files into a policy folder and a report.
import { Argument, type Command } from 'commander'
import { writeFolder } from '../commands/policy/folder.ts'
import { CliError, type ExitCode, type Io } from '../io.ts'
import { plain, plainJson } from '../plain.ts'
import { aegis } from './aegis/aegis.ts'
import { asqav } from './asqav/asqav.ts'
import { checkDraft } from './check.ts'
import { addLine, type Draft, documentOf, newDraft } from './draft.ts'
import { interven } from './interven/interven.ts'
import type { ImportOptions, Product } from './product.ts'
import { countsOf, isLossless, reportMarkdown, reportText } from './report.ts'
import { readSource } from './source.ts'
import { stage0 } from './stage0/stage0.ts'
import { importUnmatched } from './unmatched.ts'

const PRODUCTS = { asqav, aegis, stage0, interven } as const satisfies Record<string, Product>

/** The products whose files can be imported. */
export const PRODUCT_NAMES = Object.keys(PRODUCTS) as (keyof typeof PRODUCTS)[]

type Flags = {
  out?: string
  force?: true
  json?: true
  allowUnmatched?: true
}

const NOTES = `
Without --out nothing is written: read the report first.

What asqav reads: ASQAV_PROXY_TOOLS (JSON, .env or an MCP client's configuration) and rows of policies.
What aegis reads: an .agentpolicy folder, or the project that holds it.
What stage0 reads: requests, or lists of constraints. What interven reads: policies in JSON.

Examples:
  countersign import aegis .agentpolicy --out policies
  countersign import asqav tools.json --out policies --force`

/** `countersign import`: another product's files become a policy folder and a report. */
export function addImport(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  program
    .command('import')
    .summary("turn another product's policies into a policy folder")
    .description(
      "Turns another product's files into a policy folder, and reports what was carried over, changed, lost, or never worked there.",
    )
    .addArgument(new Argument('<product>', 'whose files they are').choices(PRODUCT_NAMES))
    .argument('<path>', 'a file or a folder')
    .option('--out <folder>', 'where to write the policy folder, with the report as IMPORT.md')
    .option('--force', 'replace files that exist')
    .option('--json', 'print the report as JSON')
    .option('--allow-unmatched', 'permit what no imported rule covers, as the other product did')
    .addHelpText('after', NOTES)
    .action(async (product: keyof typeof PRODUCTS, path: string, flags: Flags) =>
      finish(await importPolicies(PRODUCTS[product], path, flags, io)),
    )
}

/** Reads the files of a product into a draft; throws `CliError` when there is nothing of its format. */
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

async function importPolicies(product: Product, path: string, flags: Flags, io: Io): Promise<ExitCode> {
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
