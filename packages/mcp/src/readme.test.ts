// The README lists every tool with the scope that it needs.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { agentScopes } from '@countersign/contract'
import { tools } from './tools.ts'

test('the README lists every tool, its scope, and whether the key of an agent may hold it', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const rows = [...readme.matchAll(/^\| `(\w+)` +\| `([\w:]+)` +\| (yes|no) +\|$/gm)]
  assert.deepEqual(
    rows.map(([, ...cells]) => cells),
    tools.map(({ name, operation: { scope } }) => {
      return [name, scope, agentScopes.has(scope) ? 'yes' : 'no']
    }),
  )
})
