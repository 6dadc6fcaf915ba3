// The catalogue of reasons for a verdict: code, severity and message.
import type { Severity } from '@countersign/terms'
/** Every reason a verdict can be given for: its code, severity and a message that leaks nothing. */
export const REASONS = {
  'agent.unknown': ['high', 'no such agent is registered in this org'],
  'agent.suspended': ['high', 'the agent is suspended'],
  'agent.quarantined': ['critical', 'the agent is quarantined'],
  'agent.revoked': ['critical', 'the agent is revoked'],
  'org.halted': ['critical', 'the org is halted; nothing is allowed until it is resumed'],
  'key.revoked': ['critical', 'the API key is revoked'],
  'environment.unknown': ['high', 'the environment is not one of this org'],
  'environment.mismatch': ['high', 'the agent belongs to another environment'],
  'environment.unbound': [
    'info',
    'the key is not bound to this environment, so the policies of production count as well',
  ],
  'policy.missing': ['critical', 'the org has no live policy for this environment'],
  'policy.error': ['critical', 'a policy failed while it was evaluated'],
  'policy.no_match': ['high', 'no policy permits this'],
  'policy.forbidden': ['high', 'a policy forbids this'],
  'policy.approval_required': ['medium', 'a policy permits this only once a human has approved it'],
  'policy.permitted': ['low', 'a policy permits this'],
  'policy.deferred': ['medium', 'a policy needs more information'],
  'policy.sanitized': ['low', 'a policy permits this with changed arguments'],
  'sanitize.impossible': ['high', 'the arguments would have to be changed first, and cannot be'],
  'tool.blocked': ['high', 'the tool is blocked'],
  'tool.rate_limited': ['medium', 'the tool was called too often in the last minute'],
  'tool.arguments_invalid': ['high', 'the arguments do not fit the input schema of the tool'],
  'tool.other_case': ['info', 'the call names a registered tool in other capitals'],
  'approval.unknown': ['high', 'no such approval exists in this org'],
  'approval.not_granted': ['high', 'the approval has not been granted'],
  'approval.rejected': ['high', 'the approval was rejected'],
  'approval.expired': ['medium', 'the approval has expired'],
  'approval.withdrawn': ['medium', 'the approval was withdrawn'],
  'approval.used': ['high', 'the approval has been used already'],
  'approval.mismatch': ['critical', 'the approval was granted for another request'],
  'approval.limit': ['high', 'too much is waiting for an approval already'],
  'gate.not_open': ['high', 'the gate of this request is no longer open'],
  'evaluation.failed': ['critical', 'the decision could not be made'],
} as const satisfies Record<string, readonly [Severity, string]>

/** The code of a reason in the catalogue. */
export type ReasonCode = keyof typeof REASONS

/** Why a verdict was given. */
export type Reason = {
  code: ReasonCode
  severity: Severity
  message: string
  policy_id?: string
}

/** Builds a reason from the catalogue; `extra` overrides its message or severity and names the policy. */
export function reason(code: ReasonCode, extra: Partial<Omit<Reason, 'code'>> = {}): Reason {
  const [severity, message] = REASONS[code]
  return { code, severity, message, ...extra }
}
