// The public interface of the package: every word list once, as a const and its type.
export {
  ACTOR_KINDS,
  ACTOR_PATTERN,
  type Actor,
  type ActorKind,
  actorKind,
  isActor,
  SYSTEM_ACTOR,
} from './actors.ts'
export {
  API_KEY_MODES,
  API_KEY_PATTERN,
  API_KEY_RANDOM_BYTES,
  type ApiKeyMode,
  formatApiKey,
  type ParsedApiKey,
  parseApiKey,
} from './api-key.ts'
export { POLICY_CHANGES, type PolicyChange, VALUE_CHANGES, type ValueChange } from './changes.ts'
export {
  CONTENT_CATEGORIES,
  type ContentCategory,
  DEFINITION_CATEGORIES,
  DEFINITION_CHANGES,
  DEFINITION_STATES,
  DEFINITION_VERDICTS,
  type DefinitionCategory,
  type DefinitionChange,
  type DefinitionState,
  type DefinitionVerdict,
} from './definitions.ts'
export {
  ATTEMPT_STATUSES,
  type AttemptStatus,
  WEBHOOK_FORMATS,
  WEBHOOK_STATUSES,
  type WebhookFormat,
  type WebhookStatus,
} from './events.ts'
export {
  gateId,
  ID_PATTERNS,
  type IdPrefix,
  newId,
  ORIGIN_PATTERN,
  POSITION_ID_PREFIXES,
  type PositionIdPrefix,
  parsePositionId,
  positionId,
  RANDOM_ID_PREFIXES,
  type RandomIdPrefix,
  receiptId,
  SEQ_MAX,
  seqOfId,
  TIME_MAX,
  ULID_RANDOM_BYTES,
  ulid,
} from './ids.ts'
export { LEVELS, type Level, SEVERITIES, type Severity } from './levels.ts'
export {
  APPROVAL_DECISIONS,
  APPROVER_ROLES,
  type ApprovalVerb,
  DECIDED_VIA,
  type DecidedVia,
  isApprover,
  MEMBER_ROLES,
  type MemberRole,
} from './members.ts'
export { PAYLOAD_MODES, type PayloadMode, POLICY_MODES, type PolicyMode } from './modes.ts'
export {
  DECIDING_POLICY_PATTERN,
  DIGEST_PATTERN,
  NAME_PATTERN,
  NAME_RULE,
  POLICY_ID_PATTERN,
  SESSION_ID_PATTERN,
  SHA256_PATTERN,
  THUMBPRINT_PATTERN,
} from './names.ts'
export { nearest } from './nearest.ts'
export { once } from './once.ts'
export { SIGN_IN_METHODS, type SignInMethod } from './sign-in.ts'
export {
  AGENT_STATUSES,
  type AgentStatus,
  APPROVAL_STATUSES,
  type ApprovalStatus,
  GATE_STATUSES,
  type GateStatus,
  KEY_STATUSES,
  type KeyStatus,
  OBSERVATIONS,
  type Observation,
  ORG_STATUSES,
  type OrgStatus,
  OUTCOMES,
  type Outcome,
} from './statuses.ts'
export { formatTime, parseTime, timeFault } from './times.ts'
export { strictest, strictness, VERDICTS, type Verdict } from './verdicts.ts'
export { isVisible } from './visible.ts'
