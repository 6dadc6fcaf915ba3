// Turns the range options of an export into the query that the API takes.
import type { InputOf, Operations } from '@countersign/contract'
import { checkedInput } from '../../service/input.ts'

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
export type ExportQuery = InputOf<Operations['receipts.export']>

/** Checks the range with the contract's own rules; throws `CliError`. */
export async function readQuery(flags: ExportFlags): Promise<ExportQuery> {
  const { from, to, fromSeq, toSeq, sinceSize, disclosures } = flags
  const asked = { from, to, from_seq: fromSeq, to_seq: toSeq, since_size: sinceSize, disclosures }
  return checkedInput('receipts.export', asked)
}
