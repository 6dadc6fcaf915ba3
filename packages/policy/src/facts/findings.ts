// The fact `content`: what the detectors find in target and arguments, and never what it says.
import { CATEGORIES, type Finding, NO_PATTERNS, type Patterns, scanValue } from '@countersign/scan'
import { LEVELS } from '@countersign/terms'
import { type Budget, createBudget, isExceeded, spend, spentOf } from '../model/budget.ts'
import type { CedarValue } from '../model/cedar.ts'
import type { Facts } from '../model/facts.ts'

/** The fact where no policy reads it, or nothing is found. */
export const NOTHING_FOUND: CedarValue = Object.freeze({
  found: Object.freeze([]),
  kinds: Object.freeze([]),
  severity: 'none',
  unclear: false,
})

/** What may be there where it was not seen to its end: everything. */
const ANYTHING: CedarValue = Object.freeze({
  found: CATEGORIES,
  kinds: Object.freeze([]),
  severity: LEVELS.at(-1) ?? 'critical',
  unclear: true,
})

/** What is left for the other facts of the request, however much there is to scan. */
const SHARE = 3 / 4

/** What is found in a request. It takes no more than a share of the work, so that scanning alone never leaves all else unknown. */
export function contentOf(
  { hash_only, target, arguments: given }: Facts,
  budget: Budget,
  patterns: Patterns = NO_PATTERNS,
): CedarValue {
  if (hash_only === true || isExceeded(budget)) return ANYTHING
  const share = createBudget(Math.floor(budget.left * SHARE))
  const { findings, complete } = scanValue(
    { target: { ...target }, arguments: given ?? {} },
    { budget: share, ...(patterns.compiled.length > 0 && { patterns }) },
  )
  spend(budget, Math.ceil(spentOf(share)))
  if (!complete) return ANYTHING
  return findings.length === 0 ? NOTHING_FOUND : factOf(findings)
}

function factOf(findings: readonly Finding[]): CedarValue {
  const severities = findings.map(({ severity }) => LEVELS.indexOf(severity))
  return {
    found: [...new Set(findings.map(({ category }) => category))].sort(),
    kinds: [...new Set(findings.map(({ kind }) => kind))].sort(),
    severity: LEVELS[Math.max(...severities)] ?? 'low',
    unclear: false,
  }
}
