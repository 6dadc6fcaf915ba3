// Showing the worst arguments costs bounded work, in short pieces; COUNTERSIGN_LONG tries more.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { countWork } from './work-count.ts'

// Only what is loaded after it began is counted.
const counter = await countWork()
const { canonicalize } = await import('@countersign/json')
const { createPace } = await import('../src/pace.ts')
const { jsonText } = await import('../src/http/pages/approvals/json-text.ts')
const { unitsOf } = await import('../src/http/pages/approvals/units.ts')
const { longText, worstObjects, worstTexts } = await import('./worst-values.ts')
after(() => counter.stop())

const BYTES = 64 * 1024
/** Blocks of code for each character that is shown, and for any text. */
const BLOCKS_PER_CHARACTER = 60
const BLOCKS_PER_TEXT = 200_000
/** What is looked at without a pause, unless it is one character again and again. */
const UNIT_MAX = 2048

const limits = { bytes: BYTES, depth: 32, values: 10_000 }
const isLong = process.env.COUNTERSIGN_LONG !== undefined
const shapes: [string, () => string][] = [
  ...Object.entries(worstObjects)
    .filter(([what]) => isLong || !what.includes(' texts '))
    .map(([what, make]): [string, () => string] => [what, () => make(limits)]),
  ...Object.entries(worstTexts).map(([what, piece]): [string, () => string] => [
    `${what}, as a name`,
    () => `{${longText(piece, BYTES)}:1}`,
  ]),
]

function isOneCharacter(text: string): boolean {
  return new Set(text.replaceAll(/^"|"$/g, '')).size === 1
}

describe('the worst arguments on a page', () => {
  it('are read in pieces that are short', () => {
    for (const [what, make] of shapes)
      for (const { text } of unitsOf(canonicalize(JSON.parse(make()))))
        assert.ok(
          text.length <= UNIT_MAX || isOneCharacter(text),
          `${what}: ${text.length} characters at once`,
        )
  })

  it('cost work that grows with their length', async (t) => {
    const pace = createPace()
    let most = { what: '', share: 0 }
    for (const [what, make] of shapes) {
      const json = canonicalize(JSON.parse(make()))
      await counter.take()
      const { characters } = await jsonText(pace, 'an owner', json)
      const blocks = await counter.take()
      assert.equal(characters, json.length)
      assert.ok(blocks > 0, 'nothing was counted')
      const allowed = BLOCKS_PER_TEXT + BLOCKS_PER_CHARACTER * json.length
      assert.ok(blocks <= allowed, `${what}: ${blocks} blocks for ${json.length} characters`)
      if (blocks / allowed > most.share) most = { what, share: blocks / allowed }
    }
    t.diagnostic(`${most.what} took ${Math.round(100 * most.share)} % of what is allowed`)
  })
})
