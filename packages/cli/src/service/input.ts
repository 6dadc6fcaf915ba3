// Checks arguments and options by the contract's own rules before anything is sent.
import type { InputOf, OperationName, Operations } from '@countersign/contract'
import { CliError } from '../io.ts'

/** What the user calls a member of the request, such as `<agent>`, by its path; others are the option of the same name. */
export type Labels = Readonly<Record<string, string>>

/** The input of an operation as it is sent; throws `CliError` that names the argument or option. */
export async function checkedInput<Name extends OperationName>(
  name: Name,
  input: Record<string, unknown>,
  labels: Labels = {},
): Promise<InputOf<Operations[Name]>> {
  const { issueMessage, membersOf, operations } = await import('@countersign/contract')
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  const { params, query, body } = operations[name].input as OperationInput
  const elsewhere = new Set([...membersOf(params), ...membersOf(query)])
  for (const part of [params, query, body]) {
    if (part === undefined) continue
    const names =
      part === body ? Object.keys(given).filter((member) => !elsewhere.has(member)) : membersOf(part)
    const chosen = Object.fromEntries(Object.entries(given).filter(([member]) => names.includes(member)))
    const [issue] = part.safeParse(chosen, { error: issueMessage }).error?.issues ?? []
    if (issue === undefined) continue
    const [member] = issue.path.map(String)
    const label = member === undefined ? '' : `${labels[issue.path.join('.')] ?? nameOf(member, labels)}: `
    const message = issue.message.replaceAll(/`([a-z_]+)`/g, (text, other) =>
      membersOf(part).includes(other) ? `\`${nameOf(other, labels)}\`` : text,
    )
    throw new CliError('cli.option', `${label}${message}`)
  }
  // It was checked against the schemas that the type comes from.
  return given as InputOf<Operations[Name]>
}

function nameOf(member: string, labels: Labels): string {
  return labels[member] ?? `--${member.replaceAll('_', '-')}`
}

type OperationInput = {
  readonly [Part in 'params' | 'query' | 'body']?: Operations[OperationName]['input'] extends infer Input
    ? Input extends { readonly [P in Part]: infer Schema }
      ? Schema
      : never
    : never
}
