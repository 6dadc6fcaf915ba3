// What `countersign approvals watch` does: polls the approvals that wait, and reports what changed.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '@countersign/contract'
import { CliError, type ExitCode, type Io, printStatus } from '../../io.ts'
import { distance, printJson, printLine, timeText } from '../../print/print.ts'
import { brief } from '../../print/visible.ts'
import { reasonOf } from '../../reason.ts'
import { isPassing, type Service, withService } from '../../service/call.ts'
import { readList } from '../../service/lists.ts'
import type { Json } from '../online.ts'
import { needsText } from './needs.ts'

export type WatchFlags = Json & { readonly every: string }

type Approval = Answer<'approvals.list'>['data'][number]
type Event = { readonly event: 'pending' | 'decided' | 'closed'; readonly approval: Approval }

/** What is known so far, and whether the last look had no answer. */
type View = { known: ReadonlyMap<string, Approval>; isFailing: boolean }

const SECONDS_MAX = 3600
/** More than any org may have waiting. */
const WAITING_MAX = 10_000

/** Runs until it is interrupted, which is its proper end. */
export async function watch(flags: WatchFlags, io: Io): Promise<ExitCode> {
  const everyMs = secondsOf(flags.every) * 1000
  const calling = { command: 'approvals watch', failed: 'it cannot go on' } as const
  return withService(io, calling, async (service) => {
    if (!flags.json) printStatus(io, `watching ${service.settings.baseUrl}; Ctrl-C ends it`)
    const view: View = { known: new Map(), isFailing: false }
    while (!isEnded(io)) {
      await turn(io, flags, service, view)
      await sleep(everyMs, undefined, io.signal && { signal: io.signal }).catch(() => undefined)
    }
    return 0
  })
}

/** One poll; without an answer, changes are reported once there is one again. */
async function turn(io: Io, flags: WatchFlags, service: Service, view: View): Promise<void> {
  try {
    const { events, waiting } = await look(service, view.known)
    for (const event of events) report(io, flags, event)
    if (view.isFailing) printStatus(io, 'the service answers again')
    Object.assign(view, { known: waiting, isFailing: false })
  } catch (error) {
    if (isEnded(io)) return
    if (!isPassing(error)) throw error
    if (!view.isFailing) printStatus(io, `no answer, so it is asked again: ${reasonOf(error)}`)
    view.isFailing = true
  }
}

function isEnded({ signal, stdout }: Io): boolean {
  return signal?.aborted === true || stdout.destroyed
}

function secondsOf(text: string): number {
  const seconds = /^[1-9][0-9]{0,3}$/.test(text) ? Number(text) : Number.NaN
  if (seconds <= SECONDS_MAX) return seconds
  throw new CliError('cli.option', `--every: must be an integer from 1 to ${SECONDS_MAX}`)
}

/** What happened since `known`: what waits no longer is read once more, for how it ended. */
async function look({ client, options }: Service, known: ReadonlyMap<string, Approval>) {
  const { data } = await readList(WAITING_MAX, (page) =>
    client.approvals.list({ status: 'pending', ...page }, options),
  )
  const waiting = new Map(data.map((approval) => [approval.id, approval]))
  const events: Event[] = []
  for (const [id, before] of known) {
    const now = waiting.get(id)
    if (now === undefined) {
      events.push({ event: 'closed', approval: await client.approvals.get({ approval_id: id }, options) })
    } else if (now.decisions.length !== before.decisions.length) {
      events.push({ event: 'decided', approval: now })
    }
  }
  // The list begins with the newest.
  for (const approval of data.toReversed()) {
    if (!known.has(approval.id)) events.push({ event: 'pending', approval })
  }
  return { events, waiting }
}

function report(io: Io, flags: WatchFlags, { event, approval }: Event): void {
  if (flags.json) {
    printJson(io, { event, approval })
    return
  }
  const { id, status, action, agent_id: agent, environment, decisions, expires_at: end } = approval
  const last = decisions.at(-1)
  const by = last === undefined ? '' : `, ${last.decision} by ${brief(last.member)}`
  const what = `${brief(action)} in ${brief(environment)} by ${brief(agent)}`
  const told = {
    pending: `waits     ${brief(id)}  ${what}, needs ${brief(needsText(approval))}, expires ${distance(end, Date.now())}`,
    decided: `decided   ${brief(id)}  ${what}${by}, needs ${brief(needsText(approval))}`,
    closed: `${status.padEnd(9)} ${brief(id)}  ${what}${by}`,
  }
  printLine(io, `${timeText(Date.now())}  ${told[event]}`)
}
