// A tool as it is answered, and how one is found.
import type { Output } from '@countersign/contract'
import { argumentsTypeOf, proposedEffects, schemaCheckOf, toolPolicies } from '@countersign/policy'
import type { OrgConfig, Tool } from '../../ports/nouns.ts'
import type { Call } from '../call.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'
import type { PutResult } from './record.ts'

type ToolAnswer = Omit<Output<'tools.get'>, 'pinned_definition'>

export function toolAnswer({ settings, createdAt, changedAt }: Tool): ToolAnswer {
  const { input_schema: schema, effects, definition, on_definition_change = 'report', ...others } = settings
  return {
    ...others,
    ...(effects !== undefined && { effects: [...effects] }),
    input_schema: schema,
    on_definition_change,
    ...(definition && {
      definition: {
        digest: definition.digest,
        ...(definition.changed !== undefined && { changed_to: definition.changed }),
      },
    }),
    proposed_effects: [...(definition?.proposed ?? proposedEffects(settings.name, settings))],
    cedar: toolPolicies(settings)
      .map(({ text }) => text)
      .join('\n\n'),
    untyped: schema === undefined ? [] : [...argumentsTypeOf(schema).dropped],
    schema_not_enforced: schema === undefined ? [] : [...schemaCheckOf(schema).notEnforced],
    created_at: createdAt,
    changed_at: changedAt,
  }
}

export function toolIn({ tools }: OrgConfig, name: string): Tool {
  const tool = tools.get(name)
  if (tool === undefined) throw new ApiError('not_found')
  return tool
}

export async function changedTool(
  context: Context,
  call: Call,
  name: string,
  made: PutResult,
): Promise<Output<'tools.create'>> {
  const after = await currentConfig(context, call)
  const { scan } = made.scan ?? {}
  return {
    ...toolAnswer(toolIn(after, name)),
    ...(scan && { scan: { ...scan, findings: [...scan.findings] } }),
    receipt: receiptRef(made),
  }
}
