// The types of what the scan of a tool definition finds.
import { type DefinitionCategory, type DefinitionVerdict, LEVELS, type Level } from '@countersign/terms'

/** One finding; `low` is worth knowing and raises no doubt by itself. It never repeats what was found. */
export type DefinitionFinding = {
  /** Such as `injection.override`. */
  readonly code: string
  readonly category: DefinitionCategory
  readonly severity: Level
  /** Where it stands in the definition: a JSON pointer. */
  readonly path: string
  readonly message: string
}

/** The result of one scan; `complete` is false where there was more than is looked at, which is a finding as well. */
export type DefinitionScan = {
  readonly verdict: DefinitionVerdict
  readonly findings: readonly DefinitionFinding[]
  readonly complete: boolean
}

/** The higher of two severities. */
export function higher(a: Level, b: Level): Level {
  return LEVELS.indexOf(a) >= LEVELS.indexOf(b) ? a : b
}

/** What findings come to. */
export function verdictOf(findings: readonly DefinitionFinding[]): DefinitionVerdict {
  const worst = findings.reduce<Level>((kept, { severity }) => higher(kept, severity), 'low')
  if (worst === 'low') return 'clean'
  return worst === 'medium' ? 'warning' : 'dangerous'
}
