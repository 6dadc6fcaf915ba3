// Nothing that is put into a template becomes markup, wherever it stands.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, markupOf, withCode } from './html.ts'

const HOSTILE = `</p><script>alert('1')</script>" onload="x`

test('text is escaped in content and in attributes', () => {
  const made = markupOf(html`<p title="${HOSTILE}">${HOSTILE}</p>`)
  assert.equal(made.match(/[<>]/g)?.length, 4)
  assert.equal(made.match(/["']/g)?.length, 2)
})

test('a piece inside a piece, and a list of them, are written as they are; nothing is written for nothing', () => {
  const items = ['a', '<b>'].map((text) => html`<li>${text}</li>`)
  assert.equal(
    markupOf(html`<ul>${items}</ul>${undefined}${null}${false}${0}`),
    '<ul><li>a</li><li>&lt;b&gt;</li></ul>0',
  )
})

test('an object that only looks like a piece is none', () => {
  const forged = JSON.parse('{"markup":"<script>","Symbol(markup)":"<script>"}')
  assert.equal(markupOf(html`${forged}`).includes('<script'), false)
})

test('what stands between backticks is code, and stays text; a backtick left over makes nothing code', () => {
  assert.equal(markupOf(withCode('`a` permits this')), '<code>a</code> permits this')
  assert.equal(
    markupOf(withCode('`<b>` is `false`: <i>')),
    '<code>&lt;b&gt;</code> is <code>false</code>: &lt;i&gt;',
  )
  for (const text of ['', 'none', '`', 'a ` b', '`a` and `b']) assert.equal(markupOf(withCode(text)), text)
  const many = '`a` '.repeat(1000)
  assert.equal(markupOf(withCode(many)), many)
})
