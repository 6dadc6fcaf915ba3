// A command that has no key says which scopes its key needs: its own, as the contract has them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OperationName, operations } from '@countersign/contract'
import { countersign, folder } from '../../test/run.ts'
import { writeFolder } from '../commands/policy/folder.ts'
import { SCOPES } from './scopes.ts'

const TEXT = '@id("read") permit (principal, action, resource) when { context.effect == "read" };\n'

test('the scopes are those of the operations that a command calls', () => {
  function scopesOf(...names: OperationName[]) {
    return [...new Set(names.map((name) => operations[name].scope))]
  }
  const compare = operations['policies.compare'].scope
  const same = [
    'agents list',
    'keys list',
    'keys create',
    'keys revoke',
    'members list',
    'members remove',
    'members reset',
    'webhooks list',
    'webhooks attempts',
    'webhooks test',
    'webhooks replay',
    'webhooks rotate',
    'webhooks remove',
  ] as const
  const verbs = ['create', 'suspend', 'quarantine', 'resume', 'revoke'] as const
  assert.deepEqual(SCOPES, {
    export: scopesOf('receipts.export'),
    'policy pull': scopesOf('policies.get'),
    'policy apply': scopesOf('policies.check', 'policies.publish'),
    'policy compare': [compare, 'receipts:read'],
    scan: scopesOf('scan.tools'),
    whoami: scopesOf('org.get'),
    halt: scopesOf('org.halt'),
    resume: scopesOf('org.resume'),
    erase: scopesOf('receipts.erase'),
    retention: scopesOf('org.retention'),
    ...Object.fromEntries(same.map((name) => [name, scopesOf(name.replace(' ', '.') as OperationName)])),
    ...Object.fromEntries(verbs.map((verb) => [`agents ${verb}`, scopesOf(`agents.${verb}`)])),
    'agents show': scopesOf('agents.get'),
    'members add': scopesOf('members.create'),
    'webhooks add': scopesOf('webhooks.create'),
    'members change': scopesOf('members.update'),
    'approvals list': scopesOf('approvals.list'),
    'approvals show': scopesOf('approvals.review', 'approvals.get'),
    'approvals watch': scopesOf('approvals.list', 'approvals.get'),
    'approvals grant': scopesOf('approvals.review', 'approvals.decide'),
    'approvals reject': scopesOf('approvals.review', 'approvals.decide'),
    'approvals withdraw': scopesOf('approvals.withdraw'),
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
      [
        2,
        `countersign: set COUNTERSIGN_API_KEY to a key with the ${scopes}, or log in with \`countersign login\`\n`,
      ],
      argv.join(' '),
    )
  }
})
