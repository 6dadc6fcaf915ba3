// The real server process, driven by a real client over stdio.
import { fileURLToPath } from 'node:url'
import { type CallToolResult, Client } from '@modelcontextprotocol/client'
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/client/stdio'

export const mainFile = fileURLToPath(new URL('../src/main.ts', import.meta.url))

export type Session = {
  client: Client
  call(name: string, input?: Record<string, unknown>): Promise<Outcome>
  stderr(): string
  close(): Promise<void>
}

/** A tool result: its structure, if it has one, and its text. */
export type Outcome = { isError: boolean; text: string; structured: Structured | undefined }
type Structured = {
  verdict?: string
  reasons?: { code: string }[]
  gate?: { id: string; status: string }
  approval?: { id: string; status: string }
  receipt?: { id: string; type: string }
  [member: string]: unknown
}

export async function startSession(
  settings: { url: string; key: string; timeoutMs?: number },
  era: 'legacy' | 'modern' = 'legacy',
): Promise<Session> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [mainFile],
    stderr: 'pipe',
    env: {
      ...getDefaultEnvironment(),
      COUNTERSIGN_API_URL: settings.url,
      COUNTERSIGN_API_KEY: settings.key,
      ...(settings.timeoutMs !== undefined && { COUNTERSIGN_TIMEOUT_MS: String(settings.timeoutMs) }),
    },
  })
  let stderr = ''
  transport.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const mode = era === 'legacy' ? era : { pin: '2026-07-28' }
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
  await client.connect(transport)
  return {
    client,
    async call(name, input = {}) {
      return outcomeOf((await client.callTool({ name, arguments: input })) as CallToolResult)
    },
    stderr: () => stderr,
    close: () => client.close(),
  }
}

function outcomeOf({ isError = false, content, structuredContent }: CallToolResult): Outcome {
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('')
  return { isError, text, structured: structuredContent as Structured | undefined }
}
