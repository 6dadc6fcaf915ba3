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
  /** Whether it names a hidden tool, about which nothing may be revealed. */
  readonly isHidden: boolean
  /** Whether it names a registered tool in other capitals. */
  readonly isOtherCase: boolean
}

const NONE: readonly never[] = []

function registeredOf(facts: Facts, tool: string, known: readonly RegisteredTool[]): Facts['registered'] {
  if (known.length === 0) return facts.registered
  const exact = known.find(({ name }) => name === tool)
  if (exact?.isHidden === true) return undefined
  if (exact !== undefined) return { ...registrationOf(exact), ...facts.registered }
  const folded = foldedName(tool)
  return known.some(({ name }) => foldedName(name) === folded) ? undefined : facts.registered
}

/** What a registration says about a tool. */
function registrationOf({ risk, effects, definition }: RegisteredTool): NonNullable<Facts['registered']> {
  return {
    risk,
    ...(effects !== undefined && { effects }),
    ...(definition !== undefined && { definition }),
  }
}

function isSame(a: Label, b: Label): boolean {
  return a.tool === b.tool && a.action === b.action
}

/** As registered tools: with the tool's own name for the action where the action named it. */
function registeredLabels(first: Label, known: readonly RegisteredTool[]): readonly Label[] {
  const folded = foldedName(first.action)
  return known
    .filter(({ isHidden }) => !isHidden)
    .map((tool) => ({
      tool: tool.name,
      action: foldedName(tool.name) === folded ? tool.name : first.action,
      registered: registrationOf(tool),
    }))
    .filter((label) => !isSame(label, first))
}

function isOtherCaseOf({ tool, action }: Label, known: readonly RegisteredTool[]): boolean {
  const visible = known.filter(({ isHidden }) => !isHidden)
  return [tool, action].some((name) => {
    const folded = foldedName(name)
    const same = visible.filter((one) => foldedName(one.name) === folded)
    return same.length > 0 && !same.some((one) => one.name === name)
  })
}

function isHiddenTool({ isHidden }: RegisteredTool): boolean {
  return isHidden
}

/** The labels of a call; only the first where it names no registered tool in another way. */
export function labelsOf({ names }: Pick<PolicySet, 'names'>, facts: Facts): Labels {
  const callee = calleeOf(facts)
  const known = toolsNamed(names.registered, callee)
  const { tool, action } = callee
  const first: Label = { tool, action, registered: registeredOf(facts, tool, known) }
  return {
    first,
    registered: known.length === 0 ? NONE : registeredLabels(first, known),
    isHidden: known.some(isHiddenTool),
    isOtherCase: known.length > 0 && isOtherCaseOf(first, known),
  }
}
