// The definition that a tool is registered with: scanned and pinned beside the change of its settings.
import { canonicalize, type JsonObject } from '@countersign/json'
import { proposedEffects } from '@countersign/policy'
import type { Entry } from '../../ports/ledger.ts'
import type { OrgConfig, Tool } from '../../ports/nouns.ts'
import type { Call } from '../call.ts'
import { committed } from '../commitment.ts'
import type { Context } from '../context.ts'
import { ApiError } from '../refusal.ts'
import { digestOf, knownNames, type Scanned, scanned } from '../scan/definitions.ts'
import { scanDraft } from '../scan/record.ts'
import { settingsAsDefinition } from '../scan/tools.ts'

/** Characters of JSON of one definition. */
const DEFINITION_MAX = 64 * 1024

/** What a change does to the definition: undefined leaves it, null removes it. */
export type Defined = { definition: JsonObject | null | undefined; digest: string | undefined }

/** Reads the definition of a request. */
export function definedBy(definition: JsonObject | null | undefined): Defined {
  if (definition === undefined || definition === null) return { definition, digest: undefined }
  if (canonicalize(definition).length > DEFINITION_MAX) {
    throw new ApiError('tool.definition', {
      detail: `a definition may be ${DEFINITION_MAX} characters of JSON`,
    })
  }
  return { definition, digest: digestOf(definition) }
}

/** The settings with what is pinned: approving a definition clears the mark of a changed one. */
export function withDefinition(
  settings: Tool['settings'],
  { definition, digest }: Defined,
): Tool['settings'] {
  if (definition === undefined) return settings
  const { definition: _, ...others } = settings
  if (digest === undefined) return others
  const said = { description: settings.description, ...definition }
  return { ...others, definition: { digest, proposed: proposedEffects(settings.name, said) } }
}

/** Scans what a tool is registered with: its definition, or the texts in its settings. */
export function scanOf(
  context: Context,
  { caller }: Call,
  config: OrgConfig,
  settings: Tool['settings'],
  { definition }: Defined,
): Promise<Scanned> {
  const known = knownNames(config, caller).filter((name) => name !== settings.name)
  const said = definition ?? settingsAsDefinition(settings)
  return scanned(context, caller.orgId, said, { tool: settings.name, known })
}

/** The receipts of the scan and of the pin, and what is stored of the definition. */
export function definitionEntries(
  context: Context,
  { caller }: Call,
  name: string,
  scan: Scanned,
  { definition, digest }: Defined,
): Entry[] {
  const findings = committed(context, 'change.findings', scan.scan.findings)
  const seen: Entry = {
    draft: { ...scanDraft(scan, findings), actor: caller.actor },
    disclosures: [findings.disclosure],
    changes: definition === undefined ? [] : [{ kind: 'tool.define', name, definition }],
  }
  if (digest === undefined) return [seen]
  const pinned: Entry = {
    draft: {
      type: 'tool.pinned',
      actor: caller.actor,
      action: { name: 'pin_tool', tool: name, tool_definition: digest.slice('sha256:'.length) },
      change: { status: 'pinned' },
    },
    disclosures: [],
    changes: [],
  }
  return [seen, pinned]
}
