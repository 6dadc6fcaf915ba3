// A policy set, ready to be asked, whichever engine is behind it.
import type { PolicyMode } from '@countersign/terms'
import type { Areas } from '../facts/areas.ts'
import type { CedarRequest, Evaluation, PolicyInfo, PolicyTrace, Reads } from '../model/cedar.ts'
import type { Settings } from '../model/document.ts'
import type { FactsError } from '../model/facts.ts'
import type { KnownNames } from '../tools/registered.ts'
import type { ToolArguments } from '../tools/schema.ts'
import type { PolicyIndex } from './policy-index.ts'

/** One immutable version of an org's policies with the tools registered then, ready to be asked. */
export type PolicySet = {
  readonly version: number
  /** `sha256:` and the hex digest of the document. */
  readonly digest: string
  readonly text: string
  readonly settings: Settings
  /** What the settings mean; a `FactsError` when they cannot be read. */
  readonly areas: Areas | FactsError
  /**
   * All policies in the order of the text, then those that the tools' settings compile to. A hidden tool has none of
   * these: `decide` denies its calls, and nothing of what is asked or explained differs from an unregistered name.
   */
  readonly policies: readonly PolicyInfo[]
  readonly index: PolicyIndex
  /** The registered tools, and the names that the text mentions. */
  readonly names: KnownNames
  /** The arguments of the registered tools that have an input schema and are not hidden, by tool name. */
  readonly tools: ReadonlyMap<string, ToolArguments>
  /** What the permits that are not off take out of the arguments by `@sanitize`, each list once. */
  readonly sanitizes: readonly (readonly string[])[]
  /** Of the policies that are not off; every member when one of them uses `context` as a whole. */
  readonly reads: Reads
  /** The annotations of a policy; empty for an unknown id. */
  annotations(id: string): Readonly<Record<string, string>>
  /** Asks every policy that is not off; a pure function of the request that never throws. */
  evaluate(request: CedarRequest): Evaluation
  /** The same, with what kept each policy from being satisfied; slower, for explanations. */
  trace(request: CedarRequest): readonly PolicyTrace[]
}

const NONE: Readonly<Record<string, string>> = Object.freeze({})

/** Builds the `annotations` function of a policy set. */
export function annotationsOf(policies: readonly PolicyInfo[]): PolicySet['annotations'] {
  const byId = new Map(policies.map((policy) => [policy.id, policy.annotations]))
  return (id) => byId.get(id) ?? NONE
}

/** The mode of a policy that was written, as its version's settings have it. */
export function modeOf({ modes }: Settings, id: string): PolicyMode {
  return modes !== undefined && Object.hasOwn(modes, id) ? (modes[id] ?? 'enforce') : 'enforce'
}
