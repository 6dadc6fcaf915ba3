// Under which labels a call is judged: names are the agent's word, and must not shed a setting or a forbid.

import type { Facts } from '../model/facts.ts'
import type { PolicySet } from '../sets/policy-set.ts'
import { calleeOf, foldedName, toolsNamed } from '../tools/names.ts'
import type { RegisteredTool } from '../tools/registered.ts'

/** One way of reading what a call names. */
export type Label = {
  readonly tool: string
  readonly action: string
  readonly registered: Facts['registered']
}

/** The labels of one call. */
export type Labels = {
  /** As the caller spelled it; its facts are the facts of the call. */
  readonly first: Label
  /** As other registered tools that it names: each of these must be permitted, too. */
  readonly registered: readonly Label[]
  /** In the capitals that policies use: what is forbidden under these is forbidden. */
  readonly respelled: readonly Label[]
  /** Whether it names a hidden tool, of which nothing may be told. */
  readonly isHidden: boolean
  /** Whether it names a registered tool in other capitals. */
  readonly isOtherCase: boolean
}

const NONE: readonly never[] = []

function registeredOf(facts: Facts, tool: string, known: readonly RegisteredTool[]): Facts['registered'] {
  const exact = known.find(({ name }) => name === tool)
  if (exact?.isHidden === true) return undefined
  if (exact !== undefined) return facts.registered ?? { risk: exact.risk }
  const folded = foldedName(tool)
  return known.some(({ name }) => foldedName(name) === folded) ? undefined : facts.registered
}

function isSame(a: Label, b: Label): boolean {
  return a.tool === b.tool && a.action === b.action
}

/** As registered tools: with the tool's own name for the action where the action named it. */
function registeredLabels(first: Label, known: readonly RegisteredTool[]): readonly Label[] {
  const folded = foldedName(first.action)
  return known
    .filter(({ isHidden }) => !isHidden)
    .map(({ name, risk }) => ({
      tool: name,
      action: foldedName(name) === folded ? name : first.action,
      registered: { risk },
    }))
    .filter((label) => !isSame(label, first))
}

function withSpellings(name: string, spellings: readonly string[] | undefined): readonly string[] {
  return spellings === undefined ? [name] : [name, ...spellings.filter((other) => other !== name)]
}

function respelledLabels({ names: { mentions } }: Pick<PolicySet, 'names'>, first: Label): readonly Label[] {
  const { tool, action } = first
  const [foldedTool, foldedAction] = [foldedName(tool), foldedName(action)]
  const labels = withSpellings(tool, mentions.texts.get(foldedTool)).flatMap((one) =>
    foldedTool === foldedAction && tool === action
      ? [{ ...first, tool: one, action: one }]
      : withSpellings(action, mentions.texts.get(foldedAction)).map((other) => ({
          ...first,
          tool: one,
          action: other,
        })),
  )
  if (foldedAction !== foldedTool)
    for (const name of mentions.tools.get(foldedAction) ?? NONE)
      labels.push({ ...first, tool: name, action: name })
  // A pattern that is written in lower case must not be passed by in capitals.
  if (mentions.matchesPatterns && (foldedTool !== tool || foldedAction !== action))
    labels.push({ ...first, tool: foldedTool, action: foldedAction })
  return labels.length === 1 ? NONE : labels.slice(1)
}

function isOtherCaseOf({ tool, action }: Label, known: readonly RegisteredTool[]): boolean {
  const visible = known.filter(({ isHidden }) => !isHidden)
  return [tool, action].some((name) => {
    const folded = foldedName(name)
    const same = visible.filter((one) => foldedName(one.name) === folded)
    return same.length > 0 && !same.some((one) => one.name === name)
  })
}

/** The labels of a call; but for the first there are none where it is spelled as it is registered and mentioned. */
export function labelsOf(set: Pick<PolicySet, 'names'>, facts: Facts): Labels {
  const callee = calleeOf(facts)
  const known = toolsNamed(set.names.registered, callee)
  const first: Label = { ...callee, registered: registeredOf(facts, callee.tool, known) }
  const registered = known.length === 0 ? NONE : registeredLabels(first, known)
  const respelled = respelledLabels(set, first)
  return {
    first,
    registered,
    respelled: respelled.filter((label) => ![first, ...registered].some((other) => isSame(other, label))),
    isHidden: known.some(({ isHidden }) => isHidden),
    isOtherCase: known.length > 0 && isOtherCaseOf(first, known),
  }
}
