// A command that has no key says which scopes its key needs: its own, as the contract has them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operations } from '@countersign/contract'
import { countersign, folder } from '../test/run.ts'
import { writeFolder } from './policy/folder.ts'
import { SCOPES } from './service.ts'

const TEXT = '@id("read") permit (principal, action, resource) when { context.effect == "read" };\n'

test('the scopes are those of the operations that a command calls', () => {
  const compare = operations['policies.compare'].scope
  assert.deepEqual(SCOPES, {
    export: [operations['receipts.export'].scope],
    'policy pull': [operations['policies.get'].scope],
    'policy apply': [operations['policies.check'].scope, operations['policies.publish'].scope],
    'policy compare': [compare, 'receipts:read'],
  })
})

test('without a key each command names the scopes that it needs', async (t) => {
  const plain = await folder(t)
  await writeFolder(plain, { text: TEXT })
  const withTools = await folder(t)
  await writeFolder(withTools, { text: TEXT }, { tools: [{ name: 'x' }] })
  for (const [argv, scopes] of [
    [['export'], 'scope receipts:export'],
    [['policy', 'pull', 'x'], 'scope policies:read'],
    [['policy', 'compare', plain], 'scopes policies:write and receipts:read'],
    [['policy', 'apply', plain], 'scopes policies:read and policies:write'],
    [['policy', 'apply', plain, '--check'], 'scope policies:read'],
    [['policy', 'apply', withTools], 'scopes policies:read, policies:write and tools:read'],
    [
      ['policy', 'apply', withTools, '--tools'],
      'scopes policies:read, policies:write, tools:read and tools:write',
    ],
    [['policy', 'apply', withTools, '--tools', '--check'], 'scopes policies:read and tools:read'],
  ] as const) {
    const { exitCode, err } = await countersign(argv)
    assert.deepEqual(
      [exitCode, err],
      [2, `countersign: set COUNTERSIGN_API_KEY to a key with the ${scopes}\n`],
      argv.join(' '),
    )
  }
})
