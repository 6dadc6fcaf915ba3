// Compiles the settings of a tool (blocked, hidden, approval, rate, definition) to policies that forbid.

import type { ToolDefinition, ToolRule } from '../model/tool.ts'
import type { PolicyJson } from '../model/wasm.ts'
import { quote } from './quote.ts'

/** One of the policies that the settings of a tool compile to: Cedar and the same in Cedar's JSON form. */
export type ToolPolicy = {
  id: string
  text: string
  json: PolicyJson
  origin: { readonly kind: 'tool'; readonly tool: string; readonly rule: ToolRule }
}

/** With this the ids of such policies begin, and those of no others: nothing is ever read out of them. */
export const TOOL_POLICY_PREFIX = 'tool:'

type Condition = {
  text: string
  json: { kind: 'when' | 'unless'; body: unknown }
}

function context(attr: string): unknown {
  return { '.': { left: { Var: 'context' }, attr } }
}

const UNAPPROVED: Condition = {
  text: 'unless { context.approved }',
  json: { kind: 'unless', body: context('approved') },
}

const CHANGED: Condition = {
  text: 'when { context.tool_definition == "changed" }',
  json: { kind: 'when', body: { '==': { left: context('tool_definition'), right: { Value: 'changed' } } } },
}

function callsFrom(limit: number): Condition {
  return {
    text: `when { context.calls.minute >= ${limit} }`,
    json: {
      kind: 'when',
      body: { '>=': { left: { '.': { left: context('calls'), attr: 'minute' } }, right: { Value: limit } } },
    },
  }
}

function forbid(
  tool: string,
  rule: ToolRule,
  reason: string,
  ...conditions: readonly Condition[]
): ToolPolicy {
  const id = `${TOOL_POLICY_PREFIX}${tool}:${rule}`
  const head = `forbid (principal, action in Action::"call", resource == Tool::${quote(tool)})`
  return {
    id,
    text: `@id(${quote(id)})\n@reason(${quote(reason)})\n${head}${conditions.map(({ text }) => `\n${text}`).join('')};`,
    json: {
      effect: 'forbid',
      principal: { op: 'All' },
      action: { op: 'in', entity: { type: 'Action', id: 'call' } },
      resource: { op: '==', entity: { type: 'Tool', id: tool } },
      conditions: conditions.map(({ json }) => json),
      annotations: { id, reason },
    } as PolicyJson,
    origin: { kind: 'tool', tool, rule },
  }
}

function wholeLimit(limit: number): number {
  return Number.isNaN(limit) ? 0 : Math.floor(Math.min(Math.max(limit, 0), Number.MAX_SAFE_INTEGER))
}

/** The Cedar that the settings of a tool compile to; all of it forbids, so it only takes away from what policies permit. */
export function toolPolicies(tool: ToolDefinition): ToolPolicy[] {
  const { blocked, hidden, require_approval, calls_per_minute, on_definition_change } = tool
  const name = tool.name.toWellFormed()
  const limit = calls_per_minute === undefined ? undefined : wholeLimit(calls_per_minute)
  return [
    ...(blocked ? [forbid(name, 'blocked', 'this tool is blocked')] : []),
    ...(hidden ? [forbid(name, 'hidden', 'this tool is hidden')] : []),
    ...(require_approval
      ? [forbid(name, 'approval', 'every call of this tool needs approval', UNAPPROVED)]
      : []),
    ...(limit === undefined
      ? []
      : [forbid(name, 'rate', `an agent may call this tool ${limit} times in a minute`, callsFrom(limit))]),
    ...(on_definition_change === 'hold'
      ? [
          forbid(
            name,
            'definition',
            'the definition of this tool is not the one that was pinned',
            CHANGED,
            UNAPPROVED,
          ),
        ]
      : []),
  ]
}
