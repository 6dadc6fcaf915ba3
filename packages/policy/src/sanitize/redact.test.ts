// Tests what is redacted from arguments, what is left alone, and what it costs.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, JsonValue } from '@countersign/json'
import fc from 'fast-check'
import { areasOf, requireAreas } from '../facts/areas.ts'
import { createBudget, spentOf } from '../model/budget.ts'
import { sanitizeParts } from './parts.ts'
import { redact, redactionsOf } from './redact.ts'
import { redactText } from './text.ts'

const PERSONAL = [
  'ann@example.org',
  'Ann.Example+news@mail.example.co.uk',
  'jörg@bücher.example',
  "o'hara_99@sub-domain.example.com",
  '123-45-6789',
  '123 45 6789',
  '4111111111111111',
  '4111 1111 1111 1111',
  '5500-0000-0000-0004',
  '340000000000009',
  '6011000000000004',
  '2223003122003222',
  '30569309025904',
  'DE89370400440532013000',
  'DE89 3704 0044 0532 0130 00',
  'GB29 NWBK 6016 1331 9268 19',
  'NO9386011117947',
  'fr1420041010050500013m02606',
  '+49 30 901820',
  '+1 (415) 555-0132',
  '+442071838750',
  '+1.415.555.0132',
]

function key(head: string, length: number): string {
  return head + 'aB3dE5gH7j'.repeat(30).slice(0, length)
}

const SECRET = [
  `AKIA${'ABCDEFGH23456789'}`,
  key('ghp_', 36),
  key('gho_', 36),
  key('github_pat_', 60),
  key('xoxb-123456789012-', 24),
  key('xapp-1-', 30),
  key('https://hooks.slack.com/services/T00/B00/', 24).slice('https://'.length),
  key('sk_live_', 24),
  key('rk_test_', 24),
  key('whsec_', 32),
  key('sk-ant-api03-', 90),
  key('sk-proj-', 48),
  key('sk-', 48),
  key('AIza', 35),
  key('cs_live_', 32),
  key('cs_test_', 32),
  `${key('eyJ', 30)}.${key('eyJ', 60)}.${key('', 43)}`,
  '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAK\n-----END RSA PRIVATE KEY-----',
  '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE and then cut',
]

const AROUND = ['', 'a ', 'see: (', '"', '\n']
const AFTER = ['', ' b', ') now', '"', '\n.']

for (const [kind, samples] of [
  ['pii', PERSONAL],
  ['secrets', SECRET],
] as const)
  for (const sample of samples)
    test(`${sample.slice(0, 40).replace(/\n.*/s, '')} is ${kind}, wherever in a text it stands`, () => {
      for (const [at, before] of AROUND.entries()) {
        const after = AFTER[at] ?? ''
        const redacted = redactText(before + sample + after, [kind], createBudget())
        const rest = sample.endsWith('then cut') ? '' : after
        assert.equal(redacted, `${before}[redacted:${kind}]${rest}`)
      }
    })

const HARMLESS = [
  'the risk-assessment-for-the-coming-year',
  '4111111111111112',
  '1763736257123',
  '000-12-3456',
  '2026-11-21T15:00:00Z',
  'DE88370400440532013000',
  '3f786850e387550fdab836ed7e6dc881de23001b',
  'room 12, floor 3, 10:45, 1 + 2 = 3',
  'me@localhost and @handle',
  'v1.2.3-beta.4+build.5',
  '-----BEGIN CERTIFICATE-----',
  'the token is in the vault',
]
for (const text of HARMLESS)
  test(`\`${text}\` stays as it is`, () => {
    assert.equal(redactText(text, ['pii', 'secrets'], createBudget()), text)
  })

test('members named as credentials are taken out whole, those of page cursors are not', () => {
  const given = {
    password: 'x',
    userPassword: ['a', 1, true, null],
    API_KEY: 'k',
    'x-api-key': 'k',
    auth: { user: 'ann', n: 2 },
    max_tokens: 5,
    next_page_token: 'abc',
    secretary: 'Ann',
    token: '',
  }
  assert.deepEqual(redact(['secrets'], given), {
    ...given,
    password: '[redacted:secrets]',
    userPassword: ['[redacted:secrets]', '[redacted:secrets]', true, null],
    API_KEY: '[redacted:secrets]',
    'x-api-key': '[redacted:secrets]',
    auth: { user: '[redacted:secrets]', n: '[redacted:secrets]' },
  })
})

test('pointers take out what they name and nothing else', () => {
  const given = JSON.parse('{"a":{"b/c":1,"~":[1,{"x":"y"}]},"__proto__":{"z":1},"length":2}')
  const parts = sanitizeParts('/a/b~1c /a/~0/1/x /__proto__/z /nope/x /a/~0/length /a/~0/-') ?? []
  assert.deepEqual(
    redact(parts, given),
    JSON.parse(
      '{"a":{"b/c":"[redacted]","~":[1,{"x":"[redacted]"}]},"__proto__":{"z":"[redacted]"},"length":2}',
    ),
  )
  assert.equal(redact(['/toString', '/a/~0/9', '/a/b'], given), given)
})

test('the number of a card is taken out also where it is a number', () => {
  const given = { card: 4111111111111111, at: 1763736257123, n: 1.5 }
  assert.deepEqual(redact(['pii'], given), { ...given, card: '[redacted:pii]' })
})

const piece = fc.oneof(
  fc.constantFrom(
    ...PERSONAL,
    ...SECRET,
    '@',
    '+',
    '-',
    '=',
    'AKIA',
    'sk-',
    'eyJ',
    '-----BEGIN PRIVATE KEY-----',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.stringMatching(/^[0-9]{1,12}$/),
)
const hostile = fc.array(piece, { maxLength: 8 }).map((all) => all.join(''))
const values = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    hostile,
    fc.constantFrom(null, true, 1, 4111111111111111, -0.5),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'password', '__proto__'), tie('value'), { maxKeys: 3 }),
  ),
})).value
const given = fc.dictionary(fc.constantFrom('a', 'b', 'apiToken'), values, { maxKeys: 3 })
const parts = fc.uniqueArray(fc.constantFrom('pii', 'secrets', '/a', '/a/b', '/b/0', '/a/a/a'), {
  minLength: 1,
})

function frozen(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) frozen(inner)
  return Object.freeze(value)
}

const { patterns: PROJECTS } = requireAreas(
  areasOf({
    patterns: {
      project: { category: 'secret', pattern: 'Project [A-Z][a-z]+' },
      member: { category: 'personal', pattern: 'member-[0-9]{4}' },
      slogan: { category: 'instruction', pattern: 'just do it' },
    },
  }),
)

test('what the settings look for is taken out with the class that it is of', () => {
  const given = { note: ['member-1234 on Project Falcon, just do it', 'Project Falcon'], n: 1 }
  function left(...classes: string[]): unknown {
    return redact(classes, given, createBudget(), PROJECTS)
  }
  assert.deepEqual(left('secrets'), {
    note: ['member-1234 on [redacted:secrets], just do it', '[redacted:secrets]'],
    n: 1,
  })
  assert.deepEqual(left('pii'), {
    note: ['[redacted:pii] on Project Falcon, just do it', 'Project Falcon'],
    n: 1,
  })
  assert.equal(redact(['pii', 'secrets'], given), given)
})

test('what a second policy set looks for besides is taken out as well, and nothing that was made before is lost', () => {
  const given = { note: 'ann@example.org on Project Falcon' }
  const redactions = redactionsOf(given, createBudget())
  redactions.readFor([['pii', 'secrets']])
  const before = redactions.without(['pii', 'secrets'])
  assert.deepEqual(before, { note: '[redacted:pii] on Project Falcon' })
  redactions.readFor([['secrets']], PROJECTS)
  assert.deepEqual(redactions.without(['pii', 'secrets']), { note: '[redacted:pii] on [redacted:secrets]' })
  assert.deepEqual(redactions.without(['secrets']), { note: 'ann@example.org on [redacted:secrets]' })
  assert.ok(redactions.made().some((left) => left === before))
})

test('redacting twice is redacting once, and never touches what it is given', () => {
  let changed = 0
  fc.assert(
    fc.property(given, parts, (value, some) => {
      frozen(value)
      const before = JSON.stringify(value)
      const once = redact(some, value)
      assert.ok(once !== 'impossible')
      assert.equal(redact(some, once), once)
      assert.equal(JSON.stringify(value), before)
      if (once !== value) changed += 1
    }),
    { numRuns: 1500 },
  )
  assert.ok(changed > 400, String(changed))
})

const HOSTILE = [
  'a@',
  '1 ',
  '4',
  'AB12',
  '+1 ',
  'eyJ',
  '-----BEGIN PRIVATE KEY-----',
  'sk-',
  'a.',
  'x@a.',
  '12-',
]
for (const text of HOSTILE)
  test(`work grows with the length of a text of \`${text}\`, and ends with the budget`, () => {
    function spent(length: number): number {
      const budget = createBudget(Number.MAX_SAFE_INTEGER)
      redactText(text.repeat(length / text.length), ['pii', 'secrets'], budget)
      return spentOf(budget)
    }
    const [once, twice] = [spent(20_000), spent(40_000)]
    assert.ok(once > 0 && twice < 2.5 * once, `${once} and ${twice}`)
    assert.equal(redact(['pii', 'secrets'], { a: 'text' }, createBudget(10)), 'impossible')
  })

test('arguments that are too deep or too large are not half redacted', () => {
  let deep: JsonObject = { a: 'ann@example.org' }
  for (let at = 0; at < 200; at += 1) deep = { a: deep }
  assert.equal(redact(['pii'], deep), 'impossible')
  assert.equal(redact(['pii'], { a: 'x'.repeat(4_000_001) }), 'impossible')
  assert.equal(redact(['pii'], { a: Array(200_001).fill(1) }), 'impossible')
})

test('what @sanitize names is read, and refused where it cannot be obeyed', () => {
  assert.deepEqual(sanitizeParts(' pii  secrets /a/b~0c pii '), ['pii', 'secrets', '/a/b~0c'])
  for (const text of ['', ' ', 'PII', 'pii,secrets', 'a/b', '/a~2', 'everything'])
    assert.equal(sanitizeParts(text), undefined, text)
})

test('a value beside the name of a credential is taken out, in a list of settings and in a text', () => {
  const given = {
    variables: [
      { name: 'DB_PASSWORD', value: 'hunter2hunter2' },
      { name: 'REGION', value: 'eu-1' },
    ],
    parameters: [
      { Name: 'SecretAccessKey', Value: 'abcdabcd' },
      { ParameterKey: 'DbPassword', ParameterValue: 'abcdabcd' },
      { ParameterKey: 'Zone', ParameterValue: 'eu-1' },
    ],
    headers: [{ name: 'Authorization', value: 'Bearer abc123abc123' }],
    environment: 'REGION=eu-1 DB_PASSWORD=hunter2hunter2',
    text: `a ${key('hvs.CAESIJ', 80)} b ${key('hf_', 34)} c ${key('SG.', 22)}.${key('', 43)} d 123456789:${key('AA', 33)} e`,
    dressed: key('\uff47\uff48\uff50_', 36),
  }
  assert.deepEqual(redact(['secrets'], given), {
    variables: [
      { name: 'DB_PASSWORD', value: '[redacted:secrets]' },
      { name: 'REGION', value: 'eu-1' },
    ],
    parameters: [
      { Name: 'SecretAccessKey', Value: '[redacted:secrets]' },
      { ParameterKey: 'DbPassword', ParameterValue: '[redacted:secrets]' },
      { ParameterKey: 'Zone', ParameterValue: 'eu-1' },
    ],
    headers: [{ name: 'Authorization', value: '[redacted:secrets]' }],
    environment: 'REGION=eu-1 DB_PASSWORD=[redacted:secrets]',
    text: 'a [redacted:secrets] b [redacted:secrets] c [redacted:secrets] d [redacted:secrets] e',
    dressed: '[redacted:secrets]',
  })
})

test('a value beside the name of a credential is taken out under whatever members, and what only describes one stays', () => {
  const given = {
    secrets: [{ id: 'DEPLOY_PASSWORD', content: 'tr0ub4dor-and-3', version: 'v1.2.3' }],
    pairs: [
      ['DB_PASSWORD', 'hunter2hunter2'],
      ['username', 'password'],
    ],
    args: ['login', '--password', 'swordfish', '--token-count', '12'],
    names: ['REGION', 'DB_PASSWORD'],
    values: ['eu-1', 'x'],
    password: { type: 'string', minLength: 8, value: 'x' },
    passphrase: { type: 'string', description: 'of the vault', default: 'Tr0ub4dor&3' },
    api_key: { valueFrom: { secretKeyRef: { name: 'db' } } },
    hint: { field: 'password', text: 'Passwort', max: 9 },
  }
  const out = '[redacted:secrets]'
  assert.deepEqual(redact(['secrets'], given), {
    ...given,
    secrets: [{ id: 'DEPLOY_PASSWORD', content: out, version: 'v1.2.3' }],
    pairs: [
      ['DB_PASSWORD', out],
      ['username', 'password'],
    ],
    args: ['login', '--password', out, '--token-count', '12'],
    values: [out, out],
    password: { type: 'string', minLength: 8, value: out },
    passphrase: { type: 'string', description: 'of the vault', default: out },
  })
})
