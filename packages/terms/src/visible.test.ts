// What nobody can see counts as nothing, whatever it is made of.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { isVisible } from './visible.ts'

it('sees no text in what is drawn as nothing', () => {
  for (const code of [
    0x20, 0xa0, 0xad, 0x115f, 0x180e, 0x200b, 0x202e, 0x2060, 0x2800, 0x3000, 0x3164, 0xfe0f, 0xfeff, 0xffa0,
    0xe0041,
  ])
    assert.equal(isVisible(String.fromCodePoint(code, code)), false, code.toString(16))
  assert.equal(isVisible(''), false)
})

it('sees a text of any script beside it', () => {
  for (const text of ['ok', '7', '承認', 'نعم', '👍', '\u200b.\u200b'])
    assert.equal(isVisible(text), true, text)
})
