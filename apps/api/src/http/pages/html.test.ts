// Nothing that is put into a template becomes markup, wherever it stands.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, markupOf } from './html.ts'

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
