// Runs every lint rule on policies that can be parsed.
import type { Problem } from '../problem.ts'
import { annotationsUnread } from './annotations.ts'
import { actionScope, approversUnused, contradictions, permitOnDeclared, permitsAll } from './conditions.ts'
import { noWildcard, partOfName, sentences } from './patterns.ts'
import { restsOnAction, restsOnText } from './rests.ts'
import type { Finding, Linted, LintWorld, Rule } from './rule.ts'
import { wideZones } from './settings.ts'
import { emptyName, unknownTool } from './tools.ts'
import { duplicates, wholeProblems } from './whole.ts'
import { unknownAreas, unknownWords } from './words.ts'

const RULES: readonly Rule[] = [
  unknownAreas,
  unknownWords,
  contradictions,
  permitOnDeclared,
  restsOnAction,
  restsOnText,
  permitsAll,
  actionScope,
  unknownTool,
  emptyName,
  sentences,
  noWildcard,
  partOfName,
  annotationsUnread,
  approversUnused,
]

/** Gives a finding its place. */
export type Placing = (policy: Linted, finding: Finding) => Problem

/** What is wrong with policies that can be parsed. */
export function lint(policies: readonly Linted[], world: LintWorld, place: Placing): Problem[] {
  const twice = duplicates(policies)
  const own = policies.flatMap((policy) => {
    const again = twice.get(policy.id)
    const findings = RULES.flatMap((rule) => rule(policy, world))
    return [...findings, ...(again === undefined ? [] : [again])].map((finding) => place(policy, finding))
  })
  return [...own, ...wholeProblems(policies, world), ...wideZones(policies, world)]
}
