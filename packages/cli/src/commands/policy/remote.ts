// `countersign policy apply`, `pull` and `compare`: a policy folder and the live version of a service.
import type { Client } from '@countersign/client'
import { CliError, type ExitCode, type Io, printStatus } from '../../io.ts'
import { plain } from '../../plain.ts'
import { createProgress } from '../../progress.ts'
import { type Answered, isRefusal } from '../../service/call.ts'
import { describeFailure } from '../../service/failure.ts'
import { SCOPES } from '../../service/scopes.ts'
import { clientOf, readSettings, warnIfExposed } from '../../service/settings.ts'
import { documentOf, notPolicies, type PolicyFolder, readFolder, writeFolder } from './folder.ts'

type Where = {
  environment?: string
}

export type ApplyFlags = Where & {
  basedOn?: string
  reason?: string
  check?: true
  tools?: true
}

export type PullFlags = Where & {
  force?: true
}

export type CompareFlags = Where & {
  from?: string
  to?: string
  json?: true
}

type Checked = Awaited<ReturnType<Client['policies']['check']>>

/** The scopes that a command needs, and how it describes its state when it fails. */
type Calling = { scopes: readonly string[]; failed: string }

async function withClient(
  io: Io,
  { scopes, failed }: Calling,
  work: (client: Client) => Promise<ExitCode>,
): Promise<ExitCode> {
  const settings = await readSettings(io.env, scopes)
  warnIfExposed(settings, io)
  try {
    return await work(await clientOf(settings))
  } catch (error) {
    const cause = io.signal?.aborted ? new CliError('cli.interrupted', 'interrupted') : error
    throw describeFailure(cause, failed, settings)
  }
}

type ToolInput = Parameters<Client['tools']['create']>[0]

/** The tools of a folder as the service registers them. */
async function toolsOf({ path, tools = [] }: PolicyFolder): Promise<readonly ToolInput[]> {
  const { ToolCreateRequest } = await import('@countersign/contract')
  const read = ToolCreateRequest.array().safeParse(tools)
  if (!read.success) throw notPolicies(path)
  return read.data
}

function requestFor(folder: PolicyFolder, { environment }: Where) {
  const { tests, ...document } = documentOf(folder)
  return {
    ...document,
    ...(tests !== undefined && { tests: [...tests] }),
    ...(environment !== undefined && { environment }),
  }
}

function versionOf(text: string): number {
  if (/^[1-9][0-9]{0,5}$/.test(text)) return Number(text)
  throw new CliError('cli.option', '--based-on: must be the number of a version, such as 3')
}

/** Only to check it writes nothing, and it asks for tools only where the folder has some. */
function scopesToApply({ tools }: PolicyFolder, { check, tools: isWanted }: ApplyFlags): readonly string[] {
  const [read, write] = SCOPES['policy apply']
  const forTools = isWanted && !check ? ['tools:read', 'tools:write'] : ['tools:read']
  return [read, ...(check ? [] : [write]), ...(tools === undefined ? [] : forTools)]
}

/** Checks a folder at the service and publishes it as a new version. */
export async function apply(folder: string, flags: ApplyFlags, io: Io): Promise<ExitCode> {
  const read = await readFolder(folder)
  const document = requestFor(read, flags)
  const tools = read.tools === undefined ? undefined : await toolsOf(read)
  const basedOn = flags.basedOn === undefined ? {} : { based_on: versionOf(flags.basedOn) }
  return withClient(
    io,
    { scopes: scopesToApply(read, flags), failed: 'nothing was published' },
    async (client) => {
      if (tools !== undefined) await applyTools(client, tools, flags, io)
      const checked = await client.policies.check(document)
      printCheck(checked, io)
      if (!checked.ok) return 1
      if (flags.check) return 0
      const published = await client.policies.publish({
        ...document,
        ...basedOn,
        ...(flags.reason !== undefined && { reason: flags.reason }),
      })
      const { version, digest, environment, receipt } = published
      const place = environment === '*' ? 'everywhere' : `in ${environment}`
      printStatus(io, `published version ${version}, live ${place}, receipt ${receipt.id}`)
      io.stdout.write(`${digest}\n`)
      return 0
    },
  )
}

/** Registers the folder's tools, or says which of them the policies may miss. */
async function applyTools(
  client: Client,
  tools: readonly ToolInput[],
  { tools: isWanted, check }: ApplyFlags,
  io: Io,
): Promise<void> {
  const known = new Set<string>()
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await client.tools.list({ limit: 200, ...(cursor !== undefined && { cursor }) })
    for (const { name } of page.data) known.add(name)
    cursor = page.next_cursor
  }
  if (!isWanted || check) {
    const missing = tools.filter(({ name }) => !known.has(name)).map(({ name }) => `\`${name}\``)
    if (missing.length > 0)
      printStatus(io, `not registered: ${missing.join(', ')}; --tools registers what tools.json holds`)
    return
  }
  for (const { name, ...settings } of tools) {
    if (known.has(name)) await client.tools.update({ tool: name, ...settings })
    else await client.tools.create({ name, ...settings })
    printStatus(io, `${known.has(name) ? 'changed' : 'registered'} the tool \`${name}\``)
  }
}

function printCheck({ problems, tests, policies }: Checked, io: Io): void {
  for (const problem of problems) printProblem(problem, io)
  for (const { name, passed, detail } of tests) {
    if (!passed) printStatus(io, `failed test \`${name}\`: ${detail ?? ''}`)
  }
  const passed = tests.filter((one) => one.passed).length
  printStatus(io, `${policies.length} policies, ${passed} of ${tests.length} tests passed`)
}

type Shown = Pick<
  Checked['problems'][number],
  'severity' | 'code' | 'message' | 'line' | 'column' | 'policy_id'
>

function printProblem({ severity, code, message, line, column, policy_id: id }: Shown, io: Io): void {
  const place = line === undefined ? '' : `${line}:${column ?? 1}: `
  printStatus(io, `${place}${severity} ${code}${id === undefined ? '' : ` (${id})`}: ${message}`)
}

/** Writes the live version of the service into a folder. */
export async function pull(folder: string, flags: PullFlags, io: Io): Promise<ExitCode> {
  const calling = { scopes: SCOPES['policy pull'], failed: 'nothing was written' }
  return withClient(io, calling, async (client) => {
    const { environment } = flags
    const live = await client.policies.get({
      version: 'live',
      ...(environment !== undefined && { environment }),
    })
    const { text, settings, tests } = live.document
    const document = {
      text,
      ...(settings !== undefined && { settings }),
      ...(tests !== undefined && { tests }),
    }
    await writeFolder(folder, document, {
      ...(flags.force && { replace: true }),
    })
    printStatus(
      io,
      `wrote version ${live.version} to \`${folder}\`: apply it with --based-on ${live.version}`,
    )
    io.stdout.write(`${live.digest}\n`)
    return 0
  })
}

type Line = {
  progress?: { done: number; total: number }
  change?: {
    receipt_id: string
    seq: number
    action: string
    tool?: string
    was: string
    would: string
    reasons: { message: string; policy_id?: string }[]
  }
  summary?: { compared: number; changed: number; skipped: number; unreadable: number }
}

/** Lists the recorded verdicts that a folder would change. */
export async function compare(folder: string, flags: CompareFlags, io: Io): Promise<ExitCode> {
  const { from, to } = flags
  const read = await readFolder(folder)
  const document = requestFor(read, flags)
  const tools = await toolsOf(read)
  const calling = { scopes: SCOPES['policy compare'], failed: 'not all was compared' }
  return withClient(io, calling, async (client) => {
    const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
    const lines = client.policies.compare({ ...document, ...range })
    let summary: Line['summary']
    try {
      summary = await printChanges(lines, flags, io)
    } catch (error) {
      if (!isRefusal(error, 'policy.invalid')) throw error
      printErrors(error, tools, io)
      return 1
    }
    if (summary === undefined)
      throw new CliError('cli.cut', 'the answer was cut off before its summary; compare again')
    const { compared, changed, unreadable } = summary
    const rest = unreadable > 0 ? `; ${unreadable} could not be read` : ''
    printStatus(io, `${changed} of ${compared} verdicts would change${rest}`)
    return changed > 0 ? 1 : 0
  })
}

/** Why the service compares nothing with these policies; often the tools of the folder are not registered there. */
function printErrors({ errors }: Answered, tools: readonly ToolInput[], io: Io): void {
  for (const item of errors) printProblem({ severity: 'error', ...item }, io)
  const names = tools.map(({ name }) => `\`${name}\``).join(', ')
  if (names !== '')
    printStatus(
      io,
      `the service checks policies against the tools that it has registered; where these are missing, \`policy apply --tools\` registers them: ${names}`,
    )
}

async function printChanges(
  lines: AsyncIterable<string>,
  { json }: CompareFlags,
  io: Io,
): Promise<Line['summary']> {
  const bar = createProgress(io, 'comparing')
  let summary: Line['summary']
  try {
    for await (const text of lines) {
      const line = JSON.parse(text) as Line
      if (line.progress) await bar.update(line.progress.done, line.progress.total)
      summary = line.summary ?? summary
      if (json) io.stdout.write(`${text}\n`)
      else if (line.change) io.stdout.write(`${plain(sentence(line.change))}\n`)
    }
  } finally {
    bar.stop()
  }
  return summary
}

function sentence({ receipt_id, action, tool, was, would, reasons }: NonNullable<Line['change']>): string {
  const what = tool === undefined ? action : `${action} ${tool}`
  const why = reasons.map(({ policy_id: id, message }) => (id === undefined ? message : `${id}: ${message}`))
  return `${receipt_id}  ${what}  ${was} → ${would}  ${why.join('; ')}`
}
