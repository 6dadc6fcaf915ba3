// Records scans, and marks a tool whose definition is not the pinned one any more.
import type { Entry, Recorded, View, Work } from '../../ports/ledger.ts'

import type { OrgConfig, RegisteredTool, Tool } from '../../ports/nouns.ts'
import type { Call, Caller } from '../call.ts'
import { type Committed, committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { repeatOf } from '../idempotency.ts'
import { onlyReceipt } from '../recorded.ts'
import { requireStanding, standingNeeds } from '../standing.ts'
import { type FindTool, type Scanned, toolFinder } from './definitions.ts'

const BYTES = 8 * 1024

/** Records the scans in their order; answers with the receipt of the first. */
export async function recordScans(
  context: Context,
  call: Call,
  config: OrgConfig,
  scans: readonly Scanned[],
): Promise<Recorded> {
  const { caller } = call
  const findings: Committed[] = []
  await context.pace.each(caller.orgId, scans, ({ scan }) => {
    findings.push(committed(context, 'change.findings', scan.findings))
  })
  const find = toolFinder(config, caller)
  const work: Work<Recorded> = {
    needs: standingNeeds(caller),
    bytes: BYTES * scans.length,
    ...(scans.some((scan) => isNewlyChanged(find, caller, scan)) && { configures: true as const }),
    ...repeatOf(context, call, (_view, first) => first),
    decide(view) {
      requireStanding(view.config, caller)
      const seen = scans.map((scan, at) => scanEntry(caller, scan, findings[at]))
      const changed = work.configures === true ? changedEntries(context, call, view, scans) : []
      return {
        entries: [...seen, ...changed],
        answer: ([first]) => onlyReceipt(first === undefined ? [] : [first]),
      }
    },
  }
  return context.store.record(caller.orgId, work)
}

/** The receipt of the scan of one definition, as a draft. */
export function scanDraft(
  { tool, digest, scan }: Scanned,
  findings: Committed | undefined,
): Pick<Entry['draft'], 'action' | 'change'> & { type: 'tool.scanned' } {
  return {
    type: 'tool.scanned',
    action: { name: 'scan_tool', tool, tool_definition: digest.slice('sha256:'.length) },
    change: { status: scan.verdict, ...(findings && { findings: findings.commitment }) },
  }
}

function scanEntry({ actor }: Caller, scan: Scanned, findings: Committed | undefined): Entry {
  return {
    draft: { ...scanDraft(scan, findings), actor },
    disclosures: findings === undefined ? [] : [findings.disclosure],
    changes: [],
  }
}

/** An agent may be wrong or lie: what it shows counts in its own requests, and marks nothing for others. */
function mayMark({ agentId, environment }: Caller): boolean {
  return agentId === undefined && environment === undefined
}

function isNewlyChanged(find: FindTool, caller: Caller, { tool, digest }: Scanned): boolean {
  const pinned = find(tool)?.settings.definition
  return mayMark(caller) && pinned !== undefined && pinned.digest !== digest && pinned.changed !== digest
}

function changedEntries(context: Context, call: Call, view: View, scans: readonly Scanned[]): Entry[] {
  const last = new Map<RegisteredTool, string>()
  const find = toolFinder(view.config, call.caller)
  for (const scan of scans) {
    const tool = find(scan.tool)
    if (tool !== undefined && isNewlyChanged(find, call.caller, scan)) last.set(tool, scan.digest)
  }
  return [...last].flatMap(([tool, digest]) => changedEntry(context, call, view, tool, digest))
}

function changedEntry(
  context: Context,
  call: Call,
  view: View,
  tool: RegisteredTool,
  changed: string,
): Entry[] {
  if (tool.settings.definition === undefined) return []
  const settings: Tool['settings'] = {
    ...tool.settings,
    definition: { ...tool.settings.definition, changed },
  }
  const made = committed(context, 'change.settings', settings)
  return [
    {
      draft: {
        type: 'tool.changed',
        actor: call.caller.actor,
        action: { name: 'scan_tool', tool: settings.name, tool_definition: changed.slice('sha256:'.length) },
        change: { status: 'definition_changed', settings: made.commitment },
      },
      disclosures: [made.disclosure],
      changes: [{ kind: 'tool.put', tool: { settings, createdAt: tool.createdAt, changedAt: view.now } }],
    },
  ]
}
