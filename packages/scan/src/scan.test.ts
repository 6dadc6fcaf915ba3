// Tests what scanning finds and where, and that redacting takes out just that.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget, spentOf } from './budget.ts'
import { redact } from './redact.ts'
import { scanText, scanValue } from './scan.ts'

const KEY = `ghp_${'aB3dE5gH7j'.repeat(4).slice(0, 36)}`

test('a finding says what it is and where, and never what it says', () => {
  const value = { 'a/b': [{ note: `see ${KEY}, or ann@example.org` }], n: 4111111111111111 }
  const { findings, complete } = scanValue(value)
  assert.equal(complete, true)
  assert.deepEqual(
    findings.map(({ category, path, start, end }) => [category, path, start, end]),
    [
      ['secret', '/a~1b/0/note', 4, 44],
      ['personal', '/a~1b/0/note', 49, 64],
      ['personal', '/n', 0, 16],
    ],
  )
  assert.ok(!JSON.stringify(findings).includes(KEY))
})

test('redacting keeps the structure', () => {
  const value = { list: [KEY, 1, null, { [KEY]: true, x: 'x' }], n: 4111111111111111 }
  const { findings } = scanValue(value)
  const left = redact(value, findings) as typeof value
  assert.ok(!JSON.stringify(left).includes(KEY))
  assert.equal(left.list.length, 4)
  assert.deepEqual(left.list.slice(1, 3), [1, null])
  assert.equal(Object.keys(left.list[3] ?? {}).length, 2)
  assert.equal(typeof left.n, 'string')
  assert.deepEqual(scanValue(left).findings, [])
})

test('a scan that was cut short says so', () => {
  assert.equal(scanText('a'.repeat(1000), { budget: createBudget(10) }).complete, false)
  assert.equal(scanText('a').complete, true)
})

test('what was scanned before changes neither what is found nor what it takes', () => {
  const value = { name_of_a_member: 1, 'ann@example.org': 2, inner: [{ [KEY]: 'x', name_of_a_member: KEY }] }
  const [first, ...others] = Array.from({ length: 3 }, () => {
    const budget = createBudget()
    return { scan: scanValue(value, { budget }), spent: spentOf(budget) }
  })
  assert.deepEqual(
    first?.scan.findings.map(({ kind, in: where }) => [kind, where]),
    [
      ['personal.email', 'name'],
      ['secret.github_token', 'name'],
      ['secret.github_token', undefined],
    ],
  )
  for (const other of others) assert.deepEqual(other, first)
  for (let n = 0; n < 1000; n += 1) scanValue({ [`other name ${n}`]: n })
  const budget = createBudget()
  assert.deepEqual({ scan: scanValue(value, { budget }), spent: spentOf(budget) }, first)
})

test('a name costs what is left of the budget, whether it was read before or not', () => {
  for (const _ of [1, 2]) {
    assert.equal(scanValue({ some_name: 1 }, { budget: createBudget(25) }).complete, false)
    assert.equal(scanValue({ some_name: 1 }).complete, true)
  }
})

const CREDENTIALS = [
  '<add key="Password" value="Zx81!kkLm" />',
  "sshpass -p 'Qw3rty!99' ssh root@10.0.0.4",
  'spring.datasource.password=Xk29fLq!pp',
  'jdbc:postgresql://db/app?user=app&password=Gh7!kLm92',
  'machine github.com login bob password 9f8e7d6c5b4a39281706f5e4d3c2b1a098765432',
  'Authorization: Basic dXNlcjpTdXBlclMzY3JldCE=',
]
const NO_CREDENTIALS = [
  'publicKeyToken=b77a5c561934e089',
  "SECRET_KEY = config('SECRET_KEY')",
  'password: !vault |',
  'password: required, string, minimum 8 characters',
  'export OPENAI_API_KEY=your-api-key-here',
  'const token = await getToken(user)',
  'the risk-assessment-for-the-coming-year',
]
for (const text of CREDENTIALS)
  test(`a credential is found in \`${text.slice(0, 30)}…\``, () => {
    assert.equal(scanText(text, { categories: ['secret'] }).findings.length, 1)
  })
for (const text of NO_CREDENTIALS)
  test(`\`${text}\` holds no credential`, () => {
    assert.deepEqual(scanText(text, { categories: ['secret'] }).findings, [])
  })
