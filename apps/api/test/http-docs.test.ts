// Health, readiness and the documents that anyone may read.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { operationList } from '@countersign/contract'
import { createHarness, type Harness } from './http-harness.ts'

let harness: Harness
before(async () => {
  harness = await createHarness()
})
after(() => harness.app.close())

test('readiness follows the probe, and liveness does not', async () => {
  const down = await createHarness()
  down.isReady = false
  const ready = await down.app.inject({ url: '/ready' })
  assert.equal(ready.statusCode, 503)
  assert.equal(ready.json().code, 'store.unavailable')
  assert.equal((await down.app.inject({ url: '/health' })).statusCode, 200)
  await down.app.close()
})

test('the documents are served under a policy that loads nothing from elsewhere', async () => {
  for (const url of ['/', '/docs', '/docs/errors', '/openapi.json', '/docs/static/swagger-ui.css']) {
    const response = await harness.app.inject({ url })
    assert.equal(response.statusCode, 200, url)
    const policy = String(response.headers['content-security-policy'])
    assert.match(policy, /default-src 'none'/)
    assert.ok(!/https?:|unsafe-eval|script-src[^;]*unsafe-inline/.test(policy), policy)
    const links = [...response.body.slice(0, 20_000).matchAll(/(?:src|href)="(https?:[^"]+)"/g)]
    assert.deepEqual(links, [], url)
  }
  const document = (await harness.app.inject({ url: '/openapi.json' })).json()
  assert.equal(document.openapi, '3.1.1')
  const described = Object.values(document.paths).flatMap((path) => Object.keys(path as object))
  assert.equal(described.length, operationList.length)
})
