// Tests that a misspelling leads to the name that was meant, and that other names lead nowhere.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest } from './nearest.ts'

const KNOWN = ['limit', 'cursor', 'agent_id', 'environment', 'status', 'port', 'host', 'ab']

test('one or two wrong letters, separators and capitals lead to the name that was meant', () => {
  for (const [wrong, meant] of [
    ['limt', 'limit'],
    ['liimt', 'limit'],
    ['enviroment', 'environment'],
    ['enviromnet', 'environment'],
    ['agentId', 'agent_id'],
    ['AGENT-ID', 'agent_id'],
    ['prot', 'port'],
    ['hosts', 'host'],
  ] as const)
    assert.equal(nearest(wrong, KNOWN), meant, wrong)
})

test('the nearest name is found wherever it stands in the list', () => {
  for (const known of [
    ['posts', 'ports'],
    ['ports', 'posts'],
  ])
    assert.equal(nearest('portz', known), 'ports')
})

test('nothing is suggested for a name that is known, short, long or unlike every other', () => {
  for (const name of ['limit', 'ac', 'post'.padEnd(129, 't'), 'colour', 'pest'])
    assert.equal(nearest(name, KNOWN), undefined, name)
})
