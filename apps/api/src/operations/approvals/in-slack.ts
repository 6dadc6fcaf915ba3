// What may be decided in Slack: only what one member decides alone, by those who are linked there.
import type { PayloadOf } from '@countersign/receipt'
import { isApprover } from '@countersign/terms'
import type { Agent, Member, OrgConfig } from '../../ports/nouns.ts'
import { ApiError } from '../refusal.ts'
import { requireSameApp, type SlackApp } from '../slack/app.ts'
import { agentOf } from './answer.ts'
import { isForOne, owns } from './quorum.ts'
import type { Waiting } from './settle.ts'

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
}: Pick<PayloadOf<'gate.pending'>, 'approval' | 'decision'>): string | undefined {
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
  const agent = config.agents.get(agentOf(pending)) ?? undefined
  for (const actor of app.setBy) {
    const refusal = actor === pending.actor ? 'asked for it' : setterRefusal(config, actor, agent)
    if (refusal !== undefined)
      throw new ApiError('approval.approver', {
        detail: `a member or key that set the secrets of the app in Slack ${refusal}: decide it on its page`,
      })
  }
}

export function isLinked({ slack }: Pick<Member, 'slack'>, { webhook, settings }: SlackApp): boolean {
  return slack !== null && slack.webhook === webhook.id && slack.set === settings.set?.id
}

function setterRefusal(config: OrgConfig, actor: string, agent: Agent | undefined): string | undefined {
  const key = config.keys.get(actor)
  if (key?.revokedAt === null) return undefined
  const member = config.members.get(actor)
  if (member === undefined || member === null || !isApprover(member.role)) return 'may not decide any more'
  return agent !== undefined && owns(member, agent) ? 'owns the agent' : undefined
}
