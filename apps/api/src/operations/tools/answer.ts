// A tool as it is answered, and how one is found.
import type { Output } from '@countersign/contract'
import { argumentsTypeOf, effectsOf, schemaCheckOf, toolPolicies } from '@countersign/policy'
import type { OrgConfig, Tool } from '../../ports/nouns.ts'
import type { Call } from '../call.ts'
import type { ChangeResult } from '../change.ts'
import type { Context } from '../context.ts'
import { currentConfig } from '../current.ts'
import { receiptRef } from '../recorded.ts'
import { ApiError } from '../refusal.ts'

type ToolAnswer = Output<'tools.get'>

export function toolAnswer({ settings, createdAt, changedAt }: Tool): ToolAnswer {
  const { input_schema: schema, effects, ...others } = settings
  return {
    ...others,
    ...(effects !== undefined && { effects: [...effects] }),
    input_schema: schema,
    proposed_effects: [...effectsOf({ action: settings.name })],
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
  made: ChangeResult,
): Promise<Output<'tools.create'>> {
  const after = await currentConfig(context, call)
  return { ...toolAnswer(toolIn(after, name)), receipt: receiptRef(made) }
}
