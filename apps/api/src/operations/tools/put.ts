// What registering and changing a tool have in common.
import type { Input } from '@countersign/contract'
import type { View } from '../../ports/ledger.ts'
import type { OrgConfig, Tool } from '../../ports/nouns.ts'
import type { Call } from '../call.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { toolsOf } from '../policies/live.ts'
import { ApiError } from '../refusal.ts'
import type { Scanned } from '../scan/definitions.ts'
import { type Defined, definitionEntries, scanOf } from './definition.ts'
import type { MakeChange } from './record.ts'
import { requireSamePolicies, requireValidPolicies } from './valid.ts'

/** Characters of JSON, of one input schema and of all of an org. */
const SCHEMA_MAX = 64 * 1024

const SCHEMAS_MAX = 1024 * 1024

/** The action of every call; a typed tool of that name would take its place. */
const RESERVED = new Set(['call'])

export type Settings = Tool['settings']

type Changes = Omit<Input<'tools.update'>, 'tool' | 'definition'>

/** What is undefined stays as it is; null takes an optional setting away. */
export function withChanges(settings: Settings, changes: Changes): Settings {
  const description = changed(settings.description, changes.description)
  const limit = changed(settings.calls_per_minute, changes.calls_per_minute)
  const endpoint = changed(settings.endpoint, changes.endpoint)
  const schema = changed(settings.input_schema, changes.input_schema)
  const effects = changed(settings.effects, changes.effects)
  return {
    name: settings.name,
    risk: changes.risk ?? settings.risk,
    require_approval: changes.require_approval ?? settings.require_approval,
    blocked: changes.blocked ?? settings.blocked,
    hidden: changes.hidden ?? settings.hidden,
    ...(settings.definition !== undefined && { definition: settings.definition }),
    on_definition_change: changes.on_definition_change ?? settings.on_definition_change ?? 'report',
    ...(effects !== undefined && { effects }),
    ...(description !== undefined && { description }),
    ...(limit !== undefined && { calls_per_minute: limit }),
    ...(endpoint !== undefined && { endpoint }),
    ...(schema !== undefined && { input_schema: schema }),
  }
}

function changed<T>(before: T | undefined, change: T | null | undefined): T | undefined {
  return change === undefined ? before : (change ?? undefined)
}

/** A tool as it will be; `isSaid` when its description or definition changes. */
export type Wanted = { settings: Settings; defined: Defined; isSaid: boolean }

/** What is recorded, and what was found in the definition. */
export type Put = { change: MakeChange; scan: Scanned | undefined }

export async function putTool(
  context: Context,
  call: Call,
  config: OrgConfig,
  { settings, defined, isSaid }: Wanted,
  make: (view: View) => Tool,
): Promise<Put> {
  requireUsableSchema(settings)
  const others = toolsOf(config).filter(({ name }) => name !== settings.name)
  await requireValidPolicies(context, call, config, [...others, settings])
  const made = committed(context, 'change.settings', settings)
  const scan = isSaid ? await scanOf(context, call, config, settings, defined) : undefined
  const also = scan && definitionEntries(context, call, settings.name, scan, defined)
  return {
    scan,
    change: (view) => {
      requireSamePolicies(view.config, config)
      requireRoom(view.config, settings)
      return {
        draft: {
          type: 'tool.changed',
          action: { name: 'call_tool', tool: settings.name },
          change: { status: 'registered', settings: made.commitment },
        },
        committed: [made],
        changes: [{ kind: 'tool.put', tool: make(view) }],
        ...(also && { also }),
      }
    },
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
