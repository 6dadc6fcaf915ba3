// Turns the range options of an export into the query that the API takes.
import { CliError } from '../../io.ts'

/** Which part of the log to export, as given on the command line. */
export type ExportFlags = {
  from?: string
  to?: string
  fromSeq?: string
  toSeq?: string
  sinceSize?: string
  disclosures?: true
}

/** The same as the API takes it. */
export type ExportQuery = {
  from?: number
  to?: number
  from_seq?: number
  to_seq?: number
  since_size?: number
  disclosures?: boolean
}

/** Checks the range with the contract's own rules; throws `CliError`. */
export async function readQuery(flags: ExportFlags): Promise<ExportQuery> {
  const { issueMessage, operations } = await import('@countersign/contract')
  const { from, to, fromSeq, toSeq, sinceSize, disclosures } = flags
  const asked = { from, to, from_seq: fromSeq, to_seq: toSeq, since_size: sinceSize, disclosures }
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
  const parsed = operations['receipts.export'].input.query.safeParse(given, { error: issueMessage })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const option = `--${String(issue?.path[0]).replaceAll('_', '-')}`
    throw new CliError('cli.option', `${option}: ${issue?.message.replaceAll('_', '-')}`)
  }
  const { data } = parsed
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined))
}
