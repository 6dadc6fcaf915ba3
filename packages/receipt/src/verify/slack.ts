// Decisions made in Slack: of whom they may be, and which approvals are decided there.
import type { Payload, PayloadOf } from '../payload/types.ts'

/** The webhook of the app in which a member is linked; null once that has ended. */
export type SlackLinks = Map<string, string | null>

type Decided = PayloadOf<'approval.granted' | 'approval.rejected'>

export function followSlack(links: SlackLinks, payload: Payload): void {
  switch (payload.type) {
    case 'member.slack_linked':
      links.set(payload.member.id, payload.webhook.id)
      return
    case 'member.slack_unlinked':
      links.set(payload.member.id, null)
      return
    case 'member.removed':
      if (links.has(payload.member.id)) links.set(payload.member.id, null)
      return
    case 'webhook.changed':
      if (payload.webhook.secret !== undefined) endAll(links, payload.webhook.id)
      return
    case 'webhook.removed':
      endAll(links, payload.webhook.id)
      return
    default:
  }
}

function endAll(links: SlackLinks, webhook: string): void {
  for (const [member, linked] of links) if (linked === webhook) links.set(member, null)
}

/**
 * Undefined where a decision in Slack is as it must be. Nothing is asked of logs from before members were linked, and
 * in a window that begins at `from` a member may have been linked before it.
 */
export function slackFault(
  links: SlackLinks,
  { decision }: Decided,
  isForOne: boolean | undefined,
  from: number,
): string | undefined {
  if (decision.via !== 'slack' || links.size === 0) return undefined
  const linked = links.get(decision.by)
  if (linked === null || (linked === undefined && from === 0))
    return 'decides in Slack for a member who is not linked there'
  return isForOne === false ? 'decides in Slack what more than one member must approve' : undefined
}
