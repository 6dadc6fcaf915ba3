// A tool result permits acting only if the verdict does, and shows no details of unknown errors.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CountersignError } from '@countersign/client'
import { Verdict } from '@countersign/contract'
import { answerResult, errorResult } from './result.ts'
import { tools } from './tools.ts'

function toolOf(name: string) {
  const tool = tools.find((candidate) => candidate.name === name)
  assert.ok(tool, name)
  return tool
}

test('a gate has no isError only for the two verdicts that permit acting', () => {
  const permitting = Verdict.options.filter(
    (verdict) => answerResult(toolOf('gate'), { verdict }).isError !== true,
  )
  assert.deepEqual(permitting, ['allow', 'sanitize'])
  for (const odd of [{}, { verdict: 'ALLOW' }, { would: 'allow' }]) {
    assert.equal(answerResult(toolOf('gate'), odd).isError, true)
  }
})

test('the other tools answer without isError, whatever they say', () => {
  const others = tools.filter(({ name }) => name !== 'gate')
  assert.ok(others.length >= 6)
  for (const tool of others)
    assert.equal(answerResult(tool, { verdict: 'deny' }).isError, undefined, tool.name)
})

test('a failed call has no structured content, says what is missing, and hides unknown errors', () => {
  const late = new CountersignError({ code: 'client.timeout', message: 'no answer', retryable: true })
  for (const tool of tools) {
    for (const reason of [late, new Error('a secret'), 'a secret', undefined]) {
      const { isError, structuredContent, content } = errorResult(tool, reason)
      assert.equal(isError, true)
      assert.equal(structuredContent, undefined)
      const text = JSON.stringify(content)
      assert.doesNotMatch(text, /secret/)
      const decides = ['check', 'gate', 'scan_tool', 'verify'].includes(tool.name)
      assert.equal(text.includes('There is no verdict: do not act.'), decides, tool.name)
    }
  }
})
