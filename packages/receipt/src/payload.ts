export { checkPayload } from './payload/check.ts'
export { encodePayload } from './payload/encode.ts'
export { ReceiptError } from './payload/error.ts'
export type {
  Payload,
  PayloadAction,
  PayloadApproval,
  PayloadChange,
  PayloadCommon,
  PayloadDecision,
  PayloadGate,
  PayloadKey,
  PayloadLog,
  PayloadMembers,
  PayloadOutcome,
  PayloadPolicy,
  PayloadReason,
  PayloadType,
} from './payload/members.ts'
export { PAYLOAD_TYPES } from './payload/schema.ts'
