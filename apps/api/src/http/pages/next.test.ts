// A page sends nobody to another site, however the path is spelled.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { safeNext } from './next.ts'

test('paths of this service are kept', () => {
  for (const path of ['/', '/o/org_1/keys', '/o/org_1/approvals/apr_1?tab=2'])
    assert.equal(safeNext(path), path)
})

test('everything that could lead elsewhere becomes the front page', () => {
  for (const path of [
    undefined,
    '',
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example',
    '/\t/evil.example',
    '/a\\..\\evil',
    'javascript:alert(1)',
    '/%0d%0aset-cookie:x=1\r\n',
    `/${'a'.repeat(600)}`,
    '/é',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
  ]) {
    assert.equal(safeNext(path), '/', String(path))
  }
})
