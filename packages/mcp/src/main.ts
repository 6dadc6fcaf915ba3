#!/usr/bin/env node
// Standard output belongs to the protocol: everything for people goes to standard error.
import { readFileSync } from 'node:fs'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { createServer } from './server.ts'
import { clientOf, SettingsError } from './settings.ts'

function say(text: string) {
  return process.stderr.write(`countersign-mcp: ${text}\n`)
}

try {
  const client = clientOf(process.env)
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  // The text of an error may quote what an agent sent, so only its kind is told.
  serveStdio(() => createServer(client, version), { onerror: ({ name }) => say(`a message failed: ${name}`) })
} catch (error) {
  if (!(error instanceof SettingsError)) throw error
  say(error.message)
  process.exitCode = 1
}
