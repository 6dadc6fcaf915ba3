// What to do next after a refusal, for who types commands rather than requests.

const REMEDIES: Readonly<Record<string, string>> = {
  'auth.invalid': 'Set COUNTERSIGN_API_KEY to a key that is complete, known and not revoked.',
  'approval.closed': 'See `countersign approvals show` for what became of it; the agent can ask again.',
  'approval.digest': 'Show it again with `countersign approvals show`, and decide what you see then.',
  'approval.grant':
    'Keep within what `countersign approvals show` says may be granted, or leave --uses and --minutes out.',
  'approval.reason': 'Give one with --reason; rejecting needs none.',
  'approval.stopped': 'First `countersign resume` or `countersign agents resume`, or reject the approval.',
  'agent.state': 'See `countersign agents show`; a revoked agent cannot come back, so create a new one.',
  'key.state': 'See `countersign keys list`; a revoked key cannot come back, so create a new one.',
  'org.state': 'Halt a running org with `countersign halt`, a halted one resumes with `countersign resume`.',
  'member.exists': '`countersign members list` lists them.',
  'member.limit': 'Remove one who has left with `countersign members remove`.',
  'member.reset':
    'A member who cannot be reset is removed with `countersign members remove`, and invited again at another address.',
  'member.last_owner': 'First make another member an owner with `countersign members change`.',
}

const LOGIN = 'Log in again with `countersign login`'

/** For who is logged in rather than with a key. */
const OF_LOGIN: Readonly<Record<string, string>> = {
  'auth.invalid': `${LOGIN}.`,
  'auth.scope': 'Your role does not have it; ask an owner of the org.',
  'auth.sign_in': `${LOGIN}, then repeat it.`,
  'approval.sign_in': `${LOGIN}, then approve; you can reject without.`,
}

/** The next step as a command; undefined where the service's own words serve. */
export function cliRemedyOf(code: string, isLogin: boolean): string | undefined {
  if (isLogin && Object.hasOwn(OF_LOGIN, code)) return OF_LOGIN[code]
  return Object.hasOwn(REMEDIES, code) ? REMEDIES[code] : undefined
}
