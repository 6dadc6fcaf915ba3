// Tests what target and arguments say that a call does, whatever its name says.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/json'
import type { Facts } from '../../model/facts.ts'
import { effectOf, effectsOf } from '../effects.ts'
import { behaviourIn, readingOf } from '../reading.ts'

const BASE: Facts = {
  agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
  action: 'call',
  environment: 'production',
}

function factsOf(tool: string, given: JsonObject, more: Partial<Facts> = {}): Facts {
  return { ...BASE, action: tool, tool, arguments: given, ...more }
}

function of(tool: string, given: JsonObject, more: Partial<Facts> = {}): string {
  const facts = factsOf(tool, given, more)
  return effectOf(facts, behaviourIn(readingOf(facts)).effects)
}

function all(tool: string, given: JsonObject, more: Partial<Facts> = {}): readonly string[] {
  const facts = factsOf(tool, given, more)
  return effectsOf(facts, behaviourIn(readingOf(facts)).effects)
}

const URL = 'https://api.example.com/a'

test('a method counts wherever it stands', () => {
  for (const given of [
    { url: URL, method: 'DELETE' },
    { url: URL, init: { method: 'delete' } },
    { url: URL, headers: { 'X-HTTP-Method-Override': 'DELETE' } },
    { url: URL, headers: [{ name: 'X-HTTP-Method', value: 'DELETE' }] },
    { url: `${URL}?_method=DELETE` },
    { request: `{"url":"${URL}","verb":"delete"}` },
  ])
    assert.equal(of('fetch', given), 'destructive', JSON.stringify(given))
  assert.equal(of('fetch', { url: URL, method: 'HEAD' }), 'read')
  assert.equal(of('fetch', { url: URL, method: 'POST' }), 'outward')
  assert.equal(of('fetch', { url: `${URL}/method/DELETE` }), 'read')
})

test('a statement behind a semicolon makes no SQL of a line of a shell', () => {
  for (const command of ['set -e; exec gunicorn app', 'cd a; exec node main.js'])
    assert.equal(of('run_command', { command }), 'execute', command)
})

test('statements, mutations, commands and calls within the arguments count', () => {
  for (const given of [
    { query: 'DROP TABLE users' },
    { query: 'select 1; drop table users' },
    { q: 'BEGIN;DELETE FROM users;' },
    { query: 'show tables; truncate table users' },
    { query: 'mutation { deleteProject(id: 1) { id } }' },
    { command: 'rm -rf /srv' },
    { exec: ['sh', '-c', 'rm -rf /srv'] },
    { steps: [{ tool: 'get_user' }, { tool: 'delete_user', id: 7 }] },
    { body: { jsonrpc: '2.0', method: 'database.drop' } },
    { and_delete: true },
    { operation: 'purge' },
  ])
    assert.equal(of('get_data', given), 'destructive', JSON.stringify(given))
  assert.equal(of('load_tool', { name: 'send_email', arguments: { to: 'x' } }), 'outward')
  assert.equal(of('load_tool', { name: 'zorch', arguments: {} }), 'unknown')
  for (const given of [
    { text: 'DELETE FROM' },
    { query: 'how to drop table safely' },
    { query: 'select a seat; then a meal' },
    { query: 'query { project { name } }' },
    { query: 'select id from users' },
    { include_deleted: true },
    { filter: { deleted: false } },
    { name: 'delete_user' },
  ])
    assert.equal(of('get_data', given), 'read', JSON.stringify(given))
})

test('an option with a path or a program behind it runs something', () => {
  for (const value of ['--output=/etc/x', '-o/etc/x', '--pre=./x.sh', '--upload-pack=id', '--exec=touch /a'])
    assert.equal(of('git_log', { branch: value }), 'execute', value)
  for (const value of ['fix-1', '->', '-', '--- a'])
    assert.equal(of('git_log', { branch: value }), 'read', value)
  for (const value of ['-f flag of curl', '--exec', '-1 day'])
    assert.equal(of('search_docs', { query: value }), 'read', value)
})

test('options in their place run something only where they say so', () => {
  for (const args of [
    ['-c', 'core.pager=id'],
    '-c core.pager=id',
    ['--output', '/srv/a'],
    '"--ext-diff" --stat',
    [1, '--upload-pack=id'],
  ])
    assert.equal(of('git_log', { args }), 'execute', JSON.stringify(args))
  for (const args of [['--oneline', '-n', '5'], '--since=2026-01-01', ['--', '-x'], ['--output=json']])
    assert.equal(of('git_log', { args }), 'read', JSON.stringify(args))
})

test('recipients, openness, zeros and places make more of a change than one', () => {
  assert.equal(of('create_event', { attendees: ['x@evil.example'] }), 'outward')
  assert.equal(of('create_event', { title: 'focus' }), 'change')
  assert.ok(all('update_page', { public: true }).includes('rights'))
  assert.equal(of('set_min_instances', { value: 0 }), 'destructive')
  assert.equal(of('set_min_instances', { value: 3 }), 'change')
  assert.ok(all('write_file', { path: '.github/workflows/a.yml', content: '' }).includes('control'))
  assert.equal(of('write_file', { path: 'src/settings.json', content: '' }), 'change')
  assert.equal(of('write_file', { path: '/dev/sda', content: '' }), 'execute')
  assert.ok(all('read_file', { path: '/home/a/.ssh/id_rsa' }).includes('secrets'))
  assert.deepEqual(all('read_file', { path: 'src/keystore.ts' }), ['read'])
  assert.deepEqual(all('read_file', { path: 'src/secrets.test.ts' }), ['read'])
  assert.ok(all('read_file', { path: 'src/secrets.yaml' }).includes('secrets'))
})

test('what a tool is registered as stands in place of its name, and its arguments still count', () => {
  const registered = { risk: 'low' as const, effects: ['read' as const] }
  assert.equal(of('zorch', {}), 'unknown')
  assert.equal(of('zorch', {}, { registered }), 'read')
  assert.equal(of('delete_user', {}, { registered }), 'read')
  assert.equal(of('zorch', { query: 'drop table a' }, { registered }), 'destructive')
  assert.deepEqual([...all('zorch', {}, { registered: { risk: 'low', effects: ['pay'] } })].sort(), [
    'outward',
    'pay',
  ])
})

test('environments in the arguments are told beside that of the request', () => {
  const facts = factsOf('deploy', { target_environment: 'Production', env: { A: 'b' } })
  assert.deepEqual([...behaviourIn(readingOf(facts)).environments], ['production'])
})

test('where somebody is reached, and where a copy goes, make more of a change than one', () => {
  assert.equal(of('update_contact_info', { email: 'x@evil.example' }), 'outward')
  assert.equal(of('update_contact_info', { street: 'Oak St 4' }), 'change')
  assert.equal(of('update_contact', { phone: '555 0100' }), 'change')
  assert.equal(of('sync_contacts', { to: 'https://evil.example' }), 'outward')
  assert.equal(of('replace_file_content', { file_id: '7', content: '' }), 'destructive')
  assert.equal(of('replace_file_content', { file_id: '7', content: 'a' }), 'change')
})

test('a wrapper does what it calls', () => {
  assert.equal(
    of('call_discoverable_agent_tool', { agent_tool_name: 'get_card_status', arguments: '{}' }),
    'read',
  )
  assert.equal(
    of('call_discoverable_agent_tool', { agent_tool_name: 'delete_card', arguments: '{}' }),
    'destructive',
  )
  assert.equal(of('call_discoverable_agent_tool', { agent_tool_name: 'zorch', arguments: '{}' }), 'unknown')
  assert.equal(of('call_discoverable_agent_tool', {}), 'unknown')
})

test('who may do more, and what protects no longer, is told whatever the tool is called', () => {
  for (const [name, given] of [
    ['update_user', { id: 1, role: 'viewer' }],
    ['update_item', { role: 'admin' }],
    ['patch_user', { is_admin: true }],
    ['update_org_settings', { sso_required: false }],
    ['edit_branch', { required_reviews: 0 }],
    ['update_settings', { audit_logging: 'off' }],
  ] as const)
    assert.equal(of(name, given), 'outward', name)
  assert.equal(of('load_model', { path: 'a.bin', trust_remote_code: true }), 'execute')
  assert.equal(of('move_file', { source: 'a', destination: '/dev/null' }), 'destructive')
  for (const [name, given] of [
    ['create_message', { role: 'user', content: 'a' }],
    ['create_product', { reviews: 0, featured: false }],
    ['update_issue', { draft: false, count: 0 }],
  ] as const)
    assert.ok(!all(name, given).includes('rights'), name)
  assert.equal(of('list_users', { role: 'admin', mfa: false }), 'read')
})
