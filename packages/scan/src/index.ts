// Texts as they are: what hides in them, and what should not be there.
export { type Budget, createBudget, isExceeded, SCAN_WORK_MAX, spend, spentOf } from './budget.ts'
export { type DefinitionOptions, scanDefinition } from './definition/definition.ts'
export {
  DEFINITION_CATEGORIES,
  DEFINITION_VERDICTS,
  type DefinitionCategory,
  type DefinitionFinding,
  type DefinitionScan,
  type DefinitionVerdict,
} from './definition/model.ts'
export type { Span } from './detectors/digits.ts'
export { isCard } from './detectors/digits.ts'
export { personalIn } from './detectors/personal.ts'
export { isSecretPair, namesSecret, secretsIn } from './detectors/secrets.ts'
export { CATEGORIES, type Category, type Finding, type Scan } from './finding.ts'
export { placeholderOf, redact } from './redact.ts'
export { type ScanOptions, scanText, scanValue } from './scan.ts'
export { MARK_KINDS, type MarkKind } from './text/characters.ts'
export { type Mark, marksIn, type Piece, reveal } from './text/reveal.ts'
