// What the service tells of: the events that webhooks and people hear of.
/** Events, by the names under which they are sent. */
export const EVENTS = [
  'approval.requested',
  'approval.granted',
  'approval.rejected',
  'approval.expired',
  'approval.withdrawn',
  'approval.lapsed',
  'agent.created',
  'agent.suspended',
  'agent.resumed',
  'agent.quarantined',
  'agent.revoked',
  'org.halted',
  'org.resumed',
  'key.created',
  'key.revoked',
  'member.added',
  'member.changed',
  'member.removed',
  'policy.published',
  'tool.changed',
  'webhook.disabled',
] as const

/** The name of an event. */
export type EventName = (typeof EVENTS)[number]

const names: ReadonlySet<string> = new Set(EVENTS)

/** The event that a receipt of this type tells of; most are called as the type is. */
export function eventOf(type: string): EventName | undefined {
  if (type === 'gate.pending') return 'approval.requested'
  // Only the end of one is told of, which whoever asks must look for in the receipt.
  if (type === 'webhook.changed') return 'webhook.disabled'
  return names.has(type) ? (type as EventName) : undefined
}
