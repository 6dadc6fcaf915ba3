// Imports asqav-mcp: the variable ASQAV_PROXY_TOOLS and the rows of policies.
import type { JsonObject, JsonValue } from '@countersign/json'
import { addLine, type Draft } from '../draft.ts'
import { kindOf, memberOf, objectOf } from '../members.ts'
import { type Product, readJson } from '../product.ts'
import { parseText, type SourceFile } from '../source.ts'
import { importRow } from './rows.ts'
import { importTool, permitTools } from './tools.ts'

const VARIABLE = 'ASQAV_PROXY_TOOLS'
const CONSEQUENCE = 'asqav-mcp ignores such text silently, so none of its rules were in force'

type Work = {
  draft: Draft
  /** The prefixes of the rows that block something. */
  prefixes: string[]
}

function importTools(draft: Draft, tools: JsonObject, source: string): void {
  for (const [name, settings] of Object.entries(tools))
    importTool(draft, name, settings, `${source}: ${name}`)
}

function importRows(work: Work, rows: readonly JsonValue[], source: string): void {
  for (const [at, row] of rows.entries()) {
    const prefix = importRow(work.draft, row, `${source}: row ${at + 1}`)
    if (prefix !== undefined) work.prefixes.push(prefix)
  }
}

/** The value of the variable: an object, or a text that holds one. */
function importVariable(draft: Draft, value: JsonValue, source: string): void {
  const parsed = typeof value === 'string' ? parseText(value) : { value }
  const tools = 'value' in parsed ? objectOf(parsed.value) : undefined
  if (tools !== undefined) {
    importTools(draft, tools, source)
    return
  }
  const why = 'problem' in parsed ? parsed.problem : `it is ${kindOf(parsed.value)}, not an object`
  addLine(draft, 'inert', source, `${why}; ${CONSEQUENCE}`)
}

/** An MCP client's configuration: the variable is set per server. */
function importServers(draft: Draft, servers: JsonObject, source: string): boolean {
  let found = false
  for (const [name, server] of Object.entries(servers)) {
    const value = memberOf(objectOf(memberOf(objectOf(server), 'env')), VARIABLE)
    if (value === undefined) continue
    found = true
    importVariable(draft, value, `${source}: ${name}.env.${VARIABLE}`)
  }
  return found
}

function listed(object: JsonObject): readonly JsonValue[] | undefined {
  const lists = ['policies', 'items', 'data'].map((name) => memberOf(object, name))
  return lists.find((list) => Array.isArray(list)) as readonly JsonValue[] | undefined
}

function importValue(work: Work, value: JsonValue, source: string): boolean {
  const { draft } = work
  if (Array.isArray(value)) {
    importRows(work, value, source)
    return true
  }
  const object = objectOf(value)
  if (object === undefined) {
    addLine(draft, 'inert', source, `it is ${kindOf(value)}, not an object or a list; ${CONSEQUENCE}`)
    return false
  }
  const variable = memberOf(object, VARIABLE)
  const rows = listed(object)
  const servers = objectOf(memberOf(object, 'mcpServers'))
  if (variable !== undefined) importVariable(draft, variable, `${source}: ${VARIABLE}`)
  if (rows !== undefined) importRows(work, rows, source)
  if (servers !== undefined) return importServers(draft, servers, source) || variable !== undefined
  if (variable === undefined && rows === undefined) importTools(draft, object, source)
  return true
}

const ASSIGNMENT = /^(?:export )?[ \t]*ASQAV_PROXY_TOOLS=(.*)$/m

function unquoted(text: string): string {
  const end = text.at(-1)
  return text.length > 1 && text[0] === end && (end === "'" || end === '"') ? text.slice(1, -1) : text
}

function importFile(work: Work, file: SourceFile): number {
  const { draft } = work
  const [, assigned] = /^\s*[[{]/.test(file.text) ? [] : (ASSIGNMENT.exec(file.text) ?? [])
  if (assigned !== undefined) {
    importVariable(draft, unquoted(assigned.trim()), `${file.name}: ${VARIABLE}`)
    return 1
  }
  const value = readJson(draft, file, CONSEQUENCE)
  return value !== undefined && importValue(work, value, file.name) ? 1 : 0
}

function isOurs(name: string): boolean {
  return /(?:\.json|\.env|\.sh|(?:^|\/)\.env(?:\.[a-z]+)?)$/i.test(name)
}

/** asqav-mcp: ASQAV_PROXY_TOOLS and the rows of the organisation's policies. */
export const asqav: Product = {
  title: 'Asqav',
  import(draft, source) {
    const work: Work = { draft, prefixes: [] }
    let count = 0
    for (const file of source.files) {
      if (!source.isFolder || isOurs(file.name)) count += importFile(work, file)
      else addLine(draft, 'note', file.name, 'is neither .json nor .env and was not read')
    }
    permitTools(draft, work.prefixes)
    return count
  },
}
