// Imports the tools of ASQAV_PROXY_TOOLS, with their permits and tests.
import type { JsonObject, JsonValue } from '@countersign/json'
import { NAME_PATTERN } from '@countersign/terms'
import { quote } from '../cedar.ts'
import { addLine, addPolicy, addTest, type Draft, type DraftTool } from '../draft.ts'
import { kindOf, memberOf, objectOf, shown } from '../members.ts'
import { isTool } from '../product.ts'

/** The settings of a tool. */
export const TOOL_MEMBERS: ReadonlySet<string> = new Set([
  'risk_level',
  'require_approval',
  'max_calls_per_minute',
  'blocked',
  'hidden',
  'tool_endpoint',
])

const CALLS_MAX = 1_000_000
const ENDPOINT = /^https?:\/\/[^\s]{1,2040}$/

type Reader = {
  draft: Draft
  tool: JsonObject
  source: string
  target: string
}

function riskOf({ draft, tool, source, target }: Reader): DraftTool['risk'] {
  const value = memberOf(tool, 'risk_level') ?? 'medium'
  if (value === 'low' || value === 'medium' || value === 'high') return value
  const why = `${shown(value)} is not low, medium or high; the tool is registered as high`
  addLine(draft, 'changed', `${source}.risk_level`, why, target)
  return 'high'
}

/** A boolean; anything else counts as true, which is the stricter value of both settings. */
function switchOf({ draft, tool, source, target }: Reader, name: string): boolean {
  const value = memberOf(tool, name) ?? false
  if (typeof value === 'boolean') return value
  addLine(
    draft,
    'changed',
    `${source}.${name}`,
    `is ${shown(value)}, not true or false; treated as true`,
    target,
  )
  return true
}

function callsOf({ draft, tool, source, target }: Reader): number | undefined {
  const place = `${source}.max_calls_per_minute`
  const value = memberOf(tool, 'max_calls_per_minute') ?? 0
  if (value === 0) return undefined
  if (typeof value !== 'number' || value < 0 || !Number.isSafeInteger(value)) {
    addLine(draft, 'lost', place, `${shown(value)} is not a whole number of calls; no limit is set`)
    return undefined
  }
  const why =
    'counted there in the memory of one process for all agents together; here exactly, for each agent'
  addLine(draft, 'changed', place, why, target)
  return Math.min(value, CALLS_MAX)
}

function endpointOf({ draft, tool, source, target }: Reader): string | undefined {
  const value = memberOf(tool, 'tool_endpoint')
  if (value === undefined || value === null || value === '') return undefined
  const place = `${source}.tool_endpoint`
  if (typeof value !== 'string' || !ENDPOINT.test(value)) {
    addLine(draft, 'lost', place, `${shown(value)} is not an http or https URL`)
    return undefined
  }
  addLine(
    draft,
    'changed',
    place,
    'registered; a caller can no longer name another endpoint with a call',
    target,
  )
  return value
}

function settingsOf(reader: Reader, name: string): DraftTool {
  const { draft, source, target } = reader
  const risk = riskOf(reader)
  const requiresApproval = switchOf(reader, 'require_approval')
  const calls = callsOf(reader)
  const endpoint = endpointOf(reader)
  if (requiresApproval && risk !== 'high')
    addLine(
      draft,
      'inert',
      `${source}.require_approval`,
      `was ignored there because the risk is ${risk} and not high; here every call waits for a human`,
      target,
    )
  return {
    name,
    risk,
    require_approval: requiresApproval,
    ...(calls !== undefined && { calls_per_minute: calls }),
    blocked: switchOf(reader, 'blocked'),
    hidden: switchOf(reader, 'hidden'),
    ...(endpoint !== undefined && { endpoint }),
  }
}

/** One tool of ASQAV_PROXY_TOOLS. */
export function importTool(draft: Draft, name: string, value: JsonValue, source: string): void {
  const tool = objectOf(value)
  if (tool === undefined) {
    addLine(draft, 'inert', source, `its settings are ${kindOf(value)}, not an object`)
    return
  }
  if (!NAME_PATTERN.test(name)) {
    addLine(draft, 'lost', source, 'no tool can have this name here, so calls to it are denied')
    return
  }
  const target = `tool ${name}`
  const reader = { draft, tool, source, target }
  for (const member of Object.keys(tool))
    if (!TOOL_MEMBERS.has(member))
      addLine(draft, 'inert', `${source}.${member}`, 'not a setting there, and nothing read it')
  if (draft.tools.has(name))
    addLine(
      draft,
      'inert',
      source,
      'is set again: the later settings replace the earlier ones, as there',
      target,
    )
  draft.tools.set(name, settingsOf(reader, name))
  addLine(draft, 'carried', source, undefined, target)
}

function verdictOf(tool: DraftTool, isStopped: boolean) {
  if (tool.blocked || tool.hidden || isStopped) return 'deny'
  return tool.require_approval ? 'require_approval' : 'allow'
}

/** Permits what was allowed implicitly, and tests each tool; `prefixes` are those of the blocking rows. */
export function permitTools(draft: Draft, prefixes: readonly string[]): void {
  for (const tool of draft.tools.values()) {
    const { name, risk } = tool
    if (!tool.blocked && !tool.hidden) {
      const id = addPolicy(draft, {
        id: ['asqav.tool', name],
        effect: 'permit',
        reason: `the tool ${name} was allowed as far as its settings go`,
        when: [isTool(quote(name))],
      })
      addLine(draft, 'carried', `tool ${name}`, 'not blocked, so it may be called within its settings', id)
    }
    if (tool.blocked && !tool.hidden) {
      const id = addPolicy(draft, {
        id: ['asqav.blocked', name],
        effect: 'forbid',
        reason: `the tool ${name} is blocked`,
        when: [isTool(quote(name))],
      })
      addLine(draft, 'carried', `tool ${name}`, 'blocked, even before it is registered', id)
    }
    const isStopped = prefixes.some((prefix) => [name, 'call_tool'].some((text) => text.startsWith(prefix)))
    addTest(draft, {
      name: `${name} is decided as its settings say`,
      given: { tool: { risk } },
      request: { tool: name },
      expect: { verdict: verdictOf(tool, isStopped) },
    })
  }
}
