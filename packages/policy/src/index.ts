// What packages/policy offers to those who decide: facts, policy sets, decisions and tools.
export { type Budget, createBudget, spentOf, WORK_MAX } from './budget.ts'
export { type Content, readContent, type Vocabulary } from './content.ts'
export { type DecideOptions, type Decision, decide, inMoment, type ShadowDecision } from './decide.ts'
export type { Given, PolicyDocument, PolicyTest, Settings, Zone } from './document.ts'
export { effectOfName, effectOfText, strictestEffect } from './effect.ts'
export { annotationsOf, type PolicySet } from './evaluator.ts'
export type { Explanation } from './explain.ts'
export {
  type CallFacts,
  type Declared,
  effectOf,
  effectsOf,
  type Facts,
  FactsError,
  hasDeclared,
  type SessionFacts,
  type Target,
} from './facts.ts'
export { stricterOf } from './judge/stricter.ts'
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
} from './model.ts'
export { dependsOnMoment } from './moment.ts'
export { type Approvers, type Obligations, obligationsOf } from './obligations.ts'
export { REASONS, type Reason, type ReasonCode, reason } from './reasons.ts'
export {
  type RequestView,
  requestsOf,
  toRequest,
  WHOLE_VOCABULARY,
} from './request.ts'
export {
  bandOf,
  type Contribution,
  contributionsOf,
  type Risk,
  riskOf,
} from './risk.ts'
export { sanitizedBy } from './sanitize/by.ts'
export { schemaCheckOf } from './tool/check.ts'
export type {
  ArgumentsMember,
  ArgumentsRecord,
  ArgumentsType,
  ToolDefinition,
  ToolRule,
} from './tool/definition.ts'
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
} from './tool/names.ts'
export { type ToolPolicy, toolPolicies } from './tool/policies.ts'
export { argumentsTypeOf } from './tool/read.ts'
export { argumentsTypes, schemaTextOf, type ToolArguments, toolArguments } from './tool/schema.ts'
export { argumentsValueOf } from './tool/value.ts'
export { withDeclared } from './verdict.ts'
