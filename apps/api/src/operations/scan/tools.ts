// Scans a list of definitions, or a page of the registered tools.
import { hasScope, type Input, type Output } from '@countersign/contract'
import type { JsonObject } from '@countersign/json'
import { DEFINITION_VERDICTS } from '@countersign/terms'
import type { OrgConfig, Tool } from '../../ports/nouns.ts'
import type { Call, Handler } from '../call.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'
import {
  knownNames,
  nameIn,
  pinOf,
  type Scanned,
  scanned,
  scannedMembers,
  toolFinder,
} from './definitions.ts'
import { recordScans } from './record.ts'

type Answer = Output<'scan.tools'>

/** A definition and, where it is registered, the name that it is known by. */
type Item = { definition: JsonObject; tool?: string }

const PAGE = 50

export function scanTools(context: Context): Handler<'scan.tools'> {
  return async (call, request) => {
    const { caller } = call
    const config = await currentConfig(context, call)
    const { items, next } = await itemsOf(context, call, config, request)
    // Tools of one server may want to be taken for each other, too.
    const listed = items.flatMap(({ definition }) => nameIn(definition) ?? [])
    const registeredNames = knownNames(config, caller)
    const find = toolFinder(config, caller)
    const scans: Scanned[] = []
    const results: Answer['results'] = []
    for (const { definition, tool } of items) {
      const own = nameIn(definition)
      const known = [...registeredNames, ...listed.filter((name) => name !== own)]
      const scan = await scanned(context, caller.orgId, definition, { tool, known })
      scans.push(scan)
      const pin = await pinOf(context, caller.orgId, find(scan.tool), scan, definition)
      results.push(scannedMembers(scan, pin))
    }
    const first = scans.length === 0 ? undefined : await recordScans(context, call, config, scans)
    return {
      ...summaryOf(results),
      results,
      ...(first && { receipt: receiptRef(first) }),
      ...(next !== undefined && { next_after: next }),
    }
  }
}

async function itemsOf(
  context: Context,
  { caller }: Call,
  config: OrgConfig,
  { definitions, after = '' }: Input<'scan.tools'>,
): Promise<{ items: Item[]; next?: string }> {
  if (definitions !== undefined) return { items: definitions.map((definition) => ({ definition })) }
  if (!hasScope(caller.scopes, 'tools:read')) {
    throw new ApiError('auth.scope', { detail: 'scanning the registered tools needs the scope `tools:read`' })
  }
  const rest = [...config.tools.values()].filter(({ settings }) => settings.name > after)
  const items: Item[] = []
  for (const tool of rest.slice(0, PAGE)) items.push(await registeredItem(context, caller.orgId, tool))
  const last = rest[PAGE - 1]
  return { items, ...(rest.length > PAGE && last && { next: last.settings.name }) }
}

async function registeredItem({ store }: Context, orgId: string, { settings }: Tool): Promise<Item> {
  const { name, definition } = settings
  const pinned = definition && (await store.tools.definition(orgId, name))
  return { tool: name, definition: pinned ?? settingsAsDefinition(settings) }
}

/** The texts of a tool that was registered without a definition. */
export function settingsAsDefinition({ name, description, input_schema }: Tool['settings']): JsonObject {
  return {
    name,
    ...(description !== undefined && { description }),
    ...(input_schema !== undefined && { inputSchema: input_schema }),
  }
}

function summaryOf(results: Answer['results']): Pick<Answer, 'verdict' | 'counts'> {
  function count(verdict: Answer['verdict']): number {
    return results.filter((result) => result.verdict === verdict).length
  }
  return {
    verdict: DEFINITION_VERDICTS.findLast((verdict) => count(verdict) > 0) ?? 'clean',
    counts: {
      clean: count('clean'),
      warning: count('warning'),
      dangerous: count('dangerous'),
      changed: results.filter(({ pin }) => pin.status === 'changed').length,
    },
  }
}
