// What the subcommands of `countersign webhooks` do.
import { CliError, type ExitCode, type Io } from '../../io.ts'
import { printJson, printLine, table, timeText } from '../../print/print.ts'
import { visible } from '../../print/visible.ts'
import { withService } from '../../service/call.ts'
import { checkedInput } from '../../service/input.ts'
import { limitOf, readList } from '../../service/lists.ts'
import { type Json, reportChange, reportList } from '../online.ts'

export type ListFlags = Json & { readonly limit: string }
export type AddFlags = Json & {
  readonly url: string
  readonly event: readonly string[]
  readonly name?: string
}
export type RotateFlags = Json & { readonly overlap?: string }
export type RemoveFlags = Json & { readonly reason?: string }

const LABELS = {
  webhook_id: '<webhook>',
  receipt_id: '<receipt>',
  events: '--event',
  overlap_hours: '--overlap',
}

export async function listWebhooks(flags: Json, io: Io): Promise<ExitCode> {
  return withService(io, { command: 'webhooks list', failed: 'no webhooks were listed' }, async (service) => {
    const { data } = await service.client.webhooks.list({}, service.options)
    reportList(io, flags, { data, hasMore: false }, (found) =>
      table(
        ['id', 'status', 'name', 'format', 'url', 'failing since', 'events'],
        found.map(({ id, status, name, format, url, failing_since: since, events }) => [
          id,
          status,
          name,
          format,
          url,
          since === undefined ? '' : timeText(since),
          events.join(' '),
        ]),
      ),
    )
    return 0
  })
}

export async function listAttempts(id: string, flags: ListFlags, io: Io): Promise<ExitCode> {
  const limit = limitOf(flags.limit)
  const { webhook_id } = await checkedInput('webhooks.get', { webhook_id: id }, LABELS)
  const calling = { command: 'webhooks attempts', failed: 'no attempts were listed' } as const
  return withService(io, calling, async ({ client, options }) => {
    const listed = await readList(limit, (page) => client.webhooks.attempts({ webhook_id, ...page }, options))
    reportList(io, flags, listed, (data) =>
      table(
        ['at', 'status', 'event', 'attempt', 'answer', 'ms', 'again at', 'receipt'],
        data.map((one) => [
          timeText(one.at),
          one.status,
          one.event,
          String(one.attempt),
          one.response_status === undefined ? (one.error ?? '') : String(one.response_status),
          String(one.duration_ms),
          one.next_at === undefined ? '' : timeText(one.next_at),
          one.receipt_id ?? '',
        ]),
      ),
    )
    return 0
  })
}

export async function addWebhook({ json, url, event, name }: AddFlags, io: Io): Promise<ExitCode> {
  const input = await checkedInput('webhooks.create', { url, events: event, name }, LABELS)
  return withService(io, { command: 'webhooks add', failed: 'no webhook was made' }, async (service) => {
    reportSecret(io, json, 'made', await service.client.webhooks.create(input, service.options))
    return 0
  })
}

export async function rotateSecret(id: string, flags: RotateFlags, io: Io): Promise<ExitCode> {
  const overlap = flags.overlap === undefined ? undefined : Number(flags.overlap)
  const input = await checkedInput('webhooks.rotate', { webhook_id: id, overlap_hours: overlap }, LABELS)
  const calling = { command: 'webhooks rotate', failed: 'the secret was not changed' } as const
  return withService(io, calling, async (service) => {
    const made = await service.client.webhooks.rotate(input, service.options)
    reportSecret(io, flags.json, 'changed', made)
    return 0
  })
}

type WithSecret = { id: string; receipt: { id: string }; secret?: string | undefined }

/** The secret goes to standard output, alone. */
function reportSecret(io: Io, json: true | undefined, done: string, made: WithSecret): void {
  if (json) {
    printJson(io, made)
    return
  }
  const { id, receipt, secret } = made
  if (secret === undefined) {
    throw new CliError(
      'cli.secret',
      `the service has done this for ${id} before it was asked again, and shows its secret no more; \`webhooks rotate\` makes another`,
      3,
    )
  }
  io.stderr.write(`${done} ${visible(id)}, receipt ${visible(receipt.id)}; its secret is shown this once:\n`)
  printLine(io, visible(secret))
}

export async function testWebhook(id: string, flags: Json, io: Io): Promise<ExitCode> {
  const input = await checkedInput('webhooks.test', { webhook_id: id }, LABELS)
  return withService(io, { command: 'webhooks test', failed: 'no test was sent' }, async (service) => {
    const tested = await service.client.webhooks.test(input, service.options)
    const { delivered, response_status: status, error, duration_ms: ms } = tested
    const answer = status === undefined ? (error ?? 'no answer') : `answered ${status}`
    if (flags.json) printJson(io, tested)
    else printLine(io, visible(`${delivered ? 'arrived' : 'did not arrive'}: ${answer}, ${ms} ms`))
    return delivered ? 0 : 1
  })
}

export async function replayEvent(id: string, receipt: string, flags: Json, io: Io): Promise<ExitCode> {
  const input = await checkedInput('webhooks.replay', { webhook_id: id, receipt_id: receipt }, LABELS)
  return withService(io, { command: 'webhooks replay', failed: 'nothing is sent again' }, async (service) => {
    const replayed = await service.client.webhooks.replay(input, service.options)
    if (flags.json) printJson(io, replayed)
    else printLine(io, visible(`${replayed.event_id} is sent again to ${id}`))
    return 0
  })
}

export async function removeWebhook(id: string, flags: RemoveFlags, io: Io): Promise<ExitCode> {
  const input = await checkedInput('webhooks.remove', { webhook_id: id, reason: flags.reason }, LABELS)
  const calling = { command: 'webhooks remove', failed: 'the webhook was not removed' } as const
  return withService(io, calling, async (service) => {
    const removed = await service.client.webhooks.remove(input, service.options)
    reportChange(io, flags, `removed ${removed.id}`, removed)
    return 0
  })
}
