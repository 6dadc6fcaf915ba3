// What is proposed as the effects of a tool: by its name, its description and its hints.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proposedEffects } from './proposal.ts'

function proposed(name: string, definition: unknown): string[] {
  return [...proposedEffects(name, definition)].sort()
}

test('a definition tells what its name does not', () => {
  for (const [name, definition, effects] of [
    ['do_it', { description: 'Sends an email to a customer and charges their card.' }, ['outward', 'pay']],
    ['crm_x', { description: 'Reads one customer.' }, ['read']],
    ['crm_x', { description: 'About customers.', annotations: { readOnlyHint: true } }, ['read']],
    ['crm_y', { annotations: { readOnlyHint: false, destructiveHint: false } }, ['change']],
    ['crm_z', { annotations: { destructiveHint: true } }, ['destructive']],
    ['vault', { function: { name: 'vault', description: 'Retrieves secrets' } }, ['read', 'secrets']],
    ['desk', { description: 'A helper.\nDeletes a ticket for ever.' }, ['destructive']],
  ] as const)
    assert.deepEqual(proposed(name, definition), [...effects].sort(), name)
})

test('what a definition says that it does not do is not proposed', () => {
  assert.deepEqual(proposed('crm_x', { description: 'Reads a record. It does not delete anything.' }), [
    'read',
  ])
  assert.deepEqual(proposed('crm_x', { description: 'Reads a record. Use delete_record to remove it.' }), [
    'read',
  ])
})

test('no hint and no sentence takes away what the name tells', () => {
  const harmless = { description: 'Reads the weather.', annotations: { readOnlyHint: true } }
  assert.ok(proposed('delete_user', harmless).includes('destructive'))
  assert.ok(proposed('payments:create', harmless).includes('pay'))
})

test('what says nothing is unknown', () => {
  for (const definition of [undefined, null, [], 'x', {}, { description: 7, annotations: 'x' }])
    assert.deepEqual(proposed('zorch', definition), ['unknown'])
})
