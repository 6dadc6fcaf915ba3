// One member gets so many mails in an hour, and then again in the next.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailLimit } from './mail-limit.ts'

test('each member has their own hour', () => {
  let now = 0
  const limit = createMailLimit(3, () => now)
  function taken(member: string): number {
    return Array.from({ length: 10 }, () => limit.take('org', member)).filter(Boolean).length
  }
  assert.equal(taken('ada'), 3)
  assert.equal(taken('bob'), 3)
  now = 3_599_999
  assert.equal(taken('ada'), 0)
  now = 3_600_000
  assert.equal(taken('ada'), 3)
  assert.equal(limit.take('other', 'ada'), true)
})
