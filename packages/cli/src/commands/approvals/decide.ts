// What `countersign approvals grant` and `reject` do: show, ask, and send the digest of what was shown.
import type { ApprovalVerb } from '@countersign/terms'
import { CliError, type ExitCode, type Io } from '../../io.ts'
import { printJson, printLine } from '../../print/print.ts'
import { visible } from '../../print/visible.ts'
import { type Service, withService } from '../../service/call.ts'
import { checkedInput } from '../../service/input.ts'
import { openPrompt, type Prompt, requireTerminal, requireWord } from '../confirm.ts'
import type { Json } from '../online.ts'
import { needsText } from './needs.ts'
import { LABELS, type ReviewedApproval, readReviewed } from './reviewed.ts'
import { sheet } from './sheet.ts'

export type DecideFlags = Json & {
  readonly member?: string
  readonly for?: string
  readonly reason?: string
  readonly digest?: string
  readonly yes?: true
  readonly uses?: string
  readonly minutes?: string
}

const DONE = { grant: 'granted', reject: 'rejected' } as const
const ASKED = { grant: 'approve exactly this call', reject: 'reject this call' } as const
/** The options are checked before there is a digest. */
const ANY_DIGEST = `sha256:${'0'.repeat(64)}`

/** Decides what was shown, and nothing else. */
export async function decide(verb: ApprovalVerb, id: string, flags: DecideFlags, io: Io): Promise<ExitCode> {
  const wanted = {
    approval_id: id,
    decision: verb,
    member_id: flags.member,
    for: flags.for,
    reason: flags.reason,
    digest: flags.digest ?? ANY_DIGEST,
    grant: limitsOf(flags),
  }
  await checkedInput('approvals.decide', wanted, LABELS)
  if (!flags.yes) requireTerminal(io, verb, '--yes and --digest')
  else if (flags.digest === undefined) {
    throw new CliError(
      'cli.option',
      '--yes: say with --digest what you approve; `countersign approvals show` has it',
    )
  }
  const calling = { command: `approvals ${verb}`, failed: `nothing was ${DONE[verb]}` } as const
  return withService(io, calling, async (service) => {
    requireMember(flags, service.settings)
    const asked = await readReviewed(service, { approval_id: id })
    show(asked, io)
    requireOpen(verb, asked, flags)
    const reason = flags.yes ? reasonFor(verb, asked, flags) : await ask(verb, asked, flags, io)
    const input = await checkedInput('approvals.decide', { ...wanted, digest: asked.digest, reason }, LABELS)
    const decided = await service.client.approvals.decide(input, service.options)
    report(verb, decided, flags, io)
    return 0
  })
}

function limitsOf({ uses, minutes }: DecideFlags): { uses: number; minutes: number } | undefined {
  if (uses === undefined && minutes === undefined) return undefined
  if (uses === undefined || minutes === undefined) {
    throw new CliError('cli.option', '--uses and --minutes: give both, or neither to approve one use')
  }
  return { uses: numberOf('--uses', uses), minutes: numberOf('--minutes', minutes) }
}

function numberOf(option: string, text: string): number {
  if (/^[1-9][0-9]{0,5}$/.test(text)) return Number(text)
  throw new CliError('cli.option', `${option}: must be an integer from 1 on`)
}

/** With a key it is a backend that reports what a member decided; who is logged in decides in person. */
function requireMember({ member }: DecideFlags, { session }: Service['settings']): void {
  if (session === undefined && member === undefined) {
    throw new CliError(
      'cli.option',
      '--member: name who decides, mem_…; `countersign members list` has their ids',
    )
  }
  if (session !== undefined && member !== undefined && member !== session.member) {
    throw new CliError('cli.option', '--member: you are logged in, so you decide as yourself; leave it out')
  }
}

function show(asked: ReviewedApproval, io: Io): void {
  const text = sheet(asked, Date.now(), io.stderr.columns)
  io.stderr.write(`${text}\n`)
  const rows = text.split('\n').length
  if (rows > (io.stderr.rows ?? Number.POSITIVE_INFINITY)) {
    io.stderr.write(`This takes ${rows} rows: scroll up to its beginning before you decide.\n`)
  }
}

/** What the service would refuse anyway is said before anybody is asked. */
function requireOpen(
  verb: ApprovalVerb,
  { status, digest, refusal }: ReviewedApproval,
  flags: DecideFlags,
): void {
  const isOpen = status === 'pending' || (verb === 'reject' && status === 'granted')
  if (!isOpen) throw refused(`the approval is ${status}, so it cannot be ${DONE[verb]}`)
  if (flags.digest !== undefined && flags.digest !== digest) {
    throw refused(
      `the digest is not that of --digest, so this is not what you mean; see what is shown and decide anew`,
    )
  }
  if (refusal !== undefined) throw refused(`you may not decide it: ${refusal}`)
}

function refused(message: string): CliError {
  return new CliError('cli.refused', `nothing was decided: ${message}`, 1)
}

/** Rejecting is always easy. */
function needsReason(verb: ApprovalVerb, { risk: { band } }: ReviewedApproval): boolean {
  if (verb === 'reject') return false
  return band === 'high' || band === 'critical'
}

function reasonFor(verb: ApprovalVerb, asked: ReviewedApproval, { reason }: DecideFlags): string | undefined {
  if (reason !== undefined || !needsReason(verb, asked)) return reason
  throw new CliError('cli.option', `--reason: say why, since the risk is ${asked.risk.band}`)
}

/** Asks for the reason where there must be one, then for the word. */
async function ask(
  verb: ApprovalVerb,
  asked: ReviewedApproval,
  flags: DecideFlags,
  io: Io,
): Promise<string | undefined> {
  const prompt = openPrompt(io)
  try {
    const reason = flags.reason ?? (needsReason(verb, asked) ? await askReason(prompt) : undefined)
    await requireWord(prompt, verb, ASKED[verb])
    return reason
  } finally {
    prompt.close()
  }
}

async function askReason(prompt: Prompt): Promise<string> {
  const typed = await prompt.ask('Why? ')
  if (typed !== undefined && typed !== '') return typed
  throw new CliError('cli.unconfirmed', 'no reason was given; nothing was changed', 1)
}

type Decided = Awaited<ReturnType<Service['client']['approvals']['decide']>>

function report(verb: ApprovalVerb, decided: Decided, flags: DecideFlags, io: Io): void {
  if (flags.json) {
    printJson(io, decided)
    return
  }
  const { id, status, uses, receipt } = decided
  const much = uses === undefined ? '' : `, for ${uses.max} ${uses.max === 1 ? 'use' : 'uses'}`
  const waits = status === 'pending' ? `: it needs ${needsText(decided)}` : ''
  printLine(io, visible(`${DONE[verb]} ${id}, which is ${status}${much}${waits}`))
  printLine(io, visible(`receipt ${receipt.id}: ${receipt.type}, seq ${receipt.seq}`))
}
