// Describes each operation that has text for agents as an MCP tool.
import { type Operation, operationList } from '@countersign/contract'
import { mergeSchemas, type ObjectSchema, objectSchema } from './schema.ts'

/** An operation of the API as an MCP tool. */
export type Tool = {
  readonly name: string
  readonly operation: Operation
  readonly title: string
  readonly description: string
  readonly inputSchema: ObjectSchema
  readonly outputSchema: ObjectSchema
  readonly annotations: {
    readonly title: string
    readonly readOnlyHint: boolean
    readonly destructiveHint: boolean
    readonly idempotentHint: boolean
    readonly openWorldHint: boolean
  }
}

/** Every operation that the contract has agent text for, in the contract's order. */
export const tools: readonly Tool[] = operationList.flatMap(toolOf)

function toolOf(operation: Operation): Tool[] {
  const { agent, name, input, output } = operation
  if (agent === undefined) return []
  const parts = [input.params, input.query, input.body].filter((part) => part !== undefined)
  return [
    {
      // Dots are legal in names of tools since 2025-11-25, but not every client and model takes them.
      name: name.replaceAll('.', '_'),
      operation,
      title: agent.title,
      description: agent.text,
      inputSchema: renamed(mergeSchemas(parts.map(objectSchema)), agent.names),
      outputSchema: objectSchema(output),
      annotations: {
        title: agent.title,
        readOnlyHint: agent.readOnly,
        destructiveHint: agent.destructive,
        idempotentHint: agent.idempotent,
        // A tool reaches the API that the operator chose, and nothing else.
        openWorldHint: false,
      },
    },
  ]
}

function renamed(schema: ObjectSchema, names: { readonly [member: string]: string } = {}): ObjectSchema {
  const properties = Object.entries(schema.properties).map(([name, value]) => [names[name] ?? name, value])
  return { ...schema, properties: Object.fromEntries(properties) }
}

/** What an agent sent, under the names that the API knows. */
export function placed({ operation }: Tool, input: { readonly [member: string]: unknown }) {
  const names = new Map(Object.entries(operation.agent?.names ?? {}).map(([name, shown]) => [shown, name]))
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [names.get(name) ?? name, value]))
}
