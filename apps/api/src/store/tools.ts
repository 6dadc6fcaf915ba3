// Registered tools: rows, what a configuration holds of them, and what their changes write.
import { hash } from 'node:crypto'
import { canonicalize, type JsonObject } from '@countersign/json'
import type { ToolDefinition } from '@countersign/policy'
import type { ChangeOf } from '../ports/ledger.ts'
import type { RegisteredTool, Tool, ToolReader } from '../ports/nouns.ts'
import { readJson } from './json.ts'
import type { Client } from './pool.ts'
import type { Readers } from './readers.ts'
import type { tools as table } from './schema/tools.ts'

type ToolRow = Pick<typeof table.$inferSelect, 'createdAt' | 'changedAt'> & { settings: string }

/** The tools of a configuration, each beside the row that it was read from. */
export type LoadedTools = {
  tools: Map<string, RegisteredTool>
  definitions: ToolDefinition[]
  rows: Map<string, ToolRow>
}

/** Tools that did not change stay the same objects, so that what was made of them is not made again. */
export async function readTools(
  client: Client,
  orgId: string,
  before: LoadedTools | undefined,
): Promise<LoadedTools> {
  const found = await client.query<ToolRow & { name: string }>({
    name: 'config_tools',
    text: `select name, settings::text as settings, created_at::float8 as "createdAt", changed_at::float8 as "changedAt"
             from tools where org_id = $1 order by name collate "C"`,
    values: [orgId],
  })
  const tools = new Map<string, RegisteredTool>()
  const rows = new Map<string, ToolRow>()
  for (const { name, ...row } of found.rows) {
    const kept = isSameRow(before?.rows.get(name), row) ? before?.tools.get(name) : undefined
    tools.set(name, kept ?? registered(row))
    rows.set(name, row)
  }
  return { tools, rows, definitions: [...tools.values()].map(definitionOf) }
}

function registered({ settings: text, ...row }: ToolRow): RegisteredTool {
  const settings = readJson(text) as Tool['settings']
  return { ...row, settings, digest: hash('sha256', canonicalize(settings), 'hex') }
}

function isSameRow(a: ToolRow | undefined, b: ToolRow): boolean {
  return a?.settings === b.settings && a.createdAt === b.createdAt && a.changedAt === b.changedAt
}

function definitionOf({ settings: { description: _, endpoint: __, ...definition } }: Tool): ToolDefinition {
  return definition
}

function putTool(client: Client, orgId: string, { tool }: ChangeOf<'tool.put'>) {
  const { settings, createdAt, changedAt } = tool
  return client.query(
    `insert into tools (org_id, name, settings, created_at, changed_at) values ($1, $2, $3, $4, $5)
     on conflict (org_id, name) do update set settings = excluded.settings, changed_at = excluded.changed_at`,
    [orgId, settings.name, JSON.stringify(settings), createdAt, changedAt],
  )
}

function defineTool(client: Client, orgId: string, { name, definition }: ChangeOf<'tool.define'>) {
  return client.query('update tools set definition = $3 where org_id = $1 and name = $2', [
    orgId,
    name,
    definition === null ? null : JSON.stringify(definition),
  ])
}

export function createToolReader(readers: Readers): ToolReader {
  return {
    definition: (orgId, name) =>
      readers.point(orgId, async (client) => {
        const found = await client.query<{ definition: string | null }>({
          name: 'tool_definition',
          text: 'select definition::text as definition from tools where org_id = $1 and name = $2',
          values: [orgId, name],
        })
        const text = found.rows[0]?.definition
        return text === undefined || text === null ? undefined : (readJson(text) as JsonObject)
      }),
  }
}

function removeTool(client: Client, orgId: string, { name }: ChangeOf<'tool.remove'>) {
  return client.query('delete from tools where org_id = $1 and name = $2', [orgId, name])
}

export const toolEffects = {
  'tool.put': { write: putTool },
  'tool.define': { write: defineTool },
  'tool.remove': { write: removeTool },
}
