// Texts as they are: what hides in them, and what should not be there.
export { type Budget, createBudget, isExceeded, SCAN_WORK_MAX, spend, spentOf } from './budget.ts'
export { type DefinitionOptions, definitionSteps, scanDefinition } from './definition/definition.ts'
export type { DefinitionFinding, DefinitionScan } from './definition/model.ts'
export { type Span, spansIn } from './detectors/all.ts'
export { isCard } from './detectors/personal/digits.ts'
export { namesSecret } from './detectors/secrets/names.ts'
export { isAboutCredential, isHeldThere, isItemNamed, membersNamed } from './detectors/secrets/pairs.ts'
export { CATEGORIES, type Category, type Finding, type Scan } from './finding.ts'
export {
  NO_PATTERNS,
  PATTERN_LENGTH_MAX,
  PATTERNS_MAX,
  type Pattern,
  type PatternProblem,
  type Patterns,
  readPatterns,
} from './patterns.ts'
export { placeholderOf, redact } from './redact.ts'
export { type ScanOptions, scanText, scanValue } from './scan.ts'
export { graphqlCall } from './services/graphql.ts'
export {
  type HttpCall,
  SERVICE_ACCESSES,
  type ServiceAccess,
  type ServiceCall,
  stricterAccess,
} from './services/model.ts'
export { SERVICE_NAMES, serviceCall } from './services/service.ts'
export { MARK_KINDS, type Mark, type MarkKind, marksIn, type Piece, reveal } from './text/index.ts'
export { warmUp } from './warm-up.ts'
