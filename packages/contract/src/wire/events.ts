// The events that the service sends to webhooks and people.
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
  'org.changed',
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

/** The event of a receipt of this type; most have the name of the type. */
export function eventOf(type: string): EventName | undefined {
  if (type === 'gate.pending') return 'approval.requested'
  // Only disabling one is an event, so callers must look at the receipt's status.
  if (type === 'webhook.changed') return 'webhook.disabled'
  return names.has(type) ? (type as EventName) : undefined
}
