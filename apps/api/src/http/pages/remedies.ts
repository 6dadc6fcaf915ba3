// What to do next after a refusal, for who looks at a page rather than sends requests.
import { type ErrorCode, errorEntry } from '@countersign/contract'

const LATER = 'Wait a minute, then try again.'

const REMEDIES: Partial<Record<ErrorCode, string>> = {
  'agent.state': 'The list shows its state; a revoked agent cannot come back, so register a new one.',
  'approval.closed': 'Its page shows what happened; the agent can ask for a new one.',
  'approval.digest': 'Look at it again, and decide what you see then.',
  'approval.grant': 'Keep within what its page offers, or leave uses and minutes empty to approve one use.',
  'approval.reason': 'Write one and send the decision again; rejecting needs none.',
  'auth.invalid': 'Sign in again.',
  'auth.forged': 'Open the page again and repeat what you did.',
  'auth.scope': 'An owner or an admin can give you a role that does.',
  'erase.busy': LATER,
  'environment.unknown': 'Name one that the org has, or leave it empty for all of them.',
  internal: 'Try again, and tell whoever runs the service if it happens again.',
  'invitation.limit': 'Revoke some of those that nobody has accepted.',
  'key.state': 'The list shows its state; a revoked key cannot come back, so make a new one.',
  'key.scope_escalation':
    'Choose only what you may do yourself, and for an agent what the form says of its keys.',
  'ledger.busy': LATER,
  'member.exists': 'The page Members lists everybody.',
  'member.last_owner': 'First make another member an owner.',
  'member.limit': 'Remove one who has left.',
  'member.reset': 'Remove the member, and invite them again at another address.',
  'outcome.unknown': 'Look whether it was before you repeat it.',
  'quota.exceeded': 'Try again tomorrow, or ask whoever runs the service for more.',
  'rate.limited': LATER,
  'receipt.in_use': 'Withdraw its approval, or wait until the gate is completed or has expired.',
  'request.invalid': 'Correct it and send the form again.',
  'request.nul': 'Remove it from what you typed.',
  'request.timeout': LATER,
  'request.too_large': 'Shorten what you typed.',
  'server.busy': LATER,
  'store.unavailable': LATER,
  'webhook.limit': 'Remove one that is no longer used.',
}

/** What is wrong, where the title is about requests; empty where the text after it says everything. */
const TITLES: Partial<Record<ErrorCode, string>> = {
  'auth.invalid': 'Your session has ended',
  'auth.scope': 'Your role does not permit this',
  'key.scope_escalation': 'Nobody makes a key that may do more than they may',
  'request.invalid': '',
  'request.too_large': 'This is too much at once',
}

export function pageTitleOf(code: ErrorCode): string {
  return TITLES[code] ?? errorEntry(code).title
}

export function pageRemedyOf(code: ErrorCode): string {
  return REMEDIES[code] ?? errorEntry(code).remedy
}
