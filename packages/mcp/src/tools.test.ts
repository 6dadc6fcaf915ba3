// What agents are told about tools: their members, under the names that agents see.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placed, tools } from './tools.ts'

test('an agent waits for a decision by `wait_seconds`, which the API knows as `wait`', () => {
  const tool = tools.find(({ name }) => name === 'approvals_get')
  assert.ok(tool)
  assert.deepEqual(Object.keys(tool.inputSchema.properties), ['approval_id', 'wait_seconds'])
  assert.deepEqual(tool.inputSchema.required, ['approval_id'])
  assert.deepEqual(placed(tool, { approval_id: 'apr_1', wait_seconds: 30 }), {
    approval_id: 'apr_1',
    wait: 30,
  })
})
