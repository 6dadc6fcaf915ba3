// The documents that anyone may read: complete, linked, made when asked for, with nothing from elsewhere.
import assert from 'node:assert/strict'
import { registerHooks } from 'node:module'
import { after, before, describe, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { errorCodes, operationList } from '@countersign/contract'
import type { Harness } from './http-harness.ts'

const loaded: string[] = []
const hooks = registerHooks({
  load(url, context, next) {
    loaded.push(url)
    return next(url, context)
  },
})

function loadedOfDocuments(): string[] {
  return loaded.filter((url) =>
    /\/marked\/|@scalar|\/docs\/(?:site|guides|operations|errors|markdown)\.ts/.test(url),
  )
}

let harness: Harness
before(async () => {
  // Only now, so that the hook sees what it loads.
  const { createHarness } = await import('./http-harness.ts')
  harness = await createHarness()
})
after(async () => {
  hooks.deregister()
  await harness.app.close()
})

function get(url: string, headers: Record<string, string> = {}) {
  return harness.app.inject({ url, headers })
}

/** The addresses of every page, as the overview for agents lists them. */
async function listed(): Promise<string[]> {
  const { body } = await get('/llms.txt')
  const paths = [...body.matchAll(/\]\((\/docs\/[^)]+)\.md\)/g)].map(([, path]) => path ?? '')
  return ['/docs/guides', '/docs/operations', '/docs/errors', ...paths]
}

async function must(path: string): Promise<string> {
  const { statusCode, body } = await get(path)
  assert.equal(statusCode, 200, path)
  return body
}

/** Where the links of a page lead that stay on this service. */
function linksIn(body: string, path: string): URL[] {
  const base = new URL(path, 'http://service')
  return [...body.matchAll(/href="([^"]+)"/g)]
    .map(([, href = '']) => new URL(href, base))
    .filter(({ origin }) => origin === base.origin)
}

describe('the documentation', () => {
  it('costs nothing at the start: it is loaded with the first page that is asked for', async () => {
    assert.deepEqual(loadedOfDocuments(), [])
    assert.equal((await get('/docs/guides/start')).statusCode, 200)
    assert.ok(loadedOfDocuments().length > 3)
  })

  it('has a page for every guide, operation and error, each also as Markdown', async () => {
    const paths = await listed()
    for (const { name } of operationList) assert.ok(paths.includes(`/docs/operations/${name}`), name)
    for (const code of errorCodes) assert.ok(paths.includes(`/docs/errors/${code}`), code)
    for (const guide of ['start', 'approvals', 'policies', 'policies/packs/starter', 'packages/mcp'])
      assert.ok(paths.includes(`/docs/guides/${guide}`), guide)
    for (const path of ['/docs', ...paths]) {
      const page = await get(path)
      assert.equal(page.headers['content-type'], 'text/html; charset=utf-8', path)
      assert.ok(page.body.includes(`<link rel="alternate" type="text/markdown" href="${path}.md">`), path)
      const twin = await get(`${path}.md`)
      assert.equal(twin.headers['content-type'], 'text/markdown; charset=utf-8', path)
      assert.match(twin.body, /^# \S/)
    }
  })

  it('has no link that leads nowhere, on no page', async () => {
    const pages = new Map<string, string>()
    async function bodyOf(path: string): Promise<string> {
      const body = pages.get(path) ?? (await must(path))
      pages.set(path, body)
      return body
    }
    let fragments = 0
    for (const path of await listed()) {
      for (const { pathname, hash } of linksIn(await bodyOf(path), path)) {
        const target = await bodyOf(pathname)
        assert.ok(
          hash === '' || target.includes(`id="${hash.slice(1)}"`),
          `${path} links to ${pathname}${hash}`,
        )
        if (hash !== '') fragments += 1
      }
      for (const [, target = ''] of (await bodyOf(`${path}.md`)).matchAll(/\]\((\/[^)#]*)/g))
        await bodyOf(target)
    }
    assert.ok(fragments > 20)
  })

  it('is served under a policy that loads nothing from elsewhere and runs no script of a page', async () => {
    for (const url of [
      '/',
      '/docs',
      '/docs/errors',
      '/docs/guides/start',
      '/docs/start.js',
      '/openapi.json',
    ]) {
      const response = await get(url)
      assert.equal(response.statusCode, 200, url)
      const policy = String(response.headers['content-security-policy'])
      assert.match(policy, /default-src 'none'/)
      assert.ok(!/https?:|unsafe-eval|script-src[^;]*unsafe-inline/.test(policy), policy)
      const links = [...response.body.slice(0, 20_000).matchAll(/ (?:src|href)="(https?:[^"]+)"/g)]
      assert.deepEqual(links, [], url)
      assert.ok(!/<script(?! src=")/.test(response.body), url)
    }
  })

  it('is compressed once and sent again only where it has changed', async () => {
    for (const url of [
      '/docs',
      '/openapi.json',
      '/llms.txt',
      '/docs/guides/policies/facts',
      '/docs/scalar.js',
    ]) {
      const first = await get(url, { 'accept-encoding': 'br, gzip' })
      assert.equal(first.headers['content-encoding'], 'gzip', url)
      assert.ok(gunzipSync(first.rawPayload).length > first.rawPayload.length, url)
      const again = await get(url, { 'if-none-match': String(first.headers.etag) })
      assert.deepEqual([again.statusCode, again.body], [304, ''], url)
      assert.equal((await get(url, { 'if-none-match': 'W/"other"' })).statusCode, 200)
    }
    for (const encodings of ['', 'gzip;q=0', 'identity']) {
      const plain = await get('/llms.txt', { 'accept-encoding': encodings })
      assert.equal(plain.headers['content-encoding'], undefined)
      assert.match(plain.body, /^# Countersign\n/)
    }
  })

  it('has the document of the contract, with every operation', async () => {
    const document = (await get('/openapi.json')).json()
    assert.equal(document.openapi, '3.1.1')
    const described = Object.values(document.paths).flatMap((path) => Object.keys(path as object))
    assert.equal(described.length, operationList.length)
  })

  it('tells browsers of a page that is not there with a page, and everybody else with a problem', async () => {
    for (const url of ['/docs/guides/none', '/docs/errors/no.such', '/docs/../README.md', '/none']) {
      const page = await get(url, { accept: 'text/html,*/*' })
      assert.equal(page.statusCode, 404, url)
      assert.match(page.body, /<h1>There is nothing here<\/h1>/)
      assert.equal((await get(url)).json().code, 'route.unknown')
    }
  })

  it('gives browsers an icon where they look for one', async () => {
    const { headers, body } = await get('/favicon.ico')
    assert.equal(headers['content-type'], 'image/svg+xml')
    assert.match(body, /^<svg/)
  })
})

describe('readiness', () => {
  it('follows the probe, and liveness does not', async () => {
    const { createHarness } = await import('./http-harness.ts')
    const down = await createHarness()
    down.isReady = false
    const ready = await get('/ready')
    assert.equal(ready.statusCode, 200)
    const refused = await down.app.inject({ url: '/ready' })
    assert.deepEqual([refused.statusCode, refused.json().code], [503, 'store.unavailable'])
    assert.equal((await down.app.inject({ url: '/health' })).statusCode, 200)
    await down.app.close()
  })
})
