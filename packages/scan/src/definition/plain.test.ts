// A text that is read character by character comes out as by the rules, and is trimmed as by the pattern.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plainByRules, plainText } from './plain.ts'
import { trimmed } from './tokens.ts'

function* everyUnit(): Generator<string> {
  for (let code = 0; code < 0x10000; code += 1) yield String.fromCharCode(code)
}

/** Numbers below `most`, the same in every run. */
function drawing(seed: number): (most: number) => number {
  let state = seed
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * most)
  }
}

const RANGES = [
  [0x20, 0x7e],
  [0x80, 0x24f],
  [0x300, 0x52f],
  [0x600, 0x6ff],
  [0x900, 0x97f],
  [0x2000, 0x206f],
  [0x3040, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7af],
  [0xfb00, 0xfdff],
  [0x1f300, 0x1f6ff],
  [0xe0020, 0xe007e],
] as const

function textOf(draw: (most: number) => number, length: number): string {
  return Array.from({ length }, () => {
    const [first, last] = RANGES[draw(RANGES.length)] ?? RANGES[0]
    return String.fromCodePoint(first + draw(last - first + 1))
  }).join('')
}

test('every character of one unit becomes the same by itself and between others', () => {
  for (const unit of everyUnit()) {
    for (const text of [unit, `${unit}\u00e9`, `a${unit}`, `\u0416${unit}\u0301b`])
      assert.equal(plainText(text), plainByRules(text), JSON.stringify(text))
  }
})

test('texts of all scripts become the same, and so do those with a sigma or longer than what is read at once', () => {
  const draw = drawing(3)
  for (let n = 0; n < 3000; n += 1) {
    const text = textOf(draw, draw(40))
    assert.equal(plainText(text), plainByRules(text), JSON.stringify(text))
  }
  for (const text of ['ΟΔΟΣ ΟΔΟΣ.', 'Σ', '\u0416'.repeat(9000), '\ufdfa'.repeat(300)])
    assert.equal(plainText(text), plainByRules(text))
})

test('signs before and behind a word are cut off in every script', () => {
  const around = /^[^\p{L}\p{N}~/.$@<[#+]+|[^\p{L}\p{N}/$>\])]+$/gu
  const draw = drawing(5)
  for (const unit of everyUnit())
    for (const token of [unit, `${unit}a${unit}`, `«${unit}»`])
      assert.equal(trimmed(token), token.replace(around, ''), JSON.stringify(token))
  for (let n = 0; n < 3000; n += 1) {
    const token = textOf(draw, draw(12))
    assert.equal(trimmed(token), token.replace(around, ''), JSON.stringify(token))
  }
})
