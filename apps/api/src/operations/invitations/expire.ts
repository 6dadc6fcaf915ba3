// Ends invitations that nobody accepted in time: the address goes, its commitment stays in the log.
import type { Entry, Work } from '../../ports/ledger.ts'
import type { Context } from '../context.ts'

/** In one commit: each erases what the log discloses of it. */
const AT_ONCE = 50

/** Answers how many ended. */
export async function expireInvitations(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  orgId: string,
): Promise<number> {
  const config = await store.config(orgId, { fresh: true })
  const isDue = [...(config?.invitations.values() ?? [])].some(({ expiresAt }) => expiresAt <= clock())
  return isDue ? store.record(orgId, expiry()) : 0
}

/** Which are past their time is decided under the lock, by the log's clock. */
function expiry(): Work<number> {
  return {
    // When the org next has something to expire is found anew.
    needs: { expired: true },
    bytes: AT_ONCE * 1024,
    configures: true,
    decide: ({ config, now }) => ({
      entries: [...config.invitations.values()]
        .filter(({ expiresAt }) => expiresAt <= now)
        .slice(0, AT_ONCE)
        .map(({ id }) => entryFor(id)),
      answer: (recorded) => recorded.length,
    }),
  }
}

/** Nobody became the member; what the log holds of them goes all the same. */
function entryFor(id: string): Entry {
  return {
    draft: { type: 'member.removed', actor: 'system', member: { id } },
    disclosures: [],
    changes: [
      { kind: 'invitation.remove', id },
      { kind: 'member.remove', id },
    ],
  }
}
