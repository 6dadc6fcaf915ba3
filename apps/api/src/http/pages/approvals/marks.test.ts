// Texts of strangers on a page: hidden characters are shown by name, and what is left out is counted.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { markupOf } from '../html.ts'
import { findings } from './findings.ts'
import { piecesOf, shown, shownLines } from './marks.ts'

function textOf(markup: string): string {
  return markup.replaceAll(/<[^>]*>/g, '')
}

test('a hidden character is named, and not written', () => {
  const markup = markupOf(shown('a\u202eb\u200bc'))
  assert.equal(
    markup,
    '<bdi dir="auto">a<mark class="bidi">U+202E right-to-left override</mark>b<mark class="invisible">U+200B zero width space</mark>c</bdi>',
  )
})

test('markup stays text, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const markup = markupOf(shown(`<img src=x>${text}`))
      const tags = markup.match(/<[^>]*>/g) ?? []
      assert.ok(
        tags.every((tag) => /^<\/?(?:bdi|mark|em)(?: (?:dir|class)="\w+")?>$/.test(tag)),
        markup,
      )
    }),
    { numRuns: 1000 },
  )
})

test('what is left out of a long text is counted', () => {
  assert.match(textOf(markupOf(shown('ab'.repeat(1000), 100))), /^(?:ab){50} … and 1,900 more characters$/)
  assert.match(textOf(markupOf(shown('\u200b\u200c'.repeat(500), 200))), /… and 99\d more characters$/)
  assert.doesNotMatch(markupOf(shown('ab'.repeat(50), 100)), /more characters/)
  assert.ok(markupOf(shown('\u{1f600}'.repeat(500), 101)).isWellFormed())
})

test('the lines of a policy are its lines, and other control characters are named', () => {
  const markup = markupOf(shownLines('permit (\r\n  principal\n);\u001b[2J'))
  assert.match(textOf(markup), /^permit \(\n {2}principal\n\);U\+001B escape\[2J$/)
})

test('what was cut in two is counted as one', () => {
  const [only, ...others] = piecesOf(`${' '.repeat(100_000)}`)
  assert.deepEqual([only?.mark?.count, others], [100_000, []])
})

test('hosts that look like others are named, and each kind of mark is counted once', () => {
  const found = findings()
  found.see(piecesOf('go to https://p\u0430ypal.com/a and p\u0430ypal.com, not to paypal.com'))
  found.see(piecesOf('nothing here'))
  assert.deepEqual(found.hosts(), [
    { host: 'p\u0430ypal.com', looksLike: 'paypal.com', ascii: 'xn--pypal-4ve.com' },
  ])
  assert.deepEqual(
    found.marks().map(({ code, count }) => [code, count]),
    [['U+0430', 2]],
  )
})
