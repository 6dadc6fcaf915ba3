// The registered tools as a policy set knows them.
import type { Level } from '@countersign/terms'
import type { ToolDefinition } from '../model/tool.ts'
import { type ByFoldedName, byFoldedName } from './names.ts'

/** What of a registered tool counts for a decision besides the policies that its settings compile to. */
export type RegisteredTool = {
  readonly name: string
  readonly risk: Level
  readonly effects?: ToolDefinition['effects']
  readonly definition?: ToolDefinition['definition']
  readonly isHidden: boolean
}

/** The registered tools by their folded names. */
export type RegisteredTools = ByFoldedName<RegisteredTool>

/** Registered tools as a policy set knows them. */
export function registeredTools(tools: readonly ToolDefinition[]): RegisteredTools {
  return byFoldedName(
    tools.map(({ name, risk, hidden, effects, definition }) => ({
      name,
      risk,
      isHidden: hidden,
      ...(effects !== undefined && { effects }),
      ...(definition !== undefined && { definition }),
    })),
  )
}
