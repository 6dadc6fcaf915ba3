// The types of a lint rule: what it is given, and what it finds.
import type { Settings } from '../../model/document.ts'
import type { ProblemCode } from '../codes.ts'
import type { FullPolicy } from '../expression.ts'
import type { ProblemSeverity } from '../problem.ts'

/** What a rule looks at. */
export type Linted = {
  id: string
  text: string
  json: FullPolicy
}

/** What a rule may compare with. */
export type LintWorld = {
  settings: Settings
  /** Names of the registered tools; undefined when none is registered. */
  tools: ReadonlySet<string> | undefined
}

/** Something a rule found in a policy. */
export type Finding = {
  code: ProblemCode
  message: string
  severity?: ProblemSeverity
  /** Where to point to: the first place in the policy's text that holds this. */
  near?: string
}

/** Looks for one kind of mistake in one policy. */
export type Rule = (policy: Linted, world: LintWorld) => Finding[]

/** A literal as Cedar writes it, to find its place. */
export function quoted(value: string | number): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

/** Names in a row, shortened. */
export function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.slice(0, 12).join(', ') + (names.length > 12 ? ', …' : '')
}
