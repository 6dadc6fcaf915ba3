// Runs each check of the repository's files as a test.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checks } from './checks.ts'

describe('the files of the repository', () => {
  for (const { name, fix, run } of checks) {
    test(name, () => {
      const { isPassed, output } = run()
      assert.ok(isPassed, `${output}\nto fix: ${fix}`)
    })
  }
})
