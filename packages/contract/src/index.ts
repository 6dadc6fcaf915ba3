export { Agent, AgentChanged, AgentCreateRequest, AgentStatus } from './agents.ts'
export { type ErrorEntry, errorCatalogue } from './catalogue.ts'
export { CheckRequest, CheckResponse } from './check.ts'
export {
  ApprovalRef,
  Declared,
  PolicyRef,
  ReasonItem,
  Risk,
  Target,
  Verdict,
} from './decisions.ts'
export {
  ApiError,
  type ApiErrorDetails,
  type ErrorCode,
  type ErrorItem,
  errorCodes,
  errorEntry,
  isErrorCode,
} from './errors.ts'
export { Commitment, Name, ReceiptRef, SessionId } from './fields.ts'
export {
  CompleteRequest,
  CompleteResponse,
  GateRef,
  GateRequest,
  GateResponse,
  GateStatus,
} from './gate.ts'
export type { Call, Caller, Handler, Handlers, Idempotency, Input, Output } from './handlers.ts'
export { AgentId, ApprovalId, GateId, KeyId, OrgId, PolicyId, ReceiptId } from './ids.ts'
export { JsonObjectSchema, JsonValueSchema } from './json.ts'
export { Key, KeyChanged, KeyCreated, KeyCreateRequest } from './keys.ts'
export { Checkpoint, Consistency, LogKey, LogKeys } from './log.ts'
export { type OpenApiNode, openApi, secretMembers } from './openapi.ts'
export {
  type AgentText,
  type AuthMode,
  bodyBytesDefault,
  defineOperation,
  errorsOf,
  type InputOf,
  type InputSchemas,
  type Operation,
  type OutputOf,
  type ParsedInputOf,
  type Produces,
} from './operation.ts'
export { type OperationName, type Operations, operationList, operations } from './operations.ts'
export { Org, OrgChanged, OrgUpdateRequest } from './org.ts'
export {
  comparedReceiptsMax,
  PolicyChecked,
  PolicyDocumentBody,
  PolicyProblem,
  PolicyPublished,
  PolicySummary,
  PolicyTestResult,
  PolicyVersion,
  PolicyVersionFull,
  policyBodyBytesMax,
} from './policies.ts'
export { Problem, type ProblemDocument } from './problem.ts'
export { Disclosure, Evidence, ReceiptSummary } from './receipts.ts'
export { agentScopes, hasScope, type Scope, ScopeName, scopes } from './scopes.ts'
export { Tool, ToolChanged, ToolCreateRequest, ToolRiskLevel, ToolUpdateRequest } from './tools.ts'
export { VerifyAxis, VerifyRequest, VerifyResponse, verifyBodyBytesMax } from './verify.ts'
