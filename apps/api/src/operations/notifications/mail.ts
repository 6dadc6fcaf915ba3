// Mail to a member who may decide an approval: what it is about, until when, and where to look at it.
import { formatTime } from '@countersign/terms'
import type { Mail } from '../../ports/mail.ts'
import type { OrgConfig } from '../../ports/nouns.ts'
import type { Delivery } from '../../ports/webhooks.ts'
import { agentOf, pendingOf } from '../approvals/answer.ts'
import { approvalLink } from '../approvals/link.ts'
import type { Context } from '../context.ts'
import type { ReceiptEvent } from './event.ts'

type To = { address: string; config: OrgConfig }

const LAPSED_TEXT =
  'It was approved, and whoever approved it may not decide any more: the approval counts no more.'

/** No arguments: a mail stays in mailboxes, and what it says cannot be checked. */
export function mailTo(
  context: Pick<Context, 'publicUrl'>,
  { orgId, channel }: Delivery,
  event: ReceiptEvent,
  { address, config }: To,
): Mail {
  if (event.pending === undefined) throw new Error('mail is about approvals only')
  const pending = pendingOf({ opened: event.pending })
  const { approval, decision, environment, action } = pending
  const agentId = agentOf(pending)
  const agent = oneLine(config.agents.get(agentId)?.name ?? agentId)
  return {
    id: `${event.id}.${channel}`,
    to: address,
    subject: `Approval needed${event.name === 'approval.lapsed' ? ' again' : ''}: ${action.name} by ${agent}`,
    text: [
      `An agent of ${oneLine(config.org.name)} waits for a decision.`,
      ...(event.name === 'approval.lapsed' ? [LAPSED_TEXT] : []),
      '',
      `Action:       ${action.name}`,
      ...(action.tool === undefined || action.tool === action.name ? [] : [`Tool:         ${action.tool}`]),
      `Agent:        ${agent} (${agentId})`,
      `Environment:  ${environment}`,
      `Risk:         ${decision.risk.band}`,
      `Expires:      ${formatTime(approval.expires_at)}`,
      '',
      'See exactly what would be executed, and decide, after signing in:',
      approvalLink(context, orgId, approval.id),
      '',
      'This link decides nothing by itself and gives nobody access.',
      '',
    ].join('\n'),
  }
}

/** A name is text of the org's own; in a mail it stays on its line, and what would reorder or hide it is left out. */
function oneLine(text: string): string {
  return text
    .replaceAll(/\p{Default_Ignorable_Code_Point}|\p{Cf}/gu, '')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
}
