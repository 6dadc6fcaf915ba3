// What was shown to a session counts in its order, for it alone, and cannot be written by hand.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createForms } from '../../forms.ts'
import { nowSeen, type Seen, seenIn, seenToken } from './seen.ts'

const forms = createForms(new Uint8Array(32).fill(1), undefined)
const page = { sessionId: 'session-1', approvalId: 'apr_1', digest: 'sha256:00' }
const seen: Seen = { parts: 2, of: 3, at: 1_795_000_000_000 }

test('a token says what it was made for, to whom it was given', () => {
  assert.deepEqual(seenIn(forms, page, seenToken(forms, page, seen)), seen)
})

test('a token of another session, approval, digest or key is none', () => {
  const token = seenToken(forms, page, seen)
  for (const other of [
    { ...page, sessionId: 'session-2' },
    { ...page, approvalId: 'apr_2' },
    { ...page, digest: 'sha256:01' },
  ]) {
    assert.equal(seenIn(forms, other, token), undefined)
  }
  assert.equal(seenIn(createForms(new Uint8Array(32).fill(2), undefined), page, token), undefined)
})

test('a token that was changed is none', () => {
  const token = seenToken(forms, page, seen)
  for (const changed of [
    token.replace('2-3', '3-3'),
    token.replace('2-3', '2-2'),
    token.replace('-1795', '-1794'),
    token.slice(0, -1),
    `${token}=`,
    `0${token}`,
    '',
    '1-1-1-',
  ]) {
    assert.equal(seenIn(forms, page, changed), undefined, changed)
  }
})

test('parts count in their order, and the first time stays', () => {
  const first = nowSeen(undefined, { part: 1, parts: 3 }, 100)
  assert.deepEqual(first, { parts: 1, of: 3, at: 100 })
  assert.deepEqual(nowSeen(first, { part: 3, parts: 3 }, 200), first)
  const second = nowSeen(first, { part: 2, parts: 3 }, 300)
  assert.deepEqual(second, { parts: 2, of: 3, at: 100 })
  assert.deepEqual(nowSeen(second, { part: 1, parts: 3 }, 400), second)
  assert.deepEqual(nowSeen(second, { part: 3, parts: 3 }, 500), { parts: 3, of: 3, at: 100 })
  assert.deepEqual(nowSeen(second, { part: 1, parts: 4 }, 600), { parts: 1, of: 4, at: 600 })
  assert.deepEqual(nowSeen(undefined, { part: 2, parts: 3 }, 700), { parts: 0, of: 3, at: 700 })
})
