// Tests what is reported as different between two policy documents.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffDocuments } from './diff.ts'
import { diffLines, diffText } from './diff-text.ts'

function policy(id: string, body = 'context.approved') {
  return `@id("${id}")\npermit (principal, action, resource)\nwhen { ${body} };\n`
}

test('equal documents do not differ; comments alone are told', () => {
  const document = { text: policy('a'), settings: { modes: { a: 'off' as const } } }
  assert.deepEqual(diffDocuments(document, structuredClone(document)), {
    same: true,
    comments_only: false,
    policies: [],
    settings: [],
    tests: [],
  })
  const commented = diffDocuments(document, { ...document, text: `// why\n${document.text}` })
  assert.deepEqual([commented.same, commented.comments_only], [false, true])
  assert.deepEqual(diffText(commented).length, 1)
})

test('policies are told apart by their id, wherever they stand', () => {
  const before = { text: policy('a') + policy('b') + policy('c') + policy('d') }
  const after = { text: policy('c') + policy('a') + policy('b', 'true') + policy('e') }
  const { policies } = diffDocuments(before, after)
  assert.deepEqual(
    policies.map(({ id, change }) => [id, change]),
    [
      ['d', 'removed'],
      ['c', 'moved'],
      ['b', 'changed'],
      ['e', 'added'],
    ],
  )
})

test('settings differ by name, tests by title, whatever the order of their members', () => {
  const one = { name: 'one', request: { tool: 'a', action: 'b' }, expect: { verdict: 'allow' as const } }
  const again = { expect: { verdict: 'allow' as const }, request: { action: 'b', tool: 'a' }, name: 'one' }
  const two = { ...one, name: 'two' }
  const found = diffDocuments(
    { text: '', settings: { time_zone: 'UTC', zones: { z: { include: ['a'] } } }, tests: [one, two] },
    {
      text: '',
      settings: { zones: { z: { include: ['a', 'b'] }, 'y/1': { include: ['c'] } } },
      tests: [again, { ...two, expect: { verdict: 'deny' } }],
    },
  )
  assert.deepEqual(
    found.settings.map(({ name, change }) => [name, change]),
    [
      ['/time_zone', 'removed'],
      ['/zones/z', 'changed'],
      ['/zones/y~11', 'added'],
    ],
  )
  assert.deepEqual(
    found.tests.map(({ name, change }) => [name, change]),
    [['two', 'changed']],
  )
})

test('odd names: one that every object inherits, and tests without one', () => {
  const after = { text: '', settings: { zones: { toString: { include: ['a'] } } } }
  assert.deepEqual(diffDocuments({ text: '', settings: { zones: {} } }, after).settings, [
    { name: '/zones/toString', change: 'added', after: { include: ['a'] } },
  ])
  const nameless = diffDocuments({ text: '' }, { text: '', tests: [{ name: 'a' }, { name: 1 }] })
  assert.deepEqual(
    nameless.tests.map(({ name }) => name),
    ['a', '#2'],
  )
})

test('the text form shows the lines that differ among those that do not', () => {
  assert.deepEqual(diffLines(['a', 'b', 'c'], ['a', 'x', 'c', 'd']), ['  a', '- b', '+ x', '  c', '+ d'])
  const long = Array.from({ length: 5000 }, (_, at) => `${at}`)
  const changed = diffLines(long, long.with(2500, 'x'))
  assert.deepEqual(
    changed.filter((line) => !line.startsWith('  ')),
    ['- 2500', '+ x'],
  )
  assert.equal(changed.length, 5001)
  assert.deepEqual(diffLines(['a', 'a'], ['a']), ['  a', '- a'])
  assert.deepEqual(diffText(diffDocuments({ text: policy('a') }, { text: policy('a', 'true') })), [
    '@@ policy a: changed @@',
    '  @id("a")',
    '  permit (principal, action, resource)',
    '- when { context.approved };',
    '+ when { true };',
  ])
})

test('texts without ids, or that are not Cedar, are compared too', () => {
  assert.deepEqual(diffDocuments({ text: '' }, { text: 'no Cedar "' }).policies.length, 1)
  assert.deepEqual(
    diffDocuments({ text: policy('a') }, { text: policy('a') + policy('a', 'true') }).policies.map(
      ({ id }) => id,
    ),
    ['a (2)'],
  )
})
