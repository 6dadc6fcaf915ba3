// Untrusted text can neither control a terminal nor fill it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plain, plainJson } from './plain.ts'

test('escape sequences, control, direction and private characters are removed, the rest stays', () => {
  assert.equal(plain('a\u001b[31mb\u001b[0m c'), 'ab c')
  assert.equal(plain('\u001b]8;;http://x\u0007link\u001b]8;;\u0007'), 'link')
  assert.equal(plain('one\ntwo\r\tthree'), 'one two  three')
  assert.equal(plain('x\u0000\u007f\u009b\u202e\u2066\u200b\ufeff\ud800y'), 'xy')
  assert.equal(plain('Überweisung 送金 😀 `a`'), 'Überweisung 送金 😀 `a`')
})

test('text of any length takes a bounded line', () => {
  assert.equal(plain('x'.repeat(1e6)).length, 501)
})

test('JSON keeps its meaning and has no such character either', () => {
  const value = { a: '\u001b[2J\u009b\u202e\u2028\u200b\u{e0001}\ud800 ü😀' }
  const text = plainJson(value)
  assert.deepEqual(JSON.parse(text), value)
  assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Cs}\u2028]/u)
})
