// The mail to who is invited: with the link, which is made anew each time and stored nowhere.
import type { Payload } from '@countersign/receipt'
import type { Delivery } from '../../ports/webhooks.ts'
import type { Context } from '../context.ts'

/** The secret of the link that is mailed; only the hash of it is stored. */
export function mailedSecret({ linkSecret }: Pick<Context, 'linkSecret'>, orgId: string, id: string): string {
  return linkSecret(`invitation ${orgId} ${id}`)
}

export function linkOf({ publicUrl }: Pick<Context, 'publicUrl'>, orgId: string, secret: string): string {
  return `${publicUrl()}/join/${orgId.slice(4)}.${secret}`
}

/** Nothing where the invitation was accepted or revoked meanwhile, or its link was not to be mailed. */
export async function mailInvitation(
  context: Context,
  delivery: Delivery,
  retryInMs: number | undefined,
): Promise<void> {
  const { store, mailer } = context
  const { orgId, seq } = delivery
  const stored = await store.receipts.get(orgId, seq)
  // Our own canonical bytes, checked when they were written.
  const payload = stored && (JSON.parse(stored.text) as Payload)
  const id = payload?.type === 'member.invited' ? payload.member.id : ''
  const config = await store.config(orgId, { fresh: true })
  const invitation = config?.invitations.get(id)
  if (mailer === undefined || !invitation?.mailed || invitation.email === null)
    return store.outbox.finish(delivery, {})
  const link = linkOf(context, orgId, mailedSecret(context, orgId, id))
  const sent = await mailer.send({
    id,
    to: invitation.email,
    subject: 'You are invited to an org on Countersign',
    text: `You are invited to become a member, with the role ${invitation.role}:\n\n${link}\n\nThe link works once, for seven days.\n`,
  })
  const isAgain = sent.status === 'failed' && retryInMs !== undefined
  await store.outbox.finish(delivery, isAgain ? { retryInMs } : {})
}
