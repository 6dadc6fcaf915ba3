// Registered tools: settings that stand for Cedar, changed by administrators only, each change a receipt.
import { ApiError, type Call, type Handler, type Input, type Output } from '@countersign/contract'
import { argumentsTypeOf, type ToolDefinition, toolPolicies } from '@countersign/policy'
import type { OrgConfig, Tool, View } from '../ports.ts'
import { type ChangeMade, type ChangeResult, change, repeatOr } from './change.ts'
import { badCursor, type Context, committed, decodeCursor, encodeCursor, receiptRef } from './context.ts'
import { currentConfig, refuse, toolsOf } from './policies.ts'

const TOOLS_MAX = 500
/** Characters of JSON, of one input schema and of all of an org. */
const SCHEMA_MAX = 64 * 1024
const SCHEMAS_MAX = 1024 * 1024
/** The action of every call; a typed tool of that name would take its place. */
const RESERVED = new Set(['call'])

type Settings = Tool['settings']

const UNSET = { risk: 'medium', require_approval: false, blocked: false, hidden: false } as const
type ToolAnswer = Output<'tools.get'>

function toolAnswer({ settings, createdAt, changedAt }: Tool): ToolAnswer {
  return {
    ...settings,
    input_schema: settings.input_schema as ToolAnswer['input_schema'],
    cedar: toolPolicies(settings)
      .map(({ text }) => text)
      .join('\n\n'),
    untyped: settings.input_schema === undefined ? [] : [...argumentsTypeOf(settings.input_schema).dropped],
    created_at: createdAt,
    changed_at: changedAt,
  }
}

export function listTools(context: Context): Handler<'tools.list'> {
  return async (call, { limit, cursor }) => {
    const after = decodeCursor(cursor)
    if (after !== undefined && after.length > 128) throw badCursor()
    const { tools } = await currentConfig(context, call)
    const rest = [...tools.values()].filter(({ settings }) => after === undefined || settings.name > after)
    const shown = rest.slice(0, limit)
    const last = shown.at(-1)
    return {
      data: shown.map(toolAnswer),
      ...(rest.length > limit && last && { next_cursor: encodeCursor(last.settings.name) }),
    }
  }
}

export function getTool(context: Context): Handler<'tools.get'> {
  return async (call, { tool: name }) => toolAnswer(found(await currentConfig(context, call), name))
}

function found({ tools }: OrgConfig, name: string): Tool {
  const tool = tools.get(name)
  if (tool === undefined) throw new ApiError('not_found')
  return tool
}

export function createTool(context: Context): Handler<'tools.create'> {
  return async (call, request) => {
    const { name, ...settable } = request
    const settings = withChanges({ ...UNSET, name }, settable)
    const made = await onceReady(context, call, 'tools.create', async () => {
      const config = await currentConfig(context, call)
      return put(context, call, config, settings, (view) => {
        if (view.config.tools.has(settings.name)) throw new ApiError('tool.exists')
        if (view.config.tools.size >= TOOLS_MAX) {
          throw new ApiError('tool.limit', { detail: `${TOOLS_MAX} tools are registered` })
        }
        return { settings, createdAt: view.now, changedAt: view.now }
      })
    })
    return changed(context, call, name, made)
  }
}

export function updateTool(context: Context): Handler<'tools.update'> {
  return async (call, { tool: name, ...changes }) => {
    const made = await onceReady(context, call, 'tools.update', async () => {
      const config = await currentConfig(context, call)
      const before = found(config, name)
      const settings = withChanges(before.settings, changes)
      return put(context, call, config, settings, (view) => {
        const tool = found(view.config, name)
        // Two changes at once: what was checked is not what would be stored.
        if (view.config.epoch !== config.epoch && !isSame(tool, before)) throw new ApiError('policy.conflict')
        return { settings, createdAt: tool.createdAt, changedAt: view.now }
      })
    })
    return changed(context, call, name, made)
  }
}

function isSame(a: Tool, b: Tool): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

type Changes = Omit<Input<'tools.update'>, 'tool'>

/** What is undefined stays as it is; null takes an optional setting away. */
function withChanges(settings: Settings, changes: Changes): Settings {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  const merged = { ...settings, ...Object.fromEntries(given) }
  return Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== null),
  ) as unknown as Settings
}

type Make = (view: View) => ChangeMade

/** Makes a change once what takes long was checked, or answers what it repeats. */
async function onceReady(
  context: Context,
  call: Call,
  operation: string,
  prepare: () => Promise<Make>,
): Promise<ChangeResult> {
  const { environment } = call.caller
  if (environment !== undefined) {
    throw new ApiError('auth.scope', {
      detail: `tools hold in every environment, and your key is bound to \`${environment}\``,
    })
  }
  const ready = await prepare().catch((refusal: unknown) => ({ refusal }))
  if ('refusal' in ready) return repeatOr(context, call, operation, ready.refusal)
  return change(context, call, operation, { make: ready })
}

async function changed(
  context: Context,
  call: Call,
  name: string,
  made: ChangeResult,
): Promise<Output<'tools.create'>> {
  const after = await currentConfig(context, call)
  return { ...toolAnswer(found(after, name)), receipt: receiptRef(made) }
}

async function put(
  context: Context,
  call: Call,
  config: OrgConfig,
  settings: Settings,
  make: (view: View) => Tool,
): Promise<Make> {
  requireUsableSchema(settings)
  const others = toolsOf(config).filter(({ name }) => name !== settings.name)
  await requireValidPolicies(context, call, config, [...others, settings])
  const told = committed(context, 'change.settings', settings)
  return (view) => {
    requireSamePolicies(view.config, config)
    requireRoom(view.config, settings)
    return {
      draft: {
        type: 'tool.changed',
        action: { name: 'call_tool', tool: settings.name },
        change: { status: 'registered', settings: told.commitment },
      },
      committed: [told],
      changes: [{ kind: 'tool.put', tool: make(view) }],
    }
  }
}

function requireUsableSchema({ name, input_schema: schema }: Settings): void {
  if (schema === undefined) return
  if (RESERVED.has(name)) {
    throw new ApiError('tool.schema', { detail: `a tool named \`${name}\` cannot have an input schema` })
  }
  if (lengthOf(schema) > SCHEMA_MAX) {
    throw new ApiError('tool.schema', { detail: `a schema may be ${SCHEMA_MAX} characters of JSON` })
  }
}

function lengthOf(schema: Settings['input_schema']): number {
  return schema === undefined ? 0 : JSON.stringify(schema).length
}

/** Every process reads all of them whenever one changes. */
function requireRoom({ definitions }: OrgConfig, settings: Settings): void {
  const others = definitions.filter(({ name }) => name !== settings.name)
  const length = [...others, settings].reduce((sum, tool) => sum + lengthOf(tool.input_schema), 0)
  if (settings.input_schema === undefined || length <= SCHEMAS_MAX) return
  throw new ApiError('tool.schema', {
    detail: `the schemas of all tools together may be ${SCHEMAS_MAX} characters of JSON`,
  })
}

/** The live policies may rest on the tools' types: a change that breaks them is refused, not found out later. */
async function requireValidPolicies(
  context: Context,
  call: Call,
  config: OrgConfig,
  tools: ToolDefinition[],
): Promise<void> {
  for (const version of new Set(config.live.values())) {
    const stored = await context.store.policies.get(call.caller.orgId, version)
    if (stored === undefined) continue
    const checked = await context.checker.check(call.caller.orgId, { document: stored.document, tools })
    refuse(checked, `with this change the live version ${version}`)
  }
}

function requireSamePolicies(now: OrgConfig, then: OrgConfig): void {
  if (JSON.stringify([...now.live].sort()) !== JSON.stringify([...then.live].sort())) {
    throw new ApiError('policy.conflict', { detail: 'the live policies changed while the tool was checked' })
  }
}

export function removeTool(context: Context): Handler<'tools.remove'> {
  return async (call, { tool: name, reason }) => {
    const why = reason === undefined ? undefined : committed(context, 'change.reason', reason)
    const made = await onceReady(context, call, 'tools.remove', async () => {
      const config = await currentConfig(context, call)
      found(config, name)
      const others = toolsOf(config).filter((tool) => tool.name !== name)
      await requireValidPolicies(context, call, config, others)
      return (view) => {
        found(view.config, name)
        requireSamePolicies(view.config, config)
        return {
          draft: {
            type: 'tool.changed',
            action: { name: 'call_tool', tool: name },
            change: { status: 'removed', ...(why && { reason: why.commitment }) },
          },
          committed: [why],
          changes: [{ kind: 'tool.remove', name }],
        }
      }
    })
    return { name, receipt: receiptRef(made) }
  }
}
