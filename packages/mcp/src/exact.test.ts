// Numbers that JSON.parse may have rounded are found at any depth.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isExact } from './exact.ts'

test('numbers that JSON.parse may have rounded are found at any depth', () => {
  for (const text of ['9007199254740993', '-1e400', '123456789012345678901234', '1e21']) {
    assert.equal(isExact(JSON.parse(`{"a":[{"b":${text}}]}`)), false, text)
  }
  for (const text of ['9007199254740991', '-0.5', '1e-7', '"1e400"', 'null', 'true', '[]', '{}']) {
    assert.equal(isExact(JSON.parse(`{"a":[{"b":${text}}]}`)), true, text)
  }
})
