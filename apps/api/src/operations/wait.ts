// Waiting for a decision: the answer as it is once that was made, or once the time is over.
import type { Call, Caller } from './call.ts'
import type { Context } from './context.ts'
import { ApiError } from './refusal.ts'
import { requireStanding, standingNeed } from './standing.ts'

/** Something that a person decides: how it is read, now and again, and answered. */
export type Awaited<T, A> = {
  read: () => Promise<T>
  /** The approval whose decision ends the wait; undefined where nothing is to be waited for. */
  pendingIn: (found: T) => string | undefined
  answer: (found: T) => A | Promise<A>
}

/** After how many seconds to ask again, where the wait ended before its time. */
const RETRY_SECONDS = { full: 2, closing: 1 } as const

/** Many may begin or end waiting at the same moment: those of an org read in line, not all at once. */
export async function waitFor<T, A extends object>(
  context: Context,
  call: Call,
  seconds: number,
  { read, pendingIn, answer }: Awaited<T, A>,
): Promise<A & { retry_after?: number }> {
  if (seconds === 0) return answer(await read())
  const { waiters } = context
  const { orgId } = call.caller
  const first = await waiters.inLine(orgId, async () => {
    const found = await read()
    const id = pendingIn(found)
    return id === undefined ? { answered: await answer(found) } : { id, found }
  })
  if ('answered' in first) return first.answered
  const ended = await endOfWait(context, call, seconds, first.id)
  if (ended === 'gone') throw new ApiError('request.timeout')
  return waiters.inLine(orgId, async () => {
    if (ended === 'full') return { ...(await answer(first.found)), retry_after: RETRY_SECONDS.full }
    await requireStillStanding(context, call.caller)
    const answered = await answer(await read())
    return ended === 'closing' ? { ...answered, retry_after: RETRY_SECONDS.closing } : answered
  })
}

function endOfWait(context: Context, { caller, onGone }: Call, seconds: number, id: string) {
  return context.waiters.wait({
    orgId: caller.orgId,
    caller: caller.actor,
    ms: seconds * 1000,
    watch: (listener) => context.store.onDecided(caller.orgId, id, listener),
    onGone: onGone ?? (() => undefined),
  })
}

/** A key that was revoked while it waited learns nothing. */
async function requireStillStanding({ store }: Context, caller: Caller): Promise<void> {
  const config = await store.config(caller.orgId, { fresh: true, ...standingNeed(caller) })
  if (config === undefined) throw new ApiError('not_found')
  requireStanding(config, caller)
}
