// Payloads: their types, their checks, and what approvals are bound to.
export {
  type ApprovalBinding,
  approvalBinding,
  bindingDigest,
  decisionChallenge,
  type SignedDecision,
} from './payload/binding.ts'
export { checkPayload, type EncodedPayload, encodePayload } from './payload/check.ts'
export { ReceiptError } from './payload/error.ts'
export type {
  ApprovalDecision,
  DecidedApproval,
  GateReference,
  GrantedApproval,
  GrantLimits,
  OpenedGate,
  PayloadAction,
  PayloadAfter,
  PayloadChange,
  PayloadDecision,
  PayloadKey,
  PayloadLog,
  PayloadMember,
  PayloadOutcome,
  PayloadPasskey,
  PayloadPolicy,
  PayloadReason,
  PayloadWebhook,
  RequestedApproval,
  Substitute,
  UsedApproval,
} from './payload/members.ts'
export {
  COMMITMENT_PATHS,
  hasVerdict,
  PAYLOAD_TYPES,
  type Payload,
  type PayloadCommon,
  type PayloadMembers,
  type PayloadOf,
  type PayloadType,
  type VerdictPayload,
} from './payload/types.ts'
