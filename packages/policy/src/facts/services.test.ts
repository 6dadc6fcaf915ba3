// The fact `service`: what URLs in a request reach, whatever stands beside them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Facts } from '../model/facts.ts'
import { toRequest } from './request.ts'

type Service = {
  names: string[]
  operations: string[]
  resources: string[]
  access: string
  unclear: boolean
}

const FACTS: Facts = {
  agent: { id: 'agt_1', status: 'active', roles: [], labels: {} },
  action: 'http_request',
  environment: 'production',
}

function serviceOf(more: Partial<Facts>): Service {
  const facts: Facts = { ...FACTS, ...more }
  const { context } = toRequest(facts, { approved: false, declared: false })
  const { names, operations, resources, ...rest } = context.service as Service
  return { names: [...names], operations: [...operations], resources: [...resources], ...rest }
}

const REPO = 'https://api.github.com/repos/a/b'

test('the target by its method, and URLs in the arguments', () => {
  const removed = {
    names: ['github'],
    operations: ['github:repos.delete'],
    resources: ['a/b'],
    access: 'admin',
    unclear: false,
  }
  assert.deepEqual(serviceOf({ target: { url: REPO, method: 'DELETE' } }), removed)
  assert.deepEqual(serviceOf({ arguments: { request: { uri: REPO, method: 'delete' } } }), removed)
  assert.equal(serviceOf({ target: { url: REPO, method: 'GET' } }).access, 'read')
  assert.deepEqual(serviceOf({ arguments: { path: 'a' } }).names, [])
})

function effectsOf(more: Partial<Facts>): unknown {
  const facts: Facts = { ...FACTS, ...more }
  const { context } = toRequest(facts, { approved: false, declared: false })
  return [context.effect, [...(context.effects as string[])].sort()]
}

test('a tool that sends requests does what the operation that it calls does', () => {
  function sent(method: string, url: string, more: object = {}): Partial<Facts> {
    return { arguments: { method, url, ...more } }
  }
  const refund = sent('POST', 'https://api.stripe.com/v1/refunds', { body: { charge: 'ch_1' } })
  assert.deepEqual(effectsOf(refund), ['outward', ['outward', 'pay']])
  assert.deepEqual(effectsOf(sent('PUT', `${REPO}/collaborators/eve`)), ['outward', ['outward', 'rights']])
  assert.deepEqual(effectsOf(sent('GET', `${REPO}/issues`)), ['read', ['read']])
  assert.deepEqual(effectsOf({ ...sent('GET', REPO), action: 'web:api_request' }), ['read', ['read']])
})

test('it only reads where that is certain: a known service, a method that is given, and no body', () => {
  const get = { method: 'GET', url: `${REPO}/issues` }
  for (const args of [
    { url: get.url },
    { ...get, body: { a: 1 } },
    { ...get, url: 'https://api.github.com.evil.example/repos/a/b/issues' },
    { ...get, callback: 'https://evil.example/a' },
    { ...get, headers: { 'X-HTTP-Method-Override': 'POST' } },
    { ...get, method: 'POST' },
  ])
    assert.equal((effectsOf({ arguments: args }) as [string])[0], 'outward', JSON.stringify(args))
  assert.notEqual((effectsOf({ target: get, hash_only: true }) as [string])[0], 'read')
  assert.equal((effectsOf({ action: 'send_email', arguments: get }) as [string])[0], 'outward')
})

test('without a method it is one of reading only where the names of the call say so', () => {
  assert.equal(serviceOf({ action: 'fetch_url', arguments: { url: REPO } }).access, 'read')
  assert.equal(serviceOf({ arguments: { url: REPO } }).access, 'admin')
})

test('an override of the method and a second URL excuse nothing', () => {
  const get = { url: `${REPO}/issues`, method: 'GET' }
  assert.equal(serviceOf({ target: get }).access, 'read')
  assert.equal(
    serviceOf({ target: get, arguments: { headers: { 'X-HTTP-Method-Override': 'DELETE' } } }).access,
    'write',
  )
  assert.equal(serviceOf({ target: { ...get, url: `${get.url}?_method=PATCH` } }).access, 'write')
  const two = serviceOf({ target: get, arguments: { other: 'https://api.stripe.com/v1/refunds' } })
  assert.deepEqual(two.names, ['github', 'stripe'])
})

test('every reading of a host counts, and a look-alike is generic', () => {
  assert.deepEqual(
    serviceOf({ target: { url: 'https://api.github.com.evil.example/x', method: 'GET' } }).names,
    ['generic'],
  )
  const odd = serviceOf({ target: { url: 'https://api.github.com\\@evil.example/x', method: 'GET' } })
  assert.ok(odd.unclear && odd.access === 'admin' && odd.names.includes('github'))
  assert.equal(
    serviceOf({ target: { url: 'https://API.GitHub.com/user', method: 'GET' } }).names[0],
    'github',
  )
})

test('the body of GraphQL is read by its usual names, and a hidden one is the strictest', () => {
  const target = { url: 'https://api.linear.app/graphql', method: 'POST' }
  const body = { query: 'query { issues { nodes { id } } }' }
  assert.equal(serviceOf({ target, arguments: { body } }).access, 'read')
  assert.equal(serviceOf({ target, arguments: { body: JSON.stringify(body) } }).access, 'read')
  assert.equal(
    serviceOf({ target, arguments: { body: { query: 'mutation { webhookCreate { id } }' } } }).access,
    'admin',
  )
  assert.equal(serviceOf({ target, hash_only: true }).access, 'admin')
  assert.equal(serviceOf({ hash_only: true }).access, 'admin')
})

test('a second body or target header beside the real one excuses nothing', () => {
  const linear = { url: 'https://api.linear.app/graphql', method: 'POST' }
  const [query, change] = [{ query: '{ issues { id } }' }, { query: 'mutation { webhookCreate { id } }' }]
  assert.equal(serviceOf({ target: linear, arguments: { body: query, json: change } }).access, 'admin')
  const table = { url: 'https://dynamodb.eu-west-1.amazonaws.com/', method: 'POST' }
  const headers = { 'X-Amz-Target': 'DynamoDB_20120810.DeleteTable' }
  assert.deepEqual(serviceOf({ target: table, arguments: { headers } }).operations, [
    'aws:dynamodb:DeleteTable',
  ])
  const body = { 'x-amz-target': 'DynamoDB_20120810.GetItem' }
  assert.equal(serviceOf({ target: table, arguments: { body, headers } }).access, 'admin')
})

test('headers that are written as pairs are read as well', () => {
  const headers = [{ name: 'X-HTTP-Method-Override', value: 'DELETE' }]
  const target = { url: REPO, method: 'GET' }
  assert.equal(serviceOf({ target, arguments: { headers } }).access, 'admin')
  const table = { url: 'https://dynamodb.eu-west-1.amazonaws.com/', method: 'POST' }
  const pair = { key: 'X-Amz-Target', value: 'DynamoDB_20120810.DeleteTable' }
  const decoy = { 'x-amz-target': 'DynamoDB_20120810.GetItem' }
  assert.equal(serviceOf({ target: table, arguments: { note: decoy, headers: [pair] } }).access, 'admin')
})

test('more URLs than are read may be any call', () => {
  const urls = Array.from({ length: 40 }, (_, at) => `https://a${at}.example/`)
  const { access, names } = serviceOf({ action: 'read_urls', arguments: { urls } })
  assert.ok(access === 'admin' && names.includes('github'))
})
