// A name that people read shows itself, on one line.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Title } from './fields.ts'

it('refuses a name that nobody could see, or that goes on in another line', () => {
  for (const name of ['', ' ', '\u200b', '\u3164\u2800', 'bot\r\nBcc: ada@example.com', 'a\u0000b'])
    assert.equal(Title.safeParse(name).success, false, JSON.stringify(name))
})

it('accepts names of every script, and trims them', () => {
  for (const name of ['deploy bot', '支払い', 'نشر', '🤖']) assert.equal(Title.parse(` ${name} `), name)
})
