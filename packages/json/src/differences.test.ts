// Differences are few, and putting them into the one value gives the other.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Difference, differences } from './differences.ts'
import { canonicalize, isJsonObject, type JsonValue } from './index.ts'

type Node = { [name: string]: Node } | Node[] | string | number | boolean | null

/** What `before` becomes with the differences: removals last, items from the end. */
function applied(before: JsonValue, found: readonly Difference[]): JsonValue | undefined {
  const root: { [name: string]: Node } = { value: copyOf(before) }
  const removed = found.filter(({ now }) => now === undefined).reverse()
  for (const { path, now } of [...found.filter((one) => one.now !== undefined), ...removed]) {
    const names = ['value', ...path.split('/').slice(1).map(unescaped)]
    const last = names.pop() ?? ''
    let at: Node = root
    for (const name of names) at = (at as { [name: string]: Node })[name] as Node
    const place = at as { [name: string]: Node }
    if (now !== undefined) place[last] = copyOf(now)
    else if (Array.isArray(at)) at.splice(Number(last), 1)
    else delete place[last]
  }
  return root.value
}

/** Generated values may hold the same object twice, and `structuredClone` would keep that. */
function copyOf(value: JsonValue): Node {
  return JSON.parse(JSON.stringify(value))
}

function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~')
}

const name = fc.oneof(
  fc.constantFrom('a', 'b', '', '/', '~', '~1', '0', '1', 'constructor', 'value'),
  fc.string({ unit: 'grapheme', maxLength: 3 }),
)
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<JsonValue>(null, true, false, 0, 1, 'x', 'y', {}, []),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .dictionary(
        name.filter((text) => text !== '__proto__'),
        tie('value'),
        { maxKeys: 4 },
      )
      .map((object) => ({ ...object })),
  ),
}))

test('put into the one value, the differences give the other', () => {
  fc.assert(
    fc.property(value, value, fc.integer({ min: 1, max: 8 }), (before, after, max) => {
      const found = differences(before, after, max)
      assert.ok(found.length <= max)
      assert.equal(canonicalize(applied(before, found)), canonicalize(after))
    }),
    { numRuns: 5000 },
  )
})

test('equal values differ in nothing, however they are written', () => {
  fc.assert(
    fc.property(value, (one) => {
      assert.deepEqual(differences(one, turned(one)), [])
    }),
  )
})

function turned(one: JsonValue): JsonValue {
  if (Array.isArray(one)) return one.map(turned)
  if (!isJsonObject(one)) return one
  return Object.fromEntries(
    Object.entries(one)
      .reverse()
      .map(([member, inner]) => [member, turned(inner)]),
  )
}

test('each place is named by its pointer, with what was and what is', () => {
  const before = { a: { 'x/y': 1 }, gone: null, list: [1, 2, 3] }
  const after = { a: { 'x/y': 2 }, list: [1, 5], new: true }
  assert.deepEqual(differences(before, after), [
    { path: '/a/x~1y', was: 1, now: 2 },
    { path: '/gone', was: null },
    { path: '/list/1', was: 2, now: 5 },
    { path: '/list/2', was: 3 },
    { path: '/new', now: true },
  ])
})

test('where too many places differ, the whole does', () => {
  const before = Array.from({ length: 1000 }, (_, at) => at)
  const after = before.map((item) => item + 1)
  assert.deepEqual(differences({ list: before, n: 1 }, { list: after, n: 2 }), [
    { path: '/list', was: before, now: after },
    { path: '/n', was: 1, now: 2 },
  ])
})
