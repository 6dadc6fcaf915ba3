// Tests that addresses and numbers kept free for examples are personal data only beside data of a person.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '@countersign/json'
import { createBudget } from '../../budget.ts'
import { redact } from '../../redact.ts'
import { scanText, scanValue } from '../../scan.ts'
import { spansIn } from '../all.ts'

const EXAMPLES = [
  'Send an email to alice@example.test (example address) with a subject.',
  'The `to` field takes addresses, for example alice@example.com, b.c@mail.example.org or x@corp.example.',
  'Mail jens@werft.example or ops@build.invalid, or run it as dev@box.localhost.',
  'Call +1-555-0142, +1 212 555 0199 or (415) 555-0123 to try it out.',
  'In the film his phone is 020 7946 0321, hers +44 7700 900123.',
  'Exemple : téléphone 06 39 98 12 34, +33 1 99 00 12 34',
  'Example: {"to": "alice@example.test", "subject": "hello"}',
]
const OF_SOMEBODY = [
  'Send an email to alice@kestrel.dev with a subject.',
  'Mail jens@werft.example.dev or jens@example.de.',
  'Call +1-212-555-0242 or +1 212 556 0142.',
  'In London his phone is 020 7947 0321.',
]

test('an example is not personal data in a sentence, and what only looks like one is', () => {
  for (const text of EXAMPLES) assert.deepEqual(scanText(text).findings, [], text)
  for (const text of OF_SOMEBODY) assert.notEqual(scanText(text).findings.length, 0, text)
})

/** A value, and what is left of it. */
const RECORDS: readonly (readonly [JsonValue, JsonValue])[] = [
  ['jane@example.com', '[personal.email]'],
  ['Jane Doe <jane@example.com>', 'Jane Doe <[personal.email]>'],
  [{ email: 'jane@example.com' }, { email: '[personal.email]' }],
  [{ to: ['a.b@example.com', 'c@corp.example'] }, { to: ['[personal.email]', '[personal.email]'] }],
  ['Tel: (212) 555-0187', 'Tel: [personal.phone]'],
  [{ phone: '+1 212 555 0142' }, { phone: '[personal.phone]' }],
  [{ 'jane@example.com': 1 }, { '[personal.email]': 1 }],
  ['{"name":"Ida Berg","email":"ida@berg.example"}', '{"name":"Ida Berg","email":"[personal.email]"}'],
  [
    'Ida (ida@berg.example) pays with 4539 1488 0343 6467.',
    'Ida ([personal.email]) pays with [personal.payment_card].',
  ],
  [
    { note: 'Write to ida@berg.example today.', card: '4539 1488 0343 6467' },
    { note: 'Write to [personal.email] today.', card: '[personal.payment_card]' },
  ],
  ['Write to ida@berg.example today.', 'Write to ida@berg.example today.'],
]

test('an example in a record, or beside data of a person, is found and redacted', () => {
  for (const [value, left] of RECORDS)
    assert.deepEqual(redact(value, scanValue(value).findings), left, JSON.stringify(value))
})

test('an example is among what a caller cuts out of a text', () => {
  for (const text of EXAMPLES) assert.notEqual(spansIn(text, ['personal'], createBudget()).length, 0, text)
})

test('an example counts where something was left unread', () => {
  const value = ['Write to ida@berg.example today.', 'x'.repeat(10_000)]
  const { findings, complete } = scanValue(value, { categories: ['personal'], budget: createBudget(700) })
  assert.deepEqual([findings.length, complete], [1, false])
})
