// Reads the registered tools from the tools.json of a policy folder.
import { DEFINITION_CHANGES, LEVELS, NAME_PATTERN } from '@countersign/terms'
import { EFFECT_KINDS, EFFECTS } from '../model/cedar.ts'
import type { ToolEffect } from '../model/effect.ts'
import type { ToolDefinition } from '../model/tool.ts'
import { byFoldedName } from '../tools/names.ts'
import { LIMITS } from './limits.ts'
import type { Problem } from './problem.ts'
import { anyObject, bool, hasShape, list, matching, number, object, sizeFault, text, word } from './shape.ts'

const EFFECTS_MAX = 10
const TOOL_EFFECTS = [...EFFECTS.slice(1), ...EFFECT_KINDS] as readonly ToolEffect[]
const TOOLS_MAX = 1000
const TOOLS_BYTES_MAX = 4 * 1024 * 1024
const name = matching(NAME_PATTERN, 'must be the name of a tool')

const toolsShape = list(
  TOOLS_MAX,
  object(
    { name },
    {
      risk: word(LEVELS),
      effects: list(EFFECTS_MAX, word(TOOL_EFFECTS)),
      require_approval: bool,
      calls_per_minute: number(1_000_000),
      blocked: bool,
      hidden: bool,
      input_schema: anyObject,
      description: text(8000),
      endpoint: text(2048),
      on_definition_change: word(DEFINITION_CHANGES),
    },
  ),
)

/** Reads the tools of a policy folder; members left out are as for a harmless tool of medium risk. */
export function readTools(value: unknown): { tools: ToolDefinition[]; problems: Problem[] } {
  const problems: Problem[] = []
  function report(pointer: string, message: string): void {
    if (problems.length < LIMITS.problems)
      problems.push({
        severity: 'error',
        code: 'tools.shape',
        message: `${pointer || 'it'} ${message}`,
        pointer,
      })
  }
  const fault = sizeFault(value, LIMITS.documentDepth, TOOLS_BYTES_MAX)
  if (fault !== undefined) report('', fault)
  if (fault !== undefined || !hasShape(toolsShape, value, report)) return { tools: [], problems }
  const tools = value.map(
    (tool): ToolDefinition => ({
      name: tool.name,
      risk: tool.risk ?? 'medium',
      ...(tool.effects !== undefined && { effects: tool.effects }),
      require_approval: tool.require_approval ?? false,
      ...(tool.calls_per_minute !== undefined && { calls_per_minute: tool.calls_per_minute }),
      blocked: tool.blocked ?? false,
      hidden: tool.hidden ?? false,
      ...(tool.input_schema !== undefined && { input_schema: tool.input_schema }),
      ...(tool.on_definition_change !== undefined && { on_definition_change: tool.on_definition_change }),
    }),
  )
  const same = [...byFoldedName(tools).values()].find((named) => named.length > 1)
  if (same !== undefined)
    report(
      '',
      `names one tool twice, or in different capitals: ${same.map(({ name }) => `\`${name}\``).join(', ')}`,
    )
  return { tools, problems }
}
