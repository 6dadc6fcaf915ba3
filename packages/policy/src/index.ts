// What packages/policy offers to those who decide: facts, policy sets, decisions and tools.

export { type DecideOptions, decide, inMoment } from './decide.ts'
export { type Content, readContent, type Vocabulary } from './facts/content.ts'
export { effectOf, effectsOf } from './facts/effects.ts'
export { isCredentialHeader, withheldIn } from './facts/findings.ts'
export { isInternalAddress } from './facts/hosts/address.ts'
export { isInternalHost } from './facts/hosts/host.ts'
export { effectOfName, effectOfText } from './facts/names/effect-of-name.ts'
export { strictestEffect } from './facts/names/lexicon.ts'
export { proposedEffects } from './facts/proposal.ts'
export { type Reading, readingOf, serviceIn, targetServiceIn } from './facts/reading.ts'
export {
  type RequestView,
  requestsOf,
  toRequest,
  WHOLE_VOCABULARY,
} from './facts/request.ts'
export { warmUp } from './facts/warm-up.ts'
export type { Decision, Explanation, ShadowDecision } from './judge/decision.ts'
export { dependsOnMoment } from './judge/moment.ts'
export { type Approver, type Demand, isQuorum } from './judge/quorum.ts'
export {
  bandOf,
  type Contribution,
  contributionsOf,
  type Risk,
  riskOf,
} from './judge/risk.ts'
export { sanitizedBy } from './judge/sanitized.ts'
export { stricterOf } from './judge/stricter.ts'
export { withDeclared } from './judge/verdict.ts'
export { type Budget, createBudget, spentOf, WORK_MAX } from './model/budget.ts'
export {
  type CedarEntity,
  type CedarRequest,
  type CedarValue,
  EFFECTS,
  type Effect,
  type EntityUid,
  type Evaluation,
  type FailedCondition,
  type PolicyInfo,
  type PolicyOrigin,
  type PolicyTrace,
  type Reads,
  WHOLE_SET,
} from './model/cedar.ts'
export type {
  Given,
  PolicyDocument,
  PolicyTest,
  Settings,
  UncheckedDocument,
  Zone,
} from './model/document.ts'
export {
  type CallFacts,
  type Declared,
  type ExposureFacts,
  type Facts,
  FactsError,
  hasDeclared,
  type SessionFacts,
  type Target,
  type WithheldFacts,
} from './model/facts.ts'
export { REASONS, type Reason, type ReasonCode, reason } from './model/reasons.ts'
export type {
  ArgumentsMember,
  ArgumentsRecord,
  ArgumentsType,
  PinnedDefinition,
  ToolDefinition,
  ToolRule,
} from './model/tool.ts'
export {
  type Approvers,
  type GrantMax,
  type Obligations,
  obligationsOf,
  USUAL_GRANT,
} from './sets/obligations.ts'
export { annotationsOf, type PolicySet } from './sets/policy-set.ts'
export { schemaCheckOf } from './tools/check.ts'
export {
  type ByFoldedName,
  byFoldedName,
  type Callee,
  calleeOf,
  countedNames,
  foldedName,
  type Named,
  toolOfSameName,
  toolsNamed,
} from './tools/names.ts'
export { type ToolPolicy, toolPolicies } from './tools/policies.ts'
export { argumentsTypeOf } from './tools/read.ts'
export { argumentsTypes, schemaTextOf, type ToolArguments, toolArguments } from './tools/schema.ts'
export { argumentsValueOf } from './tools/value.ts'
