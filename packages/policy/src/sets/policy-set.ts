// A policy set, ready to be asked, whichever engine is behind it.
import type { PolicyMode } from '@countersign/terms'
import type { Work } from '../evaluate/work.ts'
import type { Vocabulary } from '../facts/content.ts'
import type { CedarRequest, Evaluation, PolicyInfo } from '../model/cedar.ts'
import type { Settings } from '../model/document.ts'
import type { PolicyIndex } from './policy-index.ts'
import type { StrictReading } from './strict-reading.ts'
import type { StoredPolicy } from './text.ts'

/** One immutable version of an org's policies with the tools registered then, ready to be asked. */
export type PolicySet = Vocabulary & {
  readonly version: number
  /** `sha256:` and the hex digest of the document. */
  readonly digest: string
  readonly text: string
  readonly settings: Settings
  /**
   * All policies in the order of the text, then those that the tools' settings compile to. A hidden tool has none of
   * these: `decide` denies its calls, and nothing of what is asked or explained differs from an unregistered name.
   */
  readonly policies: readonly PolicyInfo[]
  readonly index: PolicyIndex
  /** Those of `policies` that are not off, with their Cedar. */
  readonly asked: readonly Pick<StoredPolicy, 'id' | 'json'>[]
  /** How policies that compare names read them, besides the registered tools; undefined where none does. */
  readonly names: { readonly strict: StrictReading | undefined }
  /** The annotations of a policy; empty for an unknown id. */
  annotations(id: string): Readonly<Record<string, string>>
  /** Asks every policy that is not off; never throws. All evaluations of one decision share `work`, which is counted there. */
  evaluate(request: CedarRequest, work?: Work): Evaluation
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
