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

/** Of letters that take one byte to four, so that a text is longer in bytes than in characters. */
function textAt(orgId: string, seq: number): string {
  return `${orgId} ${seq} ${['a', 'aé', 'aé中', 'aé中😀'][seq % 4]}`
}

function textsAt(orgId: string, begin: number, count: number): string[] {
  return Array.from({ length: count }, (_, n) => textAt(orgId, begin + n))
}

/** What it takes: its bytes, and where it ends. */
function room(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 4, 0)
}

test('a text is that of its org and place, and is there until there is no room', () => {
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 60 }), fc.integer({ min: 100, max: 3000 }), (kept, most) => {
      const cache = createSegmentCache(most)
      for (const { orgId, begin, count } of kept)
        cache.keep(orgId, { begin, texts: textsAt(orgId, begin, count) })
      const held: string[] = []
      for (const orgId of ['org_a', 'org_b', 'org_c']) {
        for (let seq = 0; seq < 170; seq++) {
          const text = cache.at(orgId, seq)
          if (text === undefined) continue
          assert.equal(text, textAt(orgId, seq))
          held.push(text)
        }
      }
      assert.ok(room(held) <= most)
      const last = kept.at(-1)
      if (last === undefined) return
      const { orgId, begin, count } = last
      const texts = textsAt(orgId, begin, count)
      if (room(texts) > most) return
      assert.deepEqual(cache.textsFrom(orgId, begin), texts)
      assert.equal(cache.at(orgId, begin + count - 1), texts.at(-1))
      assert.equal(cache.textsFrom(orgId, begin + 1), undefined)
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

/** Thirty-two bytes that tell a place from every other. */
function leafAt(seq: number): Uint8Array {
  return new Uint8Array(32).fill(seq % 251)
}

test('leaf hashes are those of the places that are asked for, or none where one of them is not here', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()), { minLength: 1, maxLength: 12 }),
      fc.nat({ max: 60 }),
      fc.nat({ max: 60 }),
      (segments, from, length) => {
        const cache = createSegmentCache()
        const known = new Set<number>()
        let begin = 0
        for (const [count, hasLeaves] of segments) {
          const leaves = Array.from({ length: count }, (_, n) => leafAt(begin + n))
          cache.keep('org_a', { begin, texts: textsAt('org_a', begin, count), ...(hasLeaves && { leaves }) })
          if (hasLeaves) for (let n = 0; n < count; n++) known.add(begin + n)
          begin += count
        }
        const wanted = Array.from({ length }, (_, n) => from + n)
        assert.deepEqual(
          cache.leavesFrom('org_a', from, from + length)?.map((leaf) => [...leaf]),
          wanted.every((seq) => known.has(seq)) ? wanted.map((seq) => [...leafAt(seq)]) : undefined,
        )
        for (let seq = 0; seq < begin; seq++) assert.equal(cache.at('org_a', seq), textAt('org_a', seq))
      },
    ),
  )
})
