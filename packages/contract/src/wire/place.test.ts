// Each member of an input goes into the path, the query or the body, as its operation says.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operations } from '../operations.ts'
import { placeInput } from './place.ts'

test('each member goes where its operation has it, and nowhere else', () => {
  const agent_id = 'agt_01hzy3v7q8p4k2m6n9rstw5xbc'
  assert.deepEqual(placeInput(operations['agents.suspend'], { agent_id, reason: 'odd' }), {
    path: `/v1/agents/${agent_id}/suspend`,
    body: { reason: 'odd' },
  })
  assert.deepEqual(placeInput(operations['policies.get'], { version: 'live', environment: 'a/b&c=ü' }), {
    path: '/v1/policies/live?environment=a%2Fb%26c%3D%C3%BC',
  })
  assert.deepEqual(placeInput(operations['tools.get'], { tool: 'a/../b' }), { path: '/v1/tools/a%2F..%2Fb' })
  assert.deepEqual(placeInput(operations['org.halt'], {}), { path: '/v1/org/halt', body: {} })
})

test('what is undefined is left out, and what nobody knows is sent, so that the server can refuse it', () => {
  assert.deepEqual(placeInput(operations['agents.list'], { limit: undefined, surprise: 1 }), {
    path: '/v1/agents?surprise=1',
  })
  assert.deepEqual(placeInput(operations['org.update'], { name: undefined, surprise: 1 }).body, {
    surprise: 1,
  })
})
