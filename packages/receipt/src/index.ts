// The public interface of the package: writing, reading and verifying receipts.
export {
  BUNDLE_FORMAT,
  type BundleCheckpoint,
  type BundleConsistency,
  type BundleHandover,
  type BundleHeader,
  type BundleKey,
  type BundleLine,
  encodeBundleHeader,
  encodeBundleLine,
  readBundleHeader,
  readBundleLine,
} from './bundle.ts'
export { type CborMap, type CborValue, decodeCbor, encodeCbor } from './cbor.ts'
export { type Commitment, checkDisclosure, commit, commitText, type Disclosure } from './commitment.ts'
export {
  type DecodedReceipt,
  decodeReceipt,
  encodeReceipt,
  originOf,
  protectedHeader,
  type ReceiptHeader,
  type ReceiptParts,
  type ReceiptProof,
  sigStructure,
} from './cose.ts'
export { EVIDENCE_DEPTH_MAX, type Evidence, readEvidence } from './evidence.ts'
export { type AkpJwk, type KeySet, parseKeySet, publicKeyOf, thumbprint, toJwk } from './jwk.ts'
export {
  type AssertionFault,
  assertionFault,
  type ExpectedAssertion,
  type PasskeyAssertion,
  type PasskeyKey,
  passkeyThumbprint,
  readPasskeyKey,
} from './passkey.ts'
export {
  type ApprovalBinding,
  type ApprovalDecision,
  approvalBinding,
  bindingDigest,
  COMMITMENT_PATHS,
  checkPayload,
  type DecidedApproval,
  decisionChallenge,
  type EncodedPayload,
  encodePayload,
  type GateReference,
  type GrantedApproval,
  type GrantLimits,
  hasVerdict,
  type OpenedGate,
  PAYLOAD_TYPES,
  type Payload,
  type PayloadAction,
  type PayloadAfter,
  type PayloadChange,
  type PayloadCommon,
  type PayloadDecision,
  type PayloadKey,
  type PayloadLog,
  type PayloadMember,
  type PayloadMembers,
  type PayloadOf,
  type PayloadOutcome,
  type PayloadPasskey,
  type PayloadPolicy,
  type PayloadReason,
  type PayloadType,
  ReceiptError,
  type RequestedApproval,
  type SignedDecision,
  type Substitute,
  type UsedApproval,
  type VerdictPayload,
} from './payload.ts'
export { hasMlDsa65Lengths, ML_DSA_65, PASSKEY, type Suite } from './suite.ts'
export { type BundleVerifier, bundleVerifier, verifyBundle } from './verify/bundle.ts'
export { commitmentAt } from './verify/disclosures.ts'
export { verifyEvidence } from './verify/evidence.ts'
export type { Checkpoint, Trust, VerifyOptions } from './verify/options.ts'
export type { Axis, Report, Where } from './verify/report.ts'
