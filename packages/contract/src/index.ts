// The contract: every operation of the API, described once, and what describes the wire.
export { Agent, AgentChanged, AgentCreateRequest, AgentStatus } from './nouns/agents.ts'
export {
  Approval,
  ApprovalChanged,
  ApprovalDecideRequest,
  ApprovalDetails,
  ApprovalReview,
} from './nouns/approval-schemas.ts'
export {
  ApprovalRef,
  Declared,
  Explanation,
  PolicyExplanation,
  PolicyRef,
  ReasonItem,
  Risk,
  ShadowDecision,
  Target,
  Verdict,
} from './nouns/decision-schemas.ts'
export {
  CheckRequest,
  CheckResponse,
  CompleteRequest,
  CompleteResponse,
  GateRef,
  GateRequest,
  GateResponse,
  GateStatus,
} from './nouns/gate-schemas.ts'
export { Gate } from './nouns/gates.ts'
export {
  Invitation,
  InvitationCreated,
  InvitationCreateRequest,
  InvitationRevoked,
} from './nouns/invitations.ts'
export { Key, KeyChanged, KeyCreated, KeyCreateRequest } from './nouns/keys.ts'
export { Checkpoint, Consistency, LogKey, LogKeys } from './nouns/log.ts'
export { Member, MemberChanged, MemberCreateRequest, MemberUpdateRequest } from './nouns/members.ts'
export { Org, OrgChanged, OrgUpdateRequest } from './nouns/org.ts'
export { comparedReceiptsMax, policyBodyBytesMax } from './nouns/policies.ts'
export {
  DocumentDiff,
  PolicyChecked,
  PolicyDiff,
  PolicyDocumentBody,
  PolicyProblem,
  PolicyPublished,
  PolicySummary,
  PolicyTestResult,
  PolicyVersion,
  PolicyVersionFull,
  ValueDiff,
} from './nouns/policy-schemas.ts'
export { Disclosure, Evidence, ReceiptSummary } from './nouns/receipt-schemas.ts'
export {
  Tool,
  ToolChanged,
  ToolCreateRequest,
  ToolRiskLevel,
  ToolUpdateRequest,
} from './nouns/tool-schemas.ts'
export { VerifyAxis, VerifyRequest, VerifyResponse, verifyBodyBytesMax } from './nouns/verify.ts'
export { type OpenApiNode, openApi } from './openapi.ts'
export {
  type Answer,
  type ErrorCode,
  errorCatalogue,
  errorCodes,
  errorEntry,
  type Input,
  isErrorCode,
  type Operation,
  type OperationName,
  type Operations,
  type Output,
  operationList,
  operations,
} from './operations.ts'
export { Problem, type ProblemDocument, problemDocument } from './problem.ts'
export type { ErrorEntry, ErrorItem, ErrorTable } from './wire/errors.ts'
export { EVENTS, type EventName, eventOf } from './wire/events.ts'
export { Commitment, Name, ReceiptRef, SessionId } from './wire/fields.ts'
export { AgentId, ApprovalId, GateId, KeyId, MemberId, OrgId, PolicyId, ReceiptId } from './wire/ids.ts'
export { type JsonObjectInput, JsonObjectSchema, type JsonValueInput, JsonValueSchema } from './wire/json.ts'
export { issueMessage, oneOf } from './wire/messages.ts'
export {
  type AgentText,
  type AnswerOf,
  type AnyOperation,
  type AuthMode,
  bodyBytesDefault,
  defineOperation,
  type Example,
  errorsOf,
  type Freshness,
  type InputOf,
  type InputSchemas,
  type OutputOf,
  type ParsedInputOf,
  type Produces,
  type RawInput,
  type Refusal,
  type Refusals,
} from './wire/operation.ts'
export { CURSOR_RULE, isPage } from './wire/pages.ts'
export { membersOf, type Placed, placeInput, type Route } from './wire/place.ts'
export { scopesOfRole } from './wire/roles.ts'
export { agentScopes, hasScope, maySupply, type Scope, ScopeName, scopes } from './wire/scopes.ts'
export { SECRET_MEMBERS } from './wire/secrets.ts'
