// `countersign import`: declares the command and loads what it does only when it is called.
import { Argument, type Command } from 'commander'
import type { ExitCode, Io } from '../io.ts'
import { type Flags, PRODUCT_NAMES, type ProductName } from './names.ts'

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
    .action(async (product: ProductName, path: string, flags: Flags) => {
      const { importPolicies, PRODUCTS } = await import('./import.ts')
      finish(await importPolicies(PRODUCTS[product], path, flags, io))
    })
}
