// An event as a message of Slack: with buttons while an approval of low risk waits, else with its outcome.

import { pendingOf } from '../approvals/answer.ts'
import { pageOnlyReason } from '../approvals/in-slack.ts'
import { summaryOf } from '../notifications/card.ts'
import type { NotificationEvent, ReceiptEvent } from '../notifications/event.ts'

export const GRANT = 'approval.grant'
export const REJECT = 'approval.reject'

/** What a button carries: which approval, and the digest of what the message was about. */
export type Pressed = { id: string; digest: string }

export type SlackText = { text: string; blocks: object[] }

export function slackText(event: NotificationEvent | ReceiptEvent): SlackText {
  const { title, facts, url } = summaryOf(event)
  const outcome = outcomeOf(event)
  const fields = facts
    .slice(0, FIELDS_MAX)
    .map(({ title, value }) => markdown(`*${title}*\n${escaped(value)}`))
  return {
    text: outcome ?? title,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title } },
      { type: 'section', fields },
      ...(outcome === undefined ? [] : [{ type: 'context', elements: [markdown(`*${escaped(outcome)}*`)] }]),
      ...(url === undefined ? [] : [{ type: 'actions', elements: [...buttonsFor(event), lookButton(url)] }]),
    ],
  }
}

const FIELDS_MAX = 10

function markdown(text: string) {
  return { type: 'mrkdwn', text }
}

/** What Slack reads as mentions, links and entities. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Undefined while it waits. Where several must grant it, it waits still after some of them did. */
function outcomeOf(event: NotificationEvent | ReceiptEvent): string | undefined {
  if (!('approval' in event) || event.approval === undefined || event.approval.status === 'pending')
    return undefined
  const last = event.approval.decisions.at(-1)
  const by = last === undefined ? '' : ` by ${last.member}`
  return `This approval is ${event.approval.status}${by}`
}

/** Each equally easy, and neither chosen beforehand. */
function buttonsFor(event: NotificationEvent | ReceiptEvent): object[] {
  if (!('pending' in event) || event.pending === undefined || outcomeOf(event) !== undefined) return []
  const pending = pendingOf({ opened: event.pending })
  if (pageOnlyReason(pending) !== undefined) return []
  const { approval } = pending
  const value = JSON.stringify({ id: approval.id, digest: approval.digest } satisfies Pressed)
  return [button('Approve', GRANT, value), button('Reject', REJECT, value)]
}

function button(text: string, action_id: string, value: string) {
  return { type: 'button', text: { type: 'plain_text', text }, action_id, value }
}

function lookButton(url: string) {
  return { type: 'button', text: { type: 'plain_text', text: 'Look at it' }, action_id: 'approval.open', url }
}
