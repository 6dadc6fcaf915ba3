// What may be decided in Slack: only what one member decides alone, by those who are linked there.
import type { PayloadOf } from '@countersign/receipt'
import type { View } from '../../ports/ledger.ts'
import type { Member } from '../../ports/nouns.ts'
import { ApiError } from '../refusal.ts'
import { requireSameApp, type SlackApp } from '../slack/app.ts'
import { agentOf } from './answer.ts'
import { isForOne, refusalOf } from './quorum.ts'
import type { Waiting } from './settle.ts'

type Asked = PayloadOf<'gate.pending'>

/** What must be loaded to know whether those who set the app may still decide. */
export function settersOf(app: SlackApp | undefined): { keys: string[]; members: string[] } {
  const by = app?.setBy ?? []
  return {
    keys: by.filter((actor) => actor.startsWith('key_')),
    members: by.filter((actor) => actor.startsWith('mem_')),
  }
}

/** Undefined where it may be decided by a button; else why not. */
export function pageOnlyReason({
  approval,
  decision,
}: Pick<Asked, 'approval' | 'decision'>): string | undefined {
  const { band } = decision.risk
  if (band === 'high' || band === 'critical') return 'its risk is high'
  return isForOne(approval) ? undefined : 'more than one member must approve it'
}

/**
 * Whoever knows the secrets of an app can press as everybody who is linked to it, and show a button for another call. So
 * a press is worth no more than the word of who set them: it decides nothing that they may not, and fills no quorum.
 */
export function requireInSlack({ view, pending }: Waiting, app: SlackApp, member: Member): void {
  const { config } = view
  const reason = pageOnlyReason(pending)
  if (reason !== undefined)
    throw new ApiError('approval.sign_in', { detail: `${reason}: decide it on its page` })
  requireSameApp(config, app)
  if (!isLinked(member, app))
    throw new ApiError('approval.approver', {
      detail: 'your Slack user is not linked to you any more: press again',
    })
  for (const actor of app.setBy) {
    const refusal = setterRefusal(view, pending, actor)
    if (refusal === undefined) continue
    const detail = `who set the secrets of the app in Slack may not decide it, because ${refusal}: decide it on its page`
    throw new ApiError('approval.approver', { detail })
  }
}

export function isLinked({ slack }: Pick<Member, 'slack'>, { webhook, settings }: SlackApp): boolean {
  return slack !== null && slack.webhook === webhook.id && slack.set === settings.set?.id
}

/** A key that may set them decides for every member anyway, as long as it counts. */
function setterRefusal({ config, now }: View, pending: Asked, actor: string): string | undefined {
  const key = config.keys.get(actor)
  if (key !== undefined && key !== null) {
    if (key.revokedAt !== null) return 'the key is revoked'
    return actor === pending.actor ? 'the key asked for it' : undefined
  }
  const member = config.members.get(actor)
  if (member === undefined || member === null) return 'the member has left'
  return refusalOf(pending, member, config.agents.get(agentOf(pending)) ?? undefined, now)
}
