// A page's advice after a refusal is something that its reader can do there: no request, header or field.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { it } from 'node:test'
import { errorsOf, type Operation, type OperationName, operations } from '@countersign/contract'
import { pageRemedyOf, pageTitleOf } from './remedies.ts'

/** What only a program can do wrong: how it sends a request and what it calls itself by. */
const OF_PROGRAMS = new Set([
  'auth.agent_mismatch',
  'auth.missing',
  'auth.org',
  'auth.scheme',
  'content.type',
  'idempotency.reused',
  'method.not_allowed',
  'route.unknown',
])

it('says what to do in words of the page for every refusal of what pages call', () => {
  const sources = globSync('**/*.ts', { cwd: import.meta.dirname }).map((file) =>
    readFileSync(`${import.meta.dirname}/${file}`, 'utf8'),
  )
  const names = sources.flatMap((text) =>
    [...text.matchAll(/operate\(\w+, '([a-z.]+)'/g)].map(([, name]) => name),
  )
  assert.ok(names.length > 20)
  const codes = new Set(
    names.flatMap((name) => {
      const operation: Operation = operations[name as OperationName]
      return errorsOf(operation)
    }),
  )
  for (const code of codes) {
    if (OF_PROGRAMS.has(code)) continue
    assert.doesNotMatch(pageRemedyOf(code), /`|\/v1\/|\b(GET|POST|PATCH)\b|_id\b/, code)
    assert.doesNotMatch(pageTitleOf(code), /\b(API|operation|scope)/, code)
  }
})
