#!/usr/bin/env node
// The command countersign-mcp. Standard output belongs to the protocol: messages go to standard error.
import { readFileSync } from 'node:fs'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { createServer } from './server.ts'
import { clientOf, SettingsError } from './settings.ts'

function printError(text: string): void {
  process.stderr.write(`countersign-mcp: ${text}\n`)
}

try {
  const client = clientOf(process.env)
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  // The text of an error may quote what an agent sent, so only its name is printed.
  serveStdio(() => createServer(client, version), {
    onerror: ({ name }) => printError(`a message failed: ${name}`),
  })
} catch (error) {
  if (!(error instanceof SettingsError)) throw error
  printError(error.message)
  process.exitCode = 1
}
