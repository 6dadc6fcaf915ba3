// An event as people read it: a title, a few facts and a link; as an adaptive card for Teams.
import { formatTime } from '@countersign/terms'
import type { NotificationEvent } from './event.ts'

export type Summary = { title: string; facts: { title: string; value: string }[]; url?: string }

/** Facts by the member of an event that has them. */
const FACTS: readonly (readonly [member: string, title: string])[] = [
  ['action', 'Action'],
  ['tool', 'Tool'],
  ['agent_id', 'Agent'],
  ['environment', 'Environment'],
  ['key_id', 'Key'],
  ['member_id', 'Member'],
  ['webhook_id', 'Webhook'],
  ['actor', 'By'],
]

export function summaryOf({ name, at, data }: NotificationEvent): Summary {
  const { approval, risk } = data as {
    approval?: { url: string; expires_at: string; status: string }
    risk?: { band: string }
  }
  const facts = FACTS.flatMap(([member, title]) => {
    const value = data[member]
    return typeof value === 'string' ? [{ title, value }] : []
  })
  if (risk !== undefined) facts.push({ title: 'Risk', value: risk.band })
  if (approval?.status === 'pending') facts.push({ title: 'Expires', value: approval.expires_at })
  facts.push({ title: 'At', value: formatTime(at) })
  return { title: titleOf(name), facts, ...(approval && { url: approval.url }) }
}

function titleOf(name: NotificationEvent['name']): string {
  const [noun = '', verb = ''] = name.split('.')
  if (name === 'ping') return 'This is a test'
  if (name === 'approval.requested') return 'An approval is needed'
  if (name === 'approval.lapsed') return 'An approval is needed again'
  return `${noun[0]?.toUpperCase()}${noun.slice(1)} ${verb}`
}

/** The card links to the page on which a member decides; it decides nothing itself. */
export function teamsCard(event: NotificationEvent) {
  const { title, facts, url } = summaryOf(event)
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            { type: 'TextBlock', text: title, weight: 'Bolder', size: 'Medium', wrap: true },
            { type: 'FactSet', facts },
          ],
          ...(url !== undefined && { actions: [{ type: 'Action.OpenUrl', title: 'Look at it', url }] }),
        },
      },
    ],
  }
}
