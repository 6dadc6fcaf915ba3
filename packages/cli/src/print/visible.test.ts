// No text that somebody wrote can move the cursor, colour the screen, hide or reorder anything.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { block } from './block.ts'
import { facts, table, timeText } from './print.ts'
import { brief, visible } from './visible.ts'

/** A text, and what a terminal gets of it. */
const TABLE: [text: string, shown: string][] = [
  ['drop table users', 'drop table users'],
  ['Grüße aus Köln, 東京', 'Grüße aus Köln, 東京'],
  ['a\u001b[2Jb', 'a⟦U+001B escape⟧[2Jb'],
  ['\u001b]0;title\u0007', '⟦U+001B escape⟧]0;title⟦U+0007 bell⟧'],
  ['\u009b31mred', '⟦U+009B control sequence introducer⟧31mred'],
  ['safe\rrm -rf /', 'safe⟦U+000D carriage return⟧rm -rf /'],
  ['one\ntwo', 'one⟦U+000A line feed⟧two'],
  ['12345\b\b\b\b\b1', '12345⟦U+0008 backspace ×5⟧1'],
  ['a\u202egpj.exe', 'a⟦U+202E right-to-left override⟧gpj.exe'],
  ['\u2066x\u2069', '⟦U+2066 left-to-right isolate⟧x⟦U+2069 end of isolate⟧'],
  ['ad\u200bmin', 'ad⟦U+200B zero width space⟧min'],
  ['p\u0430ypal', 'p⟦U+0430 Cyrillic letter, looks like a⟧ypal'],
  ['ok\u{e0068}\u{e0069}', 'ok⟦U+E0068… tag characters ×2, spells hi⟧'],
  [`a${' '.repeat(500)}b`, 'a⟦U+0020 space ×500⟧b'],
  ['\u05d0\u05d1 12', '⟦rtl \u05d0\u05d1 rtl⟧ 12'],
  ['pay \u0662\u0663 now', 'pay ⟦rtl \u0662\u0663 rtl⟧ now'],
  ['\u05d0'.repeat(80), '⟦U+05D0 ×80⟧'],
  ['\u05d0\u05d1'.repeat(10), `⟦rtl ${'\u05d0\u05d1'.repeat(6)} rtl⟧⟦rtl ${'\u05d0\u05d1'.repeat(4)} rtl⟧`],
  ['⟦U+0041 a⟧', '⟦U+27E6 bracket⟧U+0041 a⟧'],
  ['x\ud800y', 'x⟦U+D800 character without a meaning⟧y'],
]

/** Everything that a terminal obeys, hides or lets reorder its neighbours; a line feed ends our own lines. */
const OBEYED = /[\p{Cc}\p{Bidi_Control}\p{Cs}\u2028\u2029\u200b\u2060\ufeff\u00ad\u{e0000}-\u{e007f}]/u
const MOVING = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
const FENCED = /\u27e6rtl [^ \u27e6\u27e7]+ rtl\u27e7/gu

function requireHarmless(shown: string): void {
  assert.doesNotMatch(shown.replaceAll('\n', ''), OBEYED)
  assert.doesNotMatch(shown.replaceAll(FENCED, ''), MOVING)
}

describe('text that others wrote', () => {
  for (const [text, shown] of TABLE) {
    it(`${JSON.stringify(text.slice(0, 20))} is shown for what it is`, () => {
      assert.equal(visible(text), shown)
      requireHarmless(shown)
    })
  }

  it('whatever it is, is harmless in a line, a column and a block', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 120 }),
        fc.integer({ min: 1, max: 60 }),
        (text, width) => {
          requireHarmless(visible(text))
          requireHarmless(brief(text, width))
          requireHarmless(table(['a', 'b'], [[text, text]]))
          requireHarmless(facts([['name', visible(text)]]))
          requireHarmless(block(visible(text), width))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('a long one is cut in columns, which says so, and never inside a character', () => {
    assert.equal(brief('x'.repeat(100), 10), `${'x'.repeat(10)}… (90 more characters)`)
    assert.equal(brief('aaa😀b', 4), 'aaa… (3 more characters)')
  })
})

describe('a block', () => {
  it('keeps every row in its margin, however wide the text', () => {
    const rows = block(`{\n  "a": "${'y'.repeat(200)}digest sha256:00"\n}`, 60)
      .trimEnd()
      .split('\n')
    assert.ok(rows.length > 5)
    for (const row of rows) assert.match(row, /^[│┆] .{0,57}$/u)
    assert.equal(rows.filter((row) => row.startsWith('│')).length, 3)
    assert.equal(
      rows
        .map((row) => row.slice(2))
        .join('')
        .match(/y/g)?.length,
      200,
    )
  })

  it('never cuts what it has fenced', () => {
    for (let before = 0; before < 60; before++) {
      requireHarmless(block(visible(`${'x'.repeat(before)}\u05d0\u05d1\u05d2 12\u05d0`), 40))
    }
  })

  it('counts wide characters as wide, and serves the narrowest terminal', () => {
    for (const row of block('東'.repeat(100), 1).trimEnd().split('\n')) assert.ok([...row].length <= 20)
  })
})

it('a time that no calendar has is told as a number', () => {
  assert.equal(timeText(Number.MAX_SAFE_INTEGER), `${Number.MAX_SAFE_INTEGER} ms`)
  assert.equal(timeText(0), '1970-01-01T00:00:00Z')
})
