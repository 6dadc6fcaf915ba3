// Tests that the page on verdicts lists every reason, and that a policy's own words win.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { REASONS, reason } from './reasons.ts'

const page = readFileSync(new URL('../../../../docs/policies/verdicts.md', import.meta.url), 'utf8')

test('the page on verdicts lists every reason with its severity and message, and no other', () => {
  const section = page.slice(page.indexOf('\n## Reasons'), page.indexOf('\n## Risk'))
  const rows = Array.from(section.matchAll(/^\| `([a-z._]+)` \| ([a-z]+) \| (.*) \|$/gm), (row) =>
    row.slice(1, 4),
  )
  assert.deepEqual(
    rows,
    Object.entries(REASONS).map(([code, [severity, message]]) => [code, severity, message]),
  )
})

test("a policy's own texts go before the catalogue", () => {
  assert.deepEqual(reason('policy.forbidden', { message: 'not here', policy_id: 'p' }), {
    code: 'policy.forbidden',
    severity: 'high',
    message: 'not here',
    policy_id: 'p',
  })
})
