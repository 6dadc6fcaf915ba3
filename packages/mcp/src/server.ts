// The MCP server: one tool for each operation that agents may call.
import { type Client, CountersignError } from '@countersign/client'
import {
  type CallToolResult,
  fromJsonSchema,
  type JsonSchemaType,
  type JsonSchemaValidator,
  type jsonSchemaValidator,
  McpServer,
} from '@modelcontextprotocol/server'
import { isExact } from './exact.ts'
import { answerResult, errorResult } from './result.ts'
import type { ObjectSchema } from './schema.ts'
import { placed, type Tool, tools } from './tools.ts'

type Members = { readonly [member: string]: unknown }
type Method = (input: Members, options: { signal: AbortSignal }) => Promise<Members>

const INSTRUCTIONS =
  'Countersign decides before you act, and signs what was decided. Ask `gate` before anything that changes something ' +
  'or reaches outside, act only when it allows, and report with `complete`. When a call fails there is no verdict: do not act.'

const TOOLS_TTL_MS = 300_000

/** A server with one tool per operation that has agent text. It decides nothing: it forwards, and passes on the answer. */
export function createServer(client: Client, version: string): McpServer {
  const server = new McpServer(
    { name: 'countersign', title: 'Countersign', version },
    {
      capabilities: { tools: { listChanged: false } },
      instructions: INSTRUCTIONS,
      cacheHints: { 'tools/list': { ttlMs: TOOLS_TTL_MS, cacheScope: 'private' } },
    },
  )
  for (const tool of tools) {
    const method = methodOf(client, tool)
    const { title, description, annotations } = tool
    server.registerTool(
      tool.name,
      {
        title,
        description,
        annotations,
        inputSchema: schema(tool.inputSchema),
        outputSchema: schema(tool.outputSchema),
      },
      (input, { mcpReq }) => call(tool, method, input, mcpReq.signal),
    )
  }
  return server
}

async function call(
  tool: Tool,
  method: Method,
  input: Members,
  signal: AbortSignal,
): Promise<CallToolResult> {
  try {
    if (!isExact(input)) throw inexact()
    // The client gives each call an Idempotency-Key of its own and keeps it while it repeats the request.
    return answerResult(tool, await method(placed(tool, input), { signal }))
  } catch (error) {
    return errorResult(tool, error)
  }
}

function inexact(): CountersignError {
  return new CountersignError({
    code: 'client.inexact',
    message: 'a number is too large to be passed on exactly; send it as a string',
  })
}

/** The client has a method per operation, made from the same table; TypeScript cannot follow a name that varies. */
function methodOf(client: Client, { operation }: Tool): Method {
  const [head = '', verb] = operation.name.split('.')
  const entry = (client as unknown as Record<string, Method | Record<string, Method>>)[head]
  const method = typeof entry === 'function' ? entry : entry?.[verb ?? '']
  if (method === undefined) throw new TypeError(`the client has no method for \`${operation.name}\``)
  return method
}

/** The API validates inputs and the client validates answers: a third validation could only disagree. */
const noValidation: jsonSchemaValidator = {
  getValidator<T>(): JsonSchemaValidator<T> {
    return (input) => ({ valid: true, data: input as T, errorMessage: undefined })
  },
}

function schema(described: ObjectSchema) {
  return fromJsonSchema<Members>(described as JsonSchemaType, noValidation)
}
