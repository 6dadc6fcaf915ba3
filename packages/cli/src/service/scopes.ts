// The commands that call a service: where it is, and which scopes the key of each needs.

/** The scopes that a command needs whatever its options are. */
export const SCOPES = {
  export: ['receipts:export'],
  'policy pull': ['policies:read'],
  'policy apply': ['policies:read', 'policies:write'],
  'policy compare': ['policies:write', 'receipts:read'],
  scan: ['check'],
  whoami: ['org:read'],
  halt: ['org:halt'],
  resume: ['org:halt'],
  erase: ['receipts:erase'],
  retention: ['org:write'],
  'agents list': ['agents:read'],
  'agents show': ['agents:read'],
  'agents create': ['agents:write'],
  'agents suspend': ['agents:write'],
  'agents quarantine': ['agents:write'],
  'agents resume': ['agents:write'],
  'agents revoke': ['agents:write'],
  'keys list': ['keys:read'],
  'keys create': ['keys:write'],
  'keys revoke': ['keys:write'],
  'members list': ['members:read'],
  'members add': ['members:write'],
  'members change': ['members:write'],
  'members remove': ['members:write'],
  'members reset': ['members:write'],
  'webhooks list': ['webhooks:read'],
  'webhooks attempts': ['webhooks:read'],
  'webhooks add': ['webhooks:write'],
  'webhooks test': ['webhooks:write'],
  'webhooks replay': ['webhooks:write'],
  'webhooks rotate': ['webhooks:write'],
  'webhooks remove': ['webhooks:write'],
  'approvals list': ['approvals:read'],
  'approvals show': ['approvals:read'],
  'approvals watch': ['approvals:read'],
  'approvals grant': ['approvals:read', 'approvals:decide'],
  'approvals reject': ['approvals:read', 'approvals:decide'],
  'approvals withdraw': ['gate'],
} as const

/** A command that calls a service. */
export type ServiceCommand = keyof typeof SCOPES

/** The key that scopes describe, such as `a key with the scope check`. */
export function keyWith(scopes: readonly string[]): string {
  const last = scopes.at(-1) ?? ''
  const others = scopes.slice(0, -1)
  return others.length === 0
    ? `a key with the scope ${last}`
    : `a key with the scopes ${others.join(', ')} and ${last}`
}

/** What the help of a command says about its settings; `more` goes on after its scopes. */
export function serviceHelp(command: ServiceCommand, more = ''): string {
  return `
The service and the key come from the environment, so that the key is in no command line; without a key,
the login of \`countersign login\` counts:
  COUNTERSIGN_API_URL   where the API is, such as http://localhost:8700
  COUNTERSIGN_API_KEY   ${keyWith(SCOPES[command])}${more}
`
}
