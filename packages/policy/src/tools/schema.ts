// The Cedar schema of an org: the base schema with an action for each typed tool.
import { type Budget, createBudget } from '../model/budget.ts'
import type { CedarValue } from '../model/cedar.ts'
import type { ArgumentsRecord, ArgumentsType, ToolDefinition } from '../model/tool.ts'
import { type SchemaCheck, schemaCheckOf } from './check.ts'
import { quote } from './quote.ts'
import { argumentsTypeOf } from './read.ts'
import { argumentsValueOf } from './value.ts'

/** The action of every call; a tool of this name has no action of its own. */
export const CALL = 'call'

/** The types of the arguments of those tools that have an action of their own, by the names of the tools. */
export function argumentsTypes(tools: readonly ToolDefinition[]): ReadonlyMap<string, ArgumentsRecord> {
  const types = new Map<string, ArgumentsRecord>()
  for (const { name, input_schema } of tools)
    if (input_schema !== undefined && name !== CALL && name.isWellFormed())
      types.set(name, argumentsTypeOf(input_schema).type)
  return types
}

/** The arguments of a tool with an action of its own. */
export type ToolArguments = {
  readonly type: ArgumentsRecord
  readonly check: SchemaCheck
}

/** The arguments of those tools that have an action of their own, by the names of the tools. */
export function toolArguments(tools: readonly ToolDefinition[]): ReadonlyMap<string, ToolArguments> {
  const types = argumentsTypes(tools)
  const checks = tools.flatMap(({ name, input_schema }): [string, ToolArguments][] => {
    const type = types.get(name)
    return type === undefined || input_schema === undefined
      ? []
      : [[name, { type, check: schemaCheckOf(input_schema) }]]
  })
  return new Map(checks)
}

/** Arguments as the Cedar value of what a tool takes, or why they are none: they break its schema, or Cedar has no such value. */
export function argumentsOf(
  { type, check }: ToolArguments,
  value: unknown,
  budget: Budget = createBudget(),
): { value: CedarValue } | { problem: string } {
  const problem = check.problemOf(value, budget)
  return problem === undefined ? argumentsValueOf(type, value, budget) : { problem }
}

const NAMES = { string: 'String', bool: 'Bool', long: 'Long', decimal: 'decimal' } as const

function textOf(type: ArgumentsType): string {
  if (type.kind === 'set') return `Set<${textOf(type.of)}>`
  if (type.kind !== 'record') return NAMES[type.kind]
  const members = Array.from(
    type.members,
    ([name, { type: inner, required }]) => `${quote(name)}${required ? '' : '?'}: ${textOf(inner)}`,
  )
  return `{ ${members.join(', ')} }`
}

const CONTEXT = /^type Context = \{\n(.*?)^\};$/ms
const COMMENT = /^\s*\/\/.*$/gm

/** The members of `Context`: Cedar has no way to say that a type is another one with a member more. */
function contextMembers(base: string): string {
  const members = CONTEXT.exec(base)?.[1]
  if (members === undefined) throw new Error('the base schema has no type Context')
  return members.replaceAll(COMMENT, '').replaceAll(/\s+/g, ' ').trim()
}

/** The schema of an org: the base schema and an action for every tool with an input schema, whose context holds `arguments`. */
export function schemaTextOf(base: string, tools: readonly ToolDefinition[]): string {
  const members = contextMembers(base)
  const actions = Array.from(
    argumentsTypes(tools),
    ([name, type]) => `action ${quote(name)} in [Action::"${CALL}"] appliesTo {
  principal: [Agent], resource: [Tool],
  context: { ${members} "arguments": ${textOf(type)} }
};`,
  )
  return [base, ...actions].join('\n')
}
