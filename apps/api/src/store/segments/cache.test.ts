// The cache of segments answers what was kept for this org and place, or nothing, and stays within its room.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createSegmentCache } from './cache.ts'

const segment = fc.record({
  orgId: fc.constantFrom('org_a', 'org_b'),
  /** Segments of a log never overlap: each begins at a multiple of eight. */
  begin: fc.nat({ max: 20 }).map((n) => 8 * n),
  count: fc.integer({ min: 1, max: 8 }),
})

function textAt(orgId: string, seq: number): string {
  return `${orgId} ${seq}`.padEnd(20, '.')
}

test('a text is that of its org and place, and is there until there is no room', () => {
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 60 }), fc.integer({ min: 100, max: 3000 }), (kept, room) => {
      const cache = createSegmentCache(room)
      for (const { orgId, begin, count } of kept) {
        cache.keep(orgId, { begin, texts: Array.from({ length: count }, (_, n) => textAt(orgId, begin + n)) })
      }
      let characters = 0
      for (const orgId of ['org_a', 'org_b', 'org_c']) {
        for (let seq = 0; seq < 170; seq++) {
          const text = cache.at(orgId, seq)
          if (text !== undefined) assert.equal(text, textAt(orgId, seq))
          characters += text?.length ?? 0
        }
      }
      assert.ok(characters <= room)
      const last = kept.at(-1)
      if (last === undefined || 20 * last.count >= room) return
      assert.equal(cache.at(last.orgId, last.begin), textAt(last.orgId, last.begin))
      assert.equal(cache.textsFrom(last.orgId, last.begin)?.[0], textAt(last.orgId, last.begin))
      assert.equal(cache.textsFrom(last.orgId, last.begin + 1), undefined)
    }),
  )
})

test('a segment that is larger than all the room is not kept', () => {
  const cache = createSegmentCache(10)
  cache.keep('org_a', { begin: 0, texts: ['x'.repeat(11)] })
  assert.equal(cache.at('org_a', 0), undefined)
  cache.keep('org_a', { begin: 1, texts: ['y'] })
  assert.deepEqual(
    [cache.at('org_a', 0), cache.at('org_a', 1), cache.at('org_a', 2)],
    [undefined, 'y', undefined],
  )
})
